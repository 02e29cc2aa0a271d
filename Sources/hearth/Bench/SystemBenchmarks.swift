// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Devices
import Energy
import ModbusIO
import Scenario
import Simulator

/// The benchmarks that need sockets, a database or the whole house.
enum SystemBenchmarks {
    static let all =
        modbusReads + [simulation("simulate-memory", link: .memory), simulation("simulate-modbus", link: .modbus)]

    /// Client side of reading 100 registers over Modbus TCP; on two cores only where there are two.
    private static let modbusReads =
        [
            modbusRead(
                "modbus-read-100", "Client CPU of reading 100 registers over loopback, client and server on one core.",
                .oneCore)
        ]
        + (LoopbackProbe.coreCount < 2
            ? []
            : [
                modbusRead(
                    "modbus-read-100-apart",
                    "The same on a core each: mostly the kernel's way of waking the other core.",
                    .twoCores)
            ])

    private static func modbusRead(_ name: String, _ does: String, _ placement: LoopbackProbe.Placement) -> Benchmark {
        Benchmark(name: name, does: does, unit: "us", runs: 9) {
            let probe = try LoopbackProbe(bank: PlainBank(), placement: placement)
            return { try probe.microsecondsPerRead(repetitions: 2000) }
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
