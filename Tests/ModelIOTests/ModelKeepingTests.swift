// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Glibc
import HearthTestKit
import HostIO
import ModelIO
import Testing

/// Which files stay, in a real folder.
@Suite struct ModelKeepingTests {
    private let home: ModelHome
    private let store = MemoryStore(devices: [])
    private let now = UTCInstant(secondsSinceEpoch: 1_800_000_000)

    init() throws { home = try ModelHome() }

    private var ledger: ModelLedger { ModelLedger(folder: home.folder, store: store) }

    @discardableResult private func promote(_ id: String, hour: Int) throws -> ModelLedger.Outcome {
        try ledger.carryOut(ModelWish(.promote, .demand, model: id), now: now.advanced(bySeconds: 3600 * hour))
    }

    /// Has a model judged that is no better than the naive forecast.
    @discardableResult private func refuse(_ id: String, champion: String, hour: Int) throws -> ModelLedger.Outcome {
        let trial = ModelTrial(window: ModelHome.trialWindow, points: 1344, error: 100, naiveError: 100)
        let wish = ModelWish(
            .admit, .demand, model: id, champion: champion, trial: trial, championTrial: trial)
        return try ledger.carryOut(wish, now: now.advanced(bySeconds: 3600 * hour))
    }

    private func state(_ id: String) throws -> ModelRecord.State? {
        try store.models(target: .demand).first { $0.id == id }?.state
    }

    private func hasFile(_ id: String) -> Bool { home.folder.holds(id) }

    @Test func lastThreeFormerAndTwoRefusedOnes_keepTheirFiles() throws {
        let ids = try (0..<9).map { try home.put(UInt64($0)) }
        for (hour, id) in ids[0..<6].enumerated() { try promote(id, hour: hour) }
        #expect(ids[0..<6].map(hasFile) == [false, false, true, true, true, true])
        #expect(try ids[0..<6].map(state) == [.discarded, .discarded, .former, .former, .former, .champion])
        for hour in 6..<9 {
            #expect(try refuse(ids[hour], champion: ids[5], hour: hour).decision.outcome == .refused)
            #expect(hasFile(ids[hour]), "it can be looked at")
        }
        #expect(ids[6..<9].map(hasFile) == [false, true, true])
        #expect(try store.models(target: .demand).count == 9, "no record is lost")

        let gone = try promote(ids[0], hour: 9)
        #expect(gone.decision.outcome == .refused && !gone.isChange)
        #expect(gone.decision.reason.hasPrefix("its file has been deleted: the model in use, the last 3 former"))
        for expected in [ids[4], ids[3], ids[2]] {
            let back = try ledger.carryOut(ModelWish(.rollback, .demand), now: now.advanced(bySeconds: 36_000))
            #expect(back.inUse?.id == expected)
        }
        let none = try ledger.carryOut(ModelWish(.rollback, .demand), now: now.advanced(bySeconds: 36_000))
        #expect(none.decision.outcome == .retired)
    }

    @Test func modelTakenOutByARollback_isTheLatestRefusedOne() throws {
        let ids = try (0..<4).map { try home.put(UInt64($0)) }
        try promote(ids[0], hour: 0)
        try promote(ids[1], hour: 1)
        for hour in 2..<4 { try refuse(ids[hour], champion: ids[1], hour: hour) }
        _ = try ledger.carryOut(ModelWish(.rollback, .demand), now: now.advanced(bySeconds: 36_000))
        #expect(ids.map(hasFile) == [true, true, false, true])
        #expect(try promote(ids[1], hour: 11).decision.outcome == .promotedByHand)
    }

    @Test func rollback_passesOverAModelWithoutAFile() throws {
        let ids = try (0..<3).map { try home.put(UInt64($0)) }
        for (hour, id) in ids.enumerated() { try promote(id, hour: hour) }
        unlink(home.folder.file(ids[1]))
        let back = try ledger.carryOut(ModelWish(.rollback, .demand), now: now.advanced(bySeconds: 36_000))
        #expect(back.inUse?.id == ids[0])
        #expect(try state(ids[1]) == .discarded)
    }

    @Test func fileThatCannotBeDeleted_isNamed_andTriedAgain() throws {
        let ids = try (0..<6).map { try home.put(UInt64($0)) }
        for (hour, id) in ids[0..<4].enumerated() { try promote(id, hour: hour) }
        // A folder in the place of a file cannot be deleted as one.
        let path = home.folder.file(ids[0])
        unlink(path)
        try #require(mkdir(path, 0o700) == 0)
        let outcome = try promote(ids[4], hour: 4)
        #expect(outcome.isChange && outcome.inUse?.id == ids[4])
        #expect(outcome.faults.map(\.path) == [path] && outcome.faults[0].purpose == "deleting")
        #expect(try state(ids[0]) == .discarded)
        rmdir(path)
        try DurableFile.write([1], to: path)
        #expect(try promote(ids[5], hour: 5).faults.isEmpty)
        #expect(!hasFile(ids[0]))
    }

    @Test func whatATrainingLeftThatIsNoModel_isDeleted_andOtherFilesStay() throws {
        try DurableFile.write([1, 2, 3], to: home.folder.file("demand-1"))
        try DurableFile.write([1, 2, 3], to: home.folder.file("demand-2"))
        let refused = try ledger.carryOut(ModelWish(.admit, .demand, model: "demand-1"), now: now)
        #expect(refused.decision.outcome == .refused && refused.decision.reason.contains("not a model file"))
        let byHand = try ledger.carryOut(ModelWish(.promote, .demand, model: "demand-2"), now: now)
        #expect(byHand.decision.outcome == .refused)
        #expect(!hasFile("demand-1") && hasFile("demand-2"))
    }

    @Test func fileLongerThanAModel_isRefusedWithBothLengths() throws {
        let long = ModelFolder.longestModel + 40_000
        try DurableFile.write([UInt8](repeating: 0, count: long), to: home.folder.file("demand-1"))
        let expected = ModelFolderError.tooLong(
            path: home.folder.file("demand-1"), found: long, expected: ModelFolder.longestModel)
        #expect(throws: expected) { try home.folder.read("demand-1", target: .demand) }
        #expect("\(expected)".hasSuffix("file of 8428608 bytes; a model has at most 8388608"))
    }
}
