// SPDX-License-Identifier: Apache-2.0

/// The kinds of frames; guard to planner below 128, planner to guard from 128.
enum FrameKind {
    static let guardHello: UInt8 = 1
    static let snapshot: UInt8 = 2
    static let slice: UInt8 = 3
    static let event: UInt8 = 4
    static let standing: UInt8 = 5
    static let plannerHello: UInt8 = 128
    static let intent: UInt8 = 129
    static let sliceStored: UInt8 = 130
    static let eventsStored: UInt8 = 131
}

/// Messages to frames.
public struct FrameEncoder {
    private var writer = ByteWriter()

    /// An encoder with an empty buffer.
    public init() {}

    /// The frame of a message of the guard.
    public mutating func encode(_ message: GuardMessage) -> [UInt8] {
        writer.begin()
        switch message {
        case .hello(let hello):
            writer.write(hello.bootID)
            writer.write(hello.configurationHash)
            writer.write(hello.now)
            writer.write(hello.wall)
            writer.write(hello.isAnswer)
            return writer.seal(kind: FrameKind.guardHello)
        case .snapshot(let snapshot):
            write(snapshot)
            return writer.seal(kind: FrameKind.snapshot)
        case .slice(let slice):
            write(slice)
            return writer.seal(kind: FrameKind.slice)
        case .event(let event):
            write(event)
            return writer.seal(kind: FrameKind.event)
        case .standing(let standing):
            write(standing)
            return writer.seal(kind: FrameKind.standing)
        }
    }

    /// The frame of a message of the planner.
    public mutating func encode(_ message: PlannerMessage) -> [UInt8] {
        writer.begin()
        switch message {
        case .hello(let hash):
            writer.write(hash)
            return writer.seal(kind: FrameKind.plannerHello)
        case .intent(let intent):
            write(intent)
            return writer.seal(kind: FrameKind.intent)
        case .sliceStored(let bootID, let device, let start):
            writer.write(bootID)
            writer.write(count: device.rawValue)
            writer.write(start)
            return writer.seal(kind: FrameKind.sliceStored)
        case .eventsStored(let mark):
            writer.write(mark != nil)
            writer.write(mark?.time ?? BootInstant(nanoseconds: 0))
            writer.write(mark?.wallTime ?? UTCInstant(secondsSinceEpoch: 0))
            writer.write(mark?.kind.rawValue ?? 0)
            return writer.seal(kind: FrameKind.eventsStored)
        }
    }

    private mutating func write(_ snapshot: PlantSnapshot) {
        writer.write(snapshot.time)
        writer.write(snapshot.wallTime)
        writer.write(snapshot.gridImport)
        writer.write(snapshot.gridImportPhases.l1)
        writer.write(snapshot.gridImportPhases.l2)
        writer.write(snapshot.gridImportPhases.l3)
        writer.write(snapshot.pvProduction)
        writer.write(snapshot.inverterAC)
        writer.write(snapshot.heatPumpPower)
        writer.write(snapshot.outdoorTemperature)
        writer.write(count: snapshot.batteries.count)
        for battery in snapshot.batteries {
            writer.write(battery.discharge)
            writer.write(battery.stateOfCharge)
            writer.write(battery.maxCharge)
            writer.write(battery.maxDischarge)
        }
        writer.write(count: snapshot.inverters.count)
        for inverter in snapshot.inverters {
            writer.write(inverter.output)
            writer.write(inverter.pvProduction)
            writer.write(inverter.rating)
        }
    }

    private mutating func write(_ slice: DeviceSlice) {
        writer.write(slice.bootID)
        writer.write(count: slice.device.rawValue)
        writer.write(slice.start)
        writer.write(slice.end)
        writer.write(slice.slot.start)
        writer.write(slice.isClockTrusted)
        writer.write(count: slice.polls)
        writer.write(count: slice.failedPolls)
        writer.write(count: slice.signals.count)
        for summary in slice.signals {
            writer.write(summary.signal.rawValue)
            writer.write(summary.mean)
            writer.write(summary.minimum)
            writer.write(summary.maximum)
            writer.write(count: summary.count)
            writer.write(count: summary.missing)
        }
    }

    private mutating func write(_ event: GuardEvent) {
        writer.write(event.time)
        writer.write(event.wallTime)
        writer.write(event.kind.rawValue)
        writer.write(event.device != nil)
        writer.write(count: event.device?.rawValue ?? 0)
        writer.write(event.interlock?.rawValue ?? 0)
        writer.write(event.signal != nil)
        writer.write(event.signal?.rawValue ?? 0)
        let (fault, exception) = FaultCode.code(of: event.fault)
        writer.write(fault)
        writer.write(exception)
        writer.write(event.detail)
    }

    private mutating func write(_ standing: GuardStanding) {
        writer.write(standing.time)
        writer.write(standing.isDryRun)
        writer.write(standing.isClockTrusted)
        writer.write(count: standing.cycles)
        writer.write(count: standing.commandsVerified)
        writer.write(count: standing.commandsRefused)
        writer.write(count: standing.isConnected.count)
        for isConnected in standing.isConnected { writer.write(isConnected) }
        writer.write(count: standing.batteries.count)
        for battery in standing.batteries {
            let (code, bounds) = VerdictCode.code(of: battery.verdict)
            writer.write(code)
            write(bounds)
            writer.write(battery.inForce != nil)
            write(battery.inForce ?? .zero)
            writer.write(count: battery.interlocks.count)
            for interlock in battery.interlocks { writer.write(interlock.rawValue) }
        }
    }

    private mutating func write(_ bounds: PowerBounds) {
        writer.write(bounds.lower)
        writer.write(bounds.upper)
    }

    private mutating func write(_ intent: Intent) {
        writer.write(intent.sequence)
        writer.write(intent.madeAt)
        writer.write(intent.expires)
        writer.write(count: intent.batteries.count)
        for battery in intent.batteries {
            let (code, power) = IntentCode.code(of: battery)
            writer.write(code)
            writer.write(power)
        }
        writer.write(intent.pvLimit != nil)
        writer.write(intent.pvLimit?.value ?? 0)
        writer.write(intent.heatPump?.rawValue ?? 0)
    }
}

/// Numbers of the faults on the link and in the database; 0 = none.
///
/// The second number is the exception's code.
package enum FaultCode {
    /// The numbers of a fault.
    package static func code(of fault: SignalFault?) -> (UInt8, UInt8) {
        switch fault {
        case nil: (0, 0)
        case .noResponse: (1, 0)
        case .exception(let code): (2, code)
        case .malformed: (3, 0)
        case .notAvailable: (4, 0)
        case .implausible: (5, 0)
        case .stale: (6, 0)
        }
    }

    /// The fault of two numbers.
    package static func fault(code: UInt8, exception: UInt8) throws(FrameError) -> SignalFault? {
        switch code {
        case 0: nil
        case 1: .noResponse
        case 2: .exception(code: exception)
        case 3: .malformed
        case 4: .notAvailable
        case 5: .implausible
        case 6: .stale
        default: throw .field("fault")
        }
    }
}

/// Numbers of the verdicts on the link and in the database.
package enum VerdictCode {
    /// The number of a verdict, and its bounds where it has any.
    package static func code(of verdict: Verdict) -> (UInt8, PowerBounds) {
        switch verdict {
        case .release: (0, .zero)
        case .setpoint(let bounds): (1, bounds)
        case .off: (2, .zero)
        }
    }

    /// The verdict of a number and bounds.
    package static func verdict(code: UInt8, bounds: PowerBounds) throws(FrameError) -> Verdict {
        switch code {
        case 0: .release
        case 1: .setpoint(bounds)
        case 2: .off
        default: throw .field("verdict")
        }
    }
}

/// Numbers of the battery intents on the link.
enum IntentCode {
    static func code(of intent: BatteryIntent) -> (UInt8, Double) {
        switch intent {
        case .selfConsume: (0, 0)
        case .noDischarge: (1, 0)
        case .noCharge: (2, 0)
        case .idle: (3, 0)
        case .charge(let power): (4, power.value)
        case .discharge(let power): (5, power.value)
        }
    }

    static func intent(code: UInt8, power: Double) throws(FrameError) -> BatteryIntent {
        switch code {
        case 0: .selfConsume
        case 1: .noDischarge
        case 2: .noCharge
        case 3: .idle
        case 4: .charge(Watts(power))
        case 5: .discharge(Watts(power))
        default: throw .field("battery intent")
        }
    }
}
