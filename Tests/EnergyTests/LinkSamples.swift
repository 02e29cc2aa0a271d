// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// One message of every kind, with every optional part present and absent, and the tools to damage their frames.
enum LinkSamples {
    static let time = BootInstant(nanoseconds: 123_456_789_012_345)
    static let wall = UTCInstant(secondsSinceEpoch: 1_478_000_000)

    static let guardMessages: [GuardMessage] =
        [
            .hello(
                GuardHello(
                    bootID: .max, configurationHash: 0x0123_4567_89AB_CDEF, now: time, wall: wall, isAnswer: true)),
            .hello(GuardHello(bootID: 0, configurationHash: 0, now: time, wall: wall, isAnswer: false)),
            .snapshot(snapshot(batteries: 2)), .snapshot(snapshot(batteries: 0)), .slice(slice),
            .slice(
                DeviceSlice(
                    bootID: 1, device: DeviceIndex(0), start: time, end: time, slot: Slot(index: -3),
                    isClockTrusted: false, signals: [], polls: 0, failedPolls: 9)),
            .event(
                GuardEvent(
                    time: time, wallTime: wall, kind: .interlockTripped, device: DeviceIndex(2), interlock: .fuse,
                    detail: "5750 W on L1 — Größe")),
            .event(GuardEvent(time: time, wallTime: wall, kind: .started)),
            .standing(standing),
            .standing(
                GuardStanding(
                    time: time, isDryRun: false, isClockTrusted: true, batteries: [], isConnected: [], cycles: 0,
                    commandsVerified: 0, commandsRefused: 0)),
        ] + faultEvents

    /// Every verdict, with and without a command in force.
    private static let standing = GuardStanding(
        time: time, isDryRun: true, isClockTrusted: false,
        batteries: [
            BatteryStanding(verdict: .release, inForce: nil, interlocks: [.staleData, .lease]),
            BatteryStanding(
                verdict: .setpoint(PowerBounds(maxCharge: 0, maxDischarge: 5000)),
                inForce: PowerBounds(exactly: -1234.5), interlocks: []),
            BatteryStanding(verdict: .off, inForce: .zero, interlocks: InterlockID.allCases),
        ], isConnected: [true, false, true], cycles: 86_400, commandsVerified: 12, commandsRefused: 3)

    /// A signal's loss for every reason there is.
    private static let faultEvents: [GuardMessage] = [
        SignalFault.noResponse, .exception(code: 0), .exception(code: 2), .exception(code: 255), .malformed,
        .notAvailable, .implausible, .stale,
    ].map {
        .event(
            GuardEvent(
                time: time, wallTime: wall, kind: .signalLost, device: DeviceIndex(1), signal: .heatPumpEnergy,
                fault: $0))
    }

    static let plannerMessages: [PlannerMessage] = [
        .hello(configurationHash: 42),
        .intent(
            Intent(
                sequence: 9, madeAt: time, expires: time.advanced(bySeconds: 60),
                batteries: [
                    .selfConsume, .noDischarge, .noCharge, .idle, .charge(Watts(1234.5)), .discharge(Watts(0.25)),
                ], pvLimit: Watts(0), heatPump: .forceOn)),
        .intent(Intent(sequence: 0, madeAt: time, expires: time, batteries: [])),
        .sliceStored(bootID: 7, device: DeviceIndex(3), start: time),
        .eventsStored(through: EventMark(time: time, wallTime: wall, kind: .faultLatched)),
        .eventsStored(through: nil),
    ]

    static var frames: [[UInt8]] {
        var encoder = FrameEncoder()
        return guardMessages.map { encoder.encode($0) } + plannerMessages.map { encoder.encode($0) }
    }

    static func snapshot(batteries: Int) -> PlantSnapshot {
        func good(_ value: Double) -> Measured<Watts> { Measured(Watts(value), at: time) }
        return PlantSnapshot(
            time: time, wallTime: wall, gridImport: good(-1234.567),
            gridImportPhases: Phases(good(1), .absent(.stale, at: time), .absent(.implausible, at: time)),
            pvProduction: good(2000), inverterAC: .absent(.quarantined, at: time),
            heatPumpPower: .absent(.neverOffered, at: time),
            outdoorTemperature: Measured(Celsius(-7.5), at: BootInstant(nanoseconds: -1)),
            batteries: (0..<batteries).map {
                BatterySnapshot(
                    discharge: good(Double($0)), stateOfCharge: Measured(0.625, at: time),
                    maxCharge: .absent(.lost, at: time), maxDischarge: .absent(.notAvailable, at: time))
            },
            inverters: (0..<batteries).map {
                InverterSnapshot(
                    output: good(-Double($0)), pvProduction: .absent(.stale, at: time), rating: good(8000))
            })
    }

    static let slice = DeviceSlice(
        bootID: 0xDEAD_BEEF, device: DeviceIndex(1), start: time, end: time.advanced(bySeconds: 900),
        slot: Slot(containing: wall), isClockTrusted: true,
        signals: Signal.allCases.map {
            let value = Double($0.rawValue)
            return SignalSummary(
                signal: $0, mean: value + 0.1, minimum: -value, maximum: value + 0.5, count: 900, missing: 3)
        }, polls: 900, failedPolls: 3)

    /// The same payload under a header that fits it.
    static func resealed(_ frame: [UInt8]) -> [UInt8] {
        var result = frame
        put(UInt32(frame.count - 16), into: &result, at: 8)
        var crc = CRC32.Accumulator()
        crc.add(result, in: 0..<12)
        crc.add(result, in: 16..<result.count)
        put(crc.checksum, into: &result, at: 12)
        return result
    }

    static func put(_ value: UInt32, into frame: inout [UInt8], at offset: Int) {
        for k in 0..<4 { frame[offset + k] = UInt8(truncatingIfNeeded: value >> UInt32(8 * k)) }
    }
}
