// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `hearth log` where there is no journal, or none that can be read.
@Suite struct JournalTests {
    @Test func missingJournal_isExit1_withItsPath() throws {
        let folder = try Folder()
        for command in ["show", "verify"] {
            let finished = try Hearth.run("log", command, folder["journal"])
            #expect(finished.code == 1 && finished.output.isEmpty)
            #expect(finished.errorLines == ["\(folder["journal"]): opening: No such file or directory"])
        }
    }

    @Test func fileThatIsNoJournal_breaksAtItsFirstByte() throws {
        let folder = try Folder()
        let file = try folder.put(String(repeating: "not a journal ", count: 10), as: "journal")
        let finished = try Hearth.run("log", "verify", file, "--json")
        #expect(finished.code == 1)
        #expect(finished.errorLines.count == 1)
        #expect(finished.error.contains("at byte 0: not the beginning of a journal"))
    }

    @Test func filesAndConfiguration_areWrongUsage() throws {
        let finished = try Hearth.run("log", "show", "--config", "a", "b")
        #expect(finished.code == 2 && finished.error.hasPrefix("--config: found together with files"))
    }
}
