// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import HearthTestKit
import HostIO
import ReadingStore
import Testing

/// What the programs say when they cannot start as they should.
@Suite struct StartTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// A configuration whose devices are not there, at ports that nobody listens on.
    private func configuration(_ change: (String) -> String = { $0 }) throws -> String {
        let ports = try (0..<4).map { _ in try Loopback.freePort() }
        let text = folder.sampleText(ports: Array(ports[..<3]), statusPort: ports[3])
        return try folder.put(change(text), as: "hearth.toml")
    }

    private func makeFolders() throws { try folder.makeServiceFolders() }

    @Test(arguments: ["hearth-guard", "hearthd"])
    func configurationWithFaults_isWrongUsage_andEveryFaultIsListed(program: String) throws {
        try makeFolders()
        let path = try configuration {
            $0.replacing("floor = 0.10", with: "floor = 0.99").replacing("main_fuse_a = 25", with: "main_fuse_a = -1")
                + "\n[nonsense]\n"
        }
        let run = try Program(program, ["--config", path], folder: folder)
        #expect(run.end(within: 30) == 2)
        for word in ["floor", "main_fuse_a", "nonsense"] {
            #expect(run.log.contains(word), "\(word): \(run.log)")
        }
    }

    @Test func runtimeFolderThatIsMissing_endsTheGuardInOneLine() throws {
        let path = try configuration()
        let run = try Program("hearth-guard", ["--config", path], folder: folder)
        #expect(run.end(within: 30) == 1)
        #expect(
            run.log
                == "hearth-guard: the bus lock is not to be had: \(folder["run"])/bus.lock: No such file or directory\n"
        )
    }

    /// The house is watched, and every battery taken for latched.
    @Test func stateFolderThatIsMissing_costsSteeringAndNotTheGuard() throws {
        try DurableFile.makeFolder(folder["run"])
        let notify = try NotifySocket(folder["notify"])
        let run = try Program(
            "hearth-guard", ["--config", try configuration()], folder: folder, notify: notify.path)
        #expect(notify.wait(for: "WATCHDOG=1", within: 30))
        #expect(run.log.contains("no battery is steered without a journal"))
        run.signal(SIGTERM)
        #expect(run.end(within: 30) == 0)
    }

    @Test func databaseThatAnotherWrites_endsThePlannerInOneLine() throws {
        let store = try ReadingStore(path: folder["hearth.sqlite"], deviceIDs: ["meter"])
        let run = try Program("hearthd", ["--config", try configuration()], folder: folder)
        #expect(run.end(within: 30) == 1)
        #expect(run.log.split(separator: "\n").count == 1 && run.log.contains(folder["hearth.sqlite"]), "\(run.log)")
        withExtendedLifetime(store) {}
    }

    @Test func neutralCommand_withoutABattery_saysThatNothingWasWritten() throws {
        try makeFolders()
        let path = try configuration { $0.replacing(SafeStateTests.batterySection, with: "") }
        let neutral = try Program("hearth-guard", ["--safe-state", "--config", path], folder: folder)
        #expect(neutral.line(within: 30) == "a dry run, or no battery: nothing was written")
        #expect(neutral.end(within: 30) == 0 && neutral.log.isEmpty)
    }

    /// Somebody saved a mistake while the guard ran -> the copy from its last start is good enough to find the devices.
    @Test func neutralCommand_withAConfigurationThatIsBroken_usesTheLastGoodOne() throws {
        try makeFolders()
        let path = try configuration()
        let notify = try NotifySocket(folder["notify"])
        let run = try Program("hearth-guard", ["--config", path], folder: folder, notify: notify.path)
        #expect(notify.wait(for: "READY=1", within: 30))
        run.signal(SIGKILL)
        #expect(run.end(within: 30) == 128 + SIGKILL)
        try folder.put("[site", as: "hearth.toml")
        let neutral = try Program(
            "hearth-guard", ["--safe-state", "--config", path], folder: folder,
            environment: ["STATE_DIRECTORY=\(folder["state"])"])
        // There is no inverter behind the port: found in the copy, and said to be out of reach.
        let line = neutral.line(within: 30)
        #expect(line?.hasPrefix("inverter: NOT given back: ") == true, "\(line ?? "nothing"): \(neutral.log)")
        #expect(neutral.end(within: 30) == 1)
        #expect(neutral.log.contains("the last configuration without faults is used instead"))
    }

    /// The system takes the folder away with the service: then there is no guard, and a person may lift its latches.
    @Test func runtimeFolderThatIsMissing_keepsNobodyFromAcknowledging_norFromGivingBack() throws {
        try DurableFile.makeFolder(folder["state"])
        let path = try configuration()
        let acknowledge = try Program("hearth-guard", ["--acknowledge", "--config", path], folder: folder)
        #expect(acknowledge.line(within: 30) == "every latch is lifted", "\(acknowledge.log)")
        #expect(acknowledge.end(within: 30) == 0)
        let neutral = try Program("hearth-guard", ["--safe-state", "--config", path], folder: folder)
        #expect(neutral.line(within: 30) == "inverter: NOT given back: no answer", "\(neutral.log)")
    }

    /// Whoever is impatient, or closes the terminal, does not keep the guard from giving the battery back.
    @Test func signalsThatRepeat_doNotEndTheGuardBeforeItsTime() throws {
        try makeFolders()
        // Devices that take a connection and never answer: the lines end within their timeout and not at once.
        let deaf = try (0..<3).map { _ in try Loopback.listen() }
        defer { for socket in deaf { close(socket.descriptor) } }
        var ports = deaf.map(\.port)[...]
        let path = try configuration { text in
            var text = text
            for line in text.split(separator: "\n") where line.hasPrefix("tcp = \"127.0.0.1:") {
                if let port = ports.popFirst() { text = text.replacing(line, with: "tcp = \"127.0.0.1:\(port)\"") }
            }
            return text
        }
        let notify = try NotifySocket(folder["notify"])
        let run = try Program("hearth-guard", ["--config", path], folder: folder, notify: notify.path)
        #expect(notify.wait(for: "READY=1", within: 30))
        run.signal(SIGHUP)
        #expect(notify.wait(for: "STOPPING=1", within: 30), "\(run.log)")
        for number in [SIGTERM, SIGHUP, SIGINT] { run.signal(number) }
        #expect(run.end(within: 30) == 0, "\(run.log)")
        #expect(run.log.contains("guard ended"))
    }

    @Test func notifySocketThatIsFull_doesNotHoldTheGuardUp() throws {
        try makeFolders()
        // A system that never reads: its queue is full after a few messages.
        let deaf = try NotifySocket(folder["notify"])
        let flood = ServiceNotifier(socket: deaf.path)
        for _ in 0..<2000 { flood.send(.watchdog) }
        let run = try Program(
            "hearth-guard", ["--config", try configuration()], folder: folder, notify: deaf.path)
        let lock = folder["run"] + "/guard.sock"
        let end = Deadline(seconds: 30)
        while access(lock, F_OK) != 0, !end.isOver { #expect(run.end(within: 0.1) == nil) }
        run.signal(SIGTERM)
        #expect(run.end(within: 30) == 0)
    }
}
