// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety

/// What a bus keeps of one device: its layout once it is known, its values, and when to ask it again.
struct DeviceSession {
    let device: BusDevice
    /// Nil until the device was found, and again after it was lost.
    private(set) var layout: DeviceLayout?
    private(set) var values: PointValues?
    /// When it is asked next.
    private(set) var nextPoll: BootInstant?
    private var failures = 0
    private var wasReportedLost = false
    private var words: [UInt16] = []

    /// A gateway that does not reach the device (Modbus Application Protocol V1.1b3, section 7).
    private static let gatewayExceptions: ClosedRange<UInt8> = 10...11
    /// Longest wait between two tries, s.
    static let longestBackOff = 60.0
    /// Largest addition to a wait, as a part of it: devices that failed together do not come back together.
    static let jitter = 0.1

    init(_ device: BusDevice) { self.device = device }

    var isConnected: Bool { layout != nil }

    func isDue(at now: BootInstant) -> Bool { nextPoll.map { now >= $0 } ?? true }

    /// Finds the device, asks for all its registers, and says what came.
    mutating func poll(
        over link: any RegisterLink, pacing: Pacing, random: inout SplitMix64, deliver: (BusDelivery) -> Void
    ) {
        let begin = pacing.now()
        do {
            let isNew = layout == nil
            try readOnce(over: link, pacing: pacing)
            guard let layout, let values else { return }
            let arrival = pacing.now()
            if isNew {
                wasReportedLost = false
                deliver(.connected(device: device.index, identity: "\(layout.identity(values))", at: arrival))
            }
            deliver(.report(layout.report(device: device.index, arrival: arrival, values: values)))
            failures = 0
            nextPoll = begin.advanced(bySeconds: device.profile.transport.pollSeconds)
        } catch {
            lose(error, link: link, now: pacing.now(), random: &random, deliver: deliver)
        }
    }

    /// Finds the device where it is not known yet, and asks for all its registers.
    mutating func readOnce(over link: any RegisterLink, pacing: Pacing) throws(LinkFailure) {
        if layout == nil { try connect(over: link, pacing: pacing) }
        try readAll(over: link, pacing: pacing)
    }

    /// Writes a command and reads it back.
    mutating func execute(_ command: AuthorizedCommand, over link: any RegisterLink, pacing: Pacing) -> CommandResult {
        guard let layout, let values else { return CommandResult(.notSent, written: 0) }
        let plan: CommandPlan
        do {
            plan = try layout.plan(for: command.action, values: values)
        } catch {
            return CommandResult(.unsupported("\(error)"), written: 0)
        }
        var written = 0
        do {
            for write in plan.writes {
                // An earlier write may have waited long for its reply.
                guard pacing.now() <= command.expires else { return CommandResult(.notSent, written: written) }
                try twice(over: link, pacing: pacing, until: command.expires) { session throws(LinkFailure) in
                    try link.write(write, unit: session.device.unit)
                }
                written += write.words.count
            }
            for check in plan.readBacks {
                try readTwice(check.range, over: link, pacing: pacing)
                for (k, expected) in check.expected.enumerated() where words[k] != expected {
                    let address = check.range.address &+ UInt16(clamping: k)
                    return CommandResult(
                        .readBackDiffers(address: address, wrote: expected, found: words[k]), written: written)
                }
            }
            return CommandResult(.verified, written: written, plan: plan)
        } catch {
            if error.spoilsConnection { link.close() }
            return CommandResult(.failed(error.lossReason), written: written)
        }
    }

    private mutating func connect(over link: any RegisterLink, pacing: Pacing) throws(LinkFailure) {
        try link.open()
        let found = try layout(over: link, pacing: pacing)
        layout = found
        values = found.makeValues()
    }

    private mutating func layout(over link: any RegisterLink, pacing: Pacing) throws(LinkFailure) -> DeviceLayout {
        do {
            guard device.profile.needsDiscovery else { return try DeviceLayout(device.profile) }
            var walk = SunSpecWalk(profile: device.profile)
            while let range = walk.nextRead() { walk.take(try reply(range, over: link, pacing: pacing)) }
            switch walk.outcome {
            case .success(let models)?: return try DeviceLayout(device.profile, models: models)
            case .failure(let error)?: throw error
            case nil: throw LinkFailure.malformed("the walk over the SunSpec models has no end")
            }
        } catch let error as LinkFailure {
            throw error
        } catch {
            throw .malformed("\(error)")
        }
    }

    /// A step of the walk: exceptions are answers there, silence is not.
    private mutating func reply(
        _ range: RegisterRange, over link: any RegisterLink, pacing: Pacing
    ) throws(LinkFailure) -> Result<[UInt16], ReadFailure> {
        pacing.pause(device.profile.transport.minPauseSeconds)
        do {
            try link.read(range, unit: device.unit, into: &words)
            return .success(words)
        } catch .exception(let code) {
            return .failure(.exception(code: code))
        } catch {
            throw error
        }
    }

    /// A discovered device that refuses every read has moved its map to another base and must be found again; one that a
    /// gateway refuses every read for (exceptions 10 and 11) is not there.
    private mutating func readAll(over link: any RegisterLink, pacing: Pacing) throws(LinkFailure) {
        guard let layout else { return }
        var refused = 0
        for (index, range) in layout.reads.enumerated() {
            do {
                try readTwice(range, over: link, pacing: pacing)
            } catch .exception(let code) {
                values?.markLost(read: index, reason: .exception(code: code), in: layout)
                refused += 1
                if refused == layout.reads.count
                    && (device.profile.needsDiscovery || Self.gatewayExceptions.contains(code))
                {
                    throw .exception(code: code)
                }
                continue
            } catch {
                throw error
            }
            switch values?.decode(read: index, words: words, in: layout) {
            case .layoutChanged(let model)?:
                throw .malformed("SunSpec model \(model) is not where it was")
            case .decoded?, .malformed?, nil: continue
            }
        }
    }

    /// A read with one immediate retry on a new connection.
    private mutating func readTwice(
        _ range: RegisterRange, over link: any RegisterLink, pacing: Pacing
    ) throws(LinkFailure) {
        try twice(over: link, pacing: pacing) { session throws(LinkFailure) in
            try link.read(range, unit: session.device.unit, into: &session.words)
        }
    }

    /// A request with one immediate retry on a new connection; opens the connection that another device may have cost.
    ///
    /// - Parameter until: it is not made again after this; nil for no limit.
    private mutating func twice(
        over link: any RegisterLink, pacing: Pacing, until: BootInstant? = nil,
        _ request: (inout DeviceSession) throws(LinkFailure) -> Void
    ) throws(LinkFailure) {
        pacing.pause(device.profile.transport.minPauseSeconds)
        do {
            try link.open()
            try request(&self)
        } catch .exception(let code) {
            throw .exception(code: code)
        } catch {
            link.close()
            if let until, pacing.now() > until { throw error }
            try link.open()
            try request(&self)
        }
    }

    private mutating func lose(
        _ failure: LinkFailure, link: any RegisterLink, now: BootInstant, random: inout SplitMix64,
        deliver: (BusDelivery) -> Void
    ) {
        if failure.spoilsConnection { link.close() }
        layout = nil
        values = nil
        let wait = min(Self.longestBackOff, Double(1 << min(failures, 6)))
        failures += 1
        nextPoll = now.advanced(bySeconds: wait * (1 + Self.jitter * random.nextUniform()))
        if !wasReportedLost {
            wasReportedLost = true
            deliver(.disconnected(device: device.index, reason: failure.lossReason, at: now))
        }
    }
}

/// How a command ended on the bus.
struct CommandResult {
    let result: CommandOutcome.Result
    let written: Int
    /// What the registers then say, nil unless all of it was written.
    let plan: CommandPlan?

    init(_ result: CommandOutcome.Result, written: Int, plan: CommandPlan? = nil) {
        (self.result, self.written, self.plan) = (result, written, plan)
    }
}

extension PointValues {
    fileprivate mutating func decode(read index: Int, words: [UInt16], in layout: DeviceLayout) -> DecodeOutcome {
        layout.decode(read: index, words: words, into: &self)
    }

    fileprivate mutating func markLost(read index: Int, reason: LossReason, in layout: DeviceLayout) {
        layout.markLost(read: index, reason: reason, into: &self)
    }
}
