// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Devices
import Energy
import ModbusIO
import Scenario
import Simulator

/// The benchmarks that need sockets, a database or the whole house.
enum SystemBenchmarks {
    static let all = [
        modbusRead, simulation("simulate-memory", link: .memory), simulation("simulate-modbus", link: .modbus),
    ]

    /// Client side of reading 100 registers over Modbus TCP.
    static let modbusRead = Benchmark(
        name: "modbus-read-100", does: "Client CPU of reading 100 registers over loopback.", unit: "us", runs: 9
    ) {
        let server = try ModbusServer(bank: PlainBank())
        let probe = LoopbackProbe(port: server.port)
        return {
            let figure = try probe.microsecondsPerRead(repetitions: 2000)
            // The server lives as long as the closure that reads from it.
            withExtendedLifetime(server) {}
            return figure
        }
    }

    /// A day of the simulated house; the figure is simulated seconds per second.
    private static func simulation(_ name: String, link: SimulatedFleet.Link) -> Benchmark {
        Benchmark(name: name, does: "One simulated day, times real time.", unit: "x", runs: 3) {
            return {
                let command = try SimulateCommand.parse(["--link", link.rawValue])
                return try SimulationRun(try SimulationPlan(command), folder: nil).run().report.realTimeFactor
            }
        }
    }
}

/// Registers that hold their own address.
private final class PlainBank: RegisterBank {
    func read(_ range: RegisterRange, unit: UInt8) -> BankReply {
        .words(range.addresses.map { UInt16(truncatingIfNeeded: $0) })
    }

    func write(_ write: RegisterWrite, unit: UInt8) -> BankReply { .exception(code: 1) }
}
