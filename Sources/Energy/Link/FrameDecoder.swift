// SPDX-License-Identifier: Apache-2.0

/// Frames to messages; total over any bytes.
public struct FrameDecoder: Sendable {
    private static let mostDevices = 1000

    /// A decoder.
    public init() {}

    /// A frame of the guard.
    public func decodeGuardMessage(_ frame: [UInt8]) throws(FrameError) -> GuardMessage {
        let kind = try FrameHeader.open(frame)
        var reader = ByteReader(frame)
        let message: GuardMessage
        switch kind {
        case FrameKind.guardHello:
            message = .hello(
                GuardHello(
                    bootID: try reader.integer(), configurationHash: try reader.integer(),
                    now: try reader.bootInstant(), wall: try reader.utcInstant("wall time"),
                    isAnswer: try reader.bool("answer")))
        case FrameKind.snapshot: message = .snapshot(try Self.snapshot(&reader))
        case FrameKind.slice: message = .slice(try Self.slice(&reader))
        case FrameKind.event: message = .event(try Self.event(&reader))
        case FrameKind.standing: message = .standing(try Self.standing(&reader))
        default: throw .kind(kind)
        }
        try reader.finish()
        return message
    }

    /// A frame of the planner.
    public func decodePlannerMessage(_ frame: [UInt8]) throws(FrameError) -> PlannerMessage {
        let kind = try FrameHeader.open(frame)
        var reader = ByteReader(frame)
        let message: PlannerMessage
        switch kind {
        case FrameKind.plannerHello: message = .hello(configurationHash: try reader.integer())
        case FrameKind.intent: message = .intent(try Self.intent(&reader))
        case FrameKind.sliceStored:
            message = .sliceStored(
                bootID: try reader.integer(), device: try Self.device(&reader), start: try reader.bootInstant())
        case FrameKind.eventsStored: message = .eventsStored(through: try Self.mark(&reader))
        default: throw .kind(kind)
        }
        try reader.finish()
        return message
    }

    private static func device(_ reader: inout ByteReader) throws(FrameError) -> DeviceIndex {
        DeviceIndex(try reader.count("device", most: mostDevices))
    }

    private static func snapshot(_ reader: inout ByteReader) throws(FrameError) -> PlantSnapshot {
        let time = try reader.bootInstant()
        let wall = try reader.utcInstant("wall time")
        let grid = try reader.watts("grid import")
        let l1 = try reader.watts("grid import L1")
        let l2 = try reader.watts("grid import L2")
        let l3 = try reader.watts("grid import L3")
        let pv = try reader.watts("PV production")
        let inverter = try reader.watts("inverter AC")
        let heatPump = try reader.watts("heat pump power")
        let outdoor = try reader.measured("outdoor temperature").map { Celsius($0) }
        var batteries: [BatterySnapshot] = []
        for _ in 0..<(try reader.count("batteries", most: mostDevices)) {
            batteries.append(
                BatterySnapshot(
                    discharge: try reader.watts("battery discharge"),
                    stateOfCharge: try reader.measured("state of charge"),
                    maxCharge: try reader.watts("largest charge"), maxDischarge: try reader.watts("largest discharge")))
        }
        var inverters: [InverterSnapshot] = []
        for _ in 0..<(try reader.count("inverters", most: mostDevices)) {
            inverters.append(
                InverterSnapshot(
                    output: try reader.watts("inverter output"), pvProduction: try reader.watts("inverter PV"),
                    rating: try reader.watts("inverter rating")))
        }
        return PlantSnapshot(
            time: time, wallTime: wall, gridImport: grid, gridImportPhases: Phases(l1, l2, l3), pvProduction: pv,
            inverterAC: inverter, heatPumpPower: heatPump, outdoorTemperature: outdoor, batteries: batteries,
            inverters: inverters)
    }

    private static func slice(_ reader: inout ByteReader) throws(FrameError) -> DeviceSlice {
        let bootID = try reader.integer(UInt64.self)
        let device = try device(&reader)
        let start = try reader.bootInstant()
        let end = try reader.bootInstant()
        guard start <= end else { throw .field("slice end") }
        let slot = try reader.slot("slot")
        let isTrusted = try reader.bool("clock trust")
        let polls = try reader.count("polls", most: 1_000_000)
        let failed = try reader.count("failed polls", most: 1_000_000)
        var signals: [SignalSummary] = []
        for _ in 0..<(try reader.count("signals", most: 256)) {
            signals.append(
                SignalSummary(
                    signal: try reader.raw(Signal.self, "signal"), mean: try reader.finite("mean"),
                    minimum: try reader.finite("minimum"), maximum: try reader.finite("maximum"),
                    count: try reader.count("samples", most: 1_000_000),
                    missing: try reader.count("missing samples", most: 1_000_000)))
        }
        return DeviceSlice(
            bootID: bootID, device: device, start: start, end: end, slot: slot, isClockTrusted: isTrusted,
            signals: signals, polls: polls, failedPolls: failed)
    }

    private static func event(_ reader: inout ByteReader) throws(FrameError) -> GuardEvent {
        let time = try reader.bootInstant()
        let wall = try reader.utcInstant("wall time")
        let kind = try reader.raw(GuardEvent.Kind.self, "event kind")
        let hasDevice = try reader.bool("device")
        let device = try device(&reader)
        let code = try reader.integer(UInt8.self)
        let interlock = InterlockID(rawValue: code)
        guard interlock != nil || code == 0 else { throw .field("interlock") }
        let hasSignal = try reader.bool("signal")
        let signal = try reader.raw(Signal.self, "signal")
        let fault = try FaultCode.fault(code: reader.integer(), exception: reader.integer())
        return GuardEvent(
            time: time, wallTime: wall, kind: kind, device: hasDevice ? device : nil, interlock: interlock,
            signal: hasSignal ? signal : nil, fault: fault, detail: try reader.text("detail"))
    }

    private static func mark(_ reader: inout ByteReader) throws(FrameError) -> EventMark? {
        let isThere = try reader.bool("mark")
        let mark = EventMark(
            time: try reader.bootInstant(), wallTime: try reader.utcInstant("wall time"),
            kind: try reader.raw(GuardEvent.Kind.self, "event kind"))
        return isThere ? mark : nil
    }

    private static func standing(_ reader: inout ByteReader) throws(FrameError) -> GuardStanding {
        let time = try reader.bootInstant()
        let isDryRun = try reader.bool("dry-run")
        let isClockTrusted = try reader.bool("clock trust")
        let cycles = try reader.count("cycles", most: .max)
        let verified = try reader.count("verified commands", most: .max)
        let refused = try reader.count("refused commands", most: .max)
        var isConnected: [Bool] = []
        for _ in 0..<(try reader.count("devices", most: mostDevices)) {
            isConnected.append(try reader.bool("connection"))
        }
        var batteries: [BatteryStanding] = []
        for _ in 0..<(try reader.count("batteries", most: mostDevices)) { batteries.append(try battery(&reader)) }
        return GuardStanding(
            time: time, isDryRun: isDryRun, isClockTrusted: isClockTrusted, batteries: batteries,
            isConnected: isConnected, cycles: cycles, commandsVerified: verified, commandsRefused: refused)
    }

    private static func battery(_ reader: inout ByteReader) throws(FrameError) -> BatteryStanding {
        let code = try reader.integer(UInt8.self)
        let verdict = try VerdictCode.verdict(code: code, bounds: try bounds(&reader))
        let isInForce = try reader.bool("command in force")
        let inForce = try bounds(&reader)
        var interlocks: [InterlockID] = []
        for _ in 0..<(try reader.count("interlocks", most: 64)) {
            interlocks.append(try reader.raw(InterlockID.self, "interlock"))
        }
        return BatteryStanding(verdict: verdict, inForce: isInForce ? inForce : nil, interlocks: interlocks)
    }

    private static func bounds(_ reader: inout ByteReader) throws(FrameError) -> PowerBounds {
        let lower = try reader.finite("lower bound")
        guard let bounds = PowerBounds(lower: lower, upper: try reader.finite("upper bound")) else {
            throw .field("bounds")
        }
        return bounds
    }

    private static func intent(_ reader: inout ByteReader) throws(FrameError) -> Intent {
        let sequence = try reader.integer(UInt64.self)
        let madeAt = try reader.bootInstant()
        let expires = try reader.bootInstant()
        var batteries: [BatteryIntent] = []
        for _ in 0..<(try reader.count("batteries", most: mostDevices)) {
            let code = try reader.integer(UInt8.self)
            batteries.append(try IntentCode.intent(code: code, power: try reader.finite("battery intent")))
        }
        let hasLimit = try reader.bool("PV limit")
        let limit = try reader.finite("PV limit")
        let state = try reader.integer(UInt8.self)
        let heatPump = SGReadyState(rawValue: state)
        guard heatPump != nil || state == 0 else { throw .field("heat pump state") }
        return Intent(
            sequence: sequence, madeAt: madeAt, expires: expires, batteries: batteries,
            pvLimit: hasLimit ? Watts(limit) : nil, heatPump: heatPump)
    }
}
