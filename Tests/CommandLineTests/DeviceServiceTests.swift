// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HearthTestKit
import Testing

/// `hearth simulate --serve` and whoever talks to it.
@Suite struct DeviceServiceTests {
    private struct Answer: Decodable {
        let id: String
        let identity, error: String?
        let signals: [String: Double]
    }

    /// The sample configuration with its devices where the lines `id: host:port, unit n` say.
    private func configuration(_ served: String) throws -> String {
        var text = try Hearth.run("config", "sample").output
        let addresses = ["192.168.1.20:502", "192.168.1.21:502", "192.168.1.22:502"]
        for (line, address) in zip(served.split(separator: "\n"), addresses) {
            let place = try #require(line.split(separator: " ").dropFirst().first).dropLast()
            text = text.replacing(address, with: place)
        }
        return text
    }

    @Test func servedDevices_areRead_andAnInterruptEndsThem() throws {
        let folder = try Folder()
        let service = try Hearth.start("simulate", "--serve", "127.0.0.1")
        try service.waitForOutput(lines: 3)
        #expect(
            try service.output.split(separator: "\n").map { $0.prefix { $0 != ":" } } == [
                "meter", "inverter", "heat-pump",
            ])
        let file = try folder.put(try configuration(service.output), as: "hearth.toml")

        let read = try Hearth.run("devices", "read", "--config", file, "--json")
        #expect(read.code == 0 && read.error.isEmpty, "\(read.error)")
        let answers = try read.json([Answer].self)
        #expect(answers.map(\.id) == ["meter", "inverter", "heat-pump"])
        #expect(answers.allSatisfy { $0.error == nil && $0.identity != nil })
        #expect(abs((answers[1].signals["stateOfCharge"] ?? .nan) - 0.5) < 0.02)
        #expect(abs((answers[0].signals["voltageL1"] ?? .nan) - 230) < 23)
        let text = try Hearth.run("devices", "read", "--config", file)
        #expect(text.code == 0 && text.output.contains("inverter (tcp 127.0.0.1:"))

        service.interrupt()
        let finished = try service.wait()
        #expect(finished.code == 0 && finished.error.isEmpty, "\(finished.error)")

        let silent = try Hearth.run("devices", "read", "--config", file, "--json")
        #expect(silent.code == 1)
        #expect(silent.errorLines == ["3 of 3 devices could not be read"])
        #expect(try silent.json([Answer].self).allSatisfy { $0.error?.contains("refused") == true })
    }

    @Test func portThatIsTaken_isOneLine() throws {
        let holder = try Loopback.listen()
        defer { close(holder.descriptor) }
        let finished = try Hearth.run("simulate", "--serve", "127.0.0.1:\(holder.port)")
        #expect(finished.code == 1)
        #expect(finished.output.isEmpty)
        #expect(finished.errorLines == ["127.0.0.1:\(holder.port): Address already in use"])
    }

    @Test(arguments: ["127.0.0.1:", "127.0.0.1:0", "127.0.0.1:x", "127.0.0.1:70000", ":502", "[::1]"])
    func addressThatIsNone_isWrongUsage(address: String) throws {
        let finished = try Hearth.run("simulate", "--serve", address)
        #expect(finished.code == 2)
        #expect(finished.error.hasPrefix("--serve: found \"\(address)\", expected an address such as"))
    }
}
