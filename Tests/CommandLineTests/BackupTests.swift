// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import ReadingStore
import Testing

/// Copies of a database that is in use.
@Suite struct BackupTests {
    private func copies(_ folder: Folder) -> [String] { DataFolder.names(in: folder["copies"], suffix: ".sqlite") }

    @Test func copyOfADatabaseInUse_holdsWhatWasStored_andOnlyTheNewestStay() throws {
        let folder = try Folder()
        let store = try ReadingStore(path: folder["hearth.sqlite"], deviceIDs: ["meter"])
        let slot = Slot(index: 1_900_000)
        try store.store(prices: [StoredPrice(slot: slot, spot: PricePerKWh(0.25))], source: "test")
        try DurableFile.makeFolder(folder["copies"])
        for name in ["hearth-20200101T000000Z", "hearth-20200102T000000Z", "hearth-of-mine"] {
            try DurableFile.write([], to: folder["copies/\(name).sqlite"])
        }
        let finished = try Hearth.run(
            "data", "backup", "--database", folder["hearth.sqlite"], "--to", folder["copies"], "--keep", "2")
        #expect(finished.code == 0 && finished.error.isEmpty, "\(finished.error)")
        let names = copies(folder).sorted()
        #expect(names.count == 3 && names[0] == "hearth-20200102T000000Z" && names[2] == "hearth-of-mine")
        let copy = try ReadingStore(reading: folder["copies/\(names[1]).sqlite"])
        #expect(try copy.prices(slots: slot..<slot.advanced(by: 1))[slot] == 0.25)
        // A copy is whole by itself and can be written to again.
        let restored = try ReadingStore(path: folder["copies/\(names[1]).sqlite"], deviceIDs: ["meter"])
        #expect(restored.notices.isEmpty)
    }

    @Test func placeThatCannotBeWrittenTo_isTold_andNothingIsLost() throws {
        let folder = try Folder()
        _ = try ReadingStore(path: folder["hearth.sqlite"], deviceIDs: [])
        let missing = try Hearth.run(
            "data", "backup", "--database", folder["hearth.sqlite"], "--to", folder["no/such"])
        #expect(missing.code == 1)
        #expect(missing.error == "\(folder["no/such"]): making the folder: No such file or directory\n")
        let none = try Hearth.run("data", "backup", "--database", folder["none.sqlite"], "--to", folder["copies"])
        #expect(none.code == 1 && copies(folder).isEmpty)
        let many = try Hearth.run("data", "backup", "--keep", "0")
        #expect(many.code == 2 && many.error == "--keep: found 0, expected 1 to 1000\n")
    }
}
