// SPDX-License-Identifier: Apache-2.0

import Bits
import Devices
import Energy
import Safety

/// What a bus keeps of one device: its layout once it is known, its values, and when to ask it again.
struct DeviceSession {
    let device: BusDevice
    /// Nil until the device was found, and again after it was lost.
    private(set) var layout: DeviceLayout?
    private(set) var values: PointValues?
    /// When it is asked next; at first at once.
    private(set) var nextPoll = BootInstant(nanoseconds: 0)
    /// The place of the present poll in the grid of polls, which begins with the first one after the device was lost.
    private var pollDue: BootInstant?
    /// True from the first whole poll until the device is lost.
    private(set) var isConnected = false
    /// The search for its SunSpec models, where silence has interrupted it.
    private var walk: SunSpecWalk?
    /// A device that was there is asked once more before it counts as lost.
    private var mayAskAgain = true
    private var failures = 0
    private var wasReportedLost = false
    /// The last reply.
    var words: [UInt16] = []

    /// A gateway that does not reach the device (Modbus Application Protocol V1.1b3, section 7).
    private static let gatewayExceptions: ClosedRange<UInt8> = 10...11
    /// Longest wait between two tries, s.
    static let longestBackOff = 60.0
    /// Largest addition to a wait, as a part of it: devices that failed together do not come back together.
    static let jitter = 0.1

    init(_ device: BusDevice) { self.device = device }

    /// Goes on with the poll that is due, and says what came.
    mutating func poll(
        over link: any RegisterReading, pacing: Pacing, random: inout SplitMix64, deliver: (BusDelivery) -> Void
    ) {
        let due = pollDue ?? pacing.now()
        pollDue = due
        do {
            guard try advance(over: link, pacing: pacing), let layout, let values else {
                // Behind everyone who has waited meanwhile.
                nextPoll = pacing.now()
                return
            }
            let arrival = pacing.now()
            if !isConnected {
                deliver(.connected(device: device.index, identity: "\(layout.identity(values))", at: arrival))
            }
            deliver(.report(layout.report(device: device.index, arrival: arrival, values: values)))
            (isConnected, wasReportedLost, failures) = (true, false, 0)
            nextPoll = nextOnGrid(from: due, after: arrival)
            pollDue = nextPoll
        } catch {
            lose(error, now: pacing.now(), random: &random, deliver: deliver)
        }
    }

    /// Finds the device where it is not known yet, and asks for all its registers.
    ///
    /// One reply at most is waited for in vain: a silent device costs its neighbours on the line one timeout at a time.
    ///
    /// - Returns: false when that was not all, and this must be called again.
    mutating func advance(over link: any RegisterReading, pacing: Pacing) throws(LinkFailure) -> Bool {
        do throws(LinkFailure) {
            if layout == nil {
                guard let found = try discover(over: link, pacing: pacing) else { return false }
                (layout, values) = (found, found.makeValues())
            }
            try readAll(over: link, pacing: pacing)
            mayAskAgain = true
            return true
        } catch {
            if error.spoilsConnection { link.close() }
            guard layout != nil, mayAskAgain, error.spoilsConnection else { throw error }
            mayAskAgain = false
            return false
        }
    }

    /// Looks for the device's registers.
    ///
    /// - Returns: nil when silence has interrupted the search, which then goes on at the next base.
    private mutating func discover(over link: any RegisterReading, pacing: Pacing) throws(LinkFailure) -> DeviceLayout?
    {
        do {
            guard device.profile.needsDiscovery else { return try DeviceLayout(device.profile) }
            var walk = walk ?? SunSpecWalk(profile: device.profile)
            self.walk = nil
            while let range = walk.nextRead() {
                let isAnswered = try step(&walk, range, over: link, pacing: pacing)
                guard isAnswered || walk.outcome != nil else {
                    self.walk = walk
                    return nil
                }
            }
            switch walk.outcome {
            case .success(let models)?: return try DeviceLayout(device.profile, models: models)
            case .failure(let error)?: throw error
            case nil: throw LinkFailure.malformed("the walk over the SunSpec models has no end")
            }
        } catch let error as LinkFailure {
            throw error
        } catch DeviceError.interrupted(_, .noResponse) {
            throw .noResponse
        } catch {
            throw .malformed("\(error)")
        }
    }

    /// A step of the walk, to which exceptions and silence are answers too; no connection is none.
    ///
    /// - Returns: false after silence.
    private mutating func step(
        _ walk: inout SunSpecWalk, _ range: RegisterRange, over link: any RegisterReading, pacing: Pacing
    ) throws(LinkFailure) -> Bool {
        do throws(LinkFailure) {
            try read(range, over: link, pacing: pacing)
            walk.take(.success(words))
        } catch .exception(let code) {
            walk.take(.failure(.exception(code: code)))
        } catch .noResponse {
            link.close()
            walk.take(.failure(.noResponse))
            return false
        } catch {
            throw error
        }
        return true
    }

    /// A discovered device that refuses every read has moved its map to another base and must be found again; one that a
    /// gateway refuses every read for (exceptions 10 and 11) is not there.
    private mutating func readAll(over link: any RegisterReading, pacing: Pacing) throws(LinkFailure) {
        guard let layout else { return }
        var refused: [Int: UInt8] = [:]
        for (index, range) in layout.reads.enumerated() {
            if let code = refused[layout.headRead(of: index)] {
                // Nothing shows that the rest of the model is still behind its header.
                values?.markLost(read: index, reason: .exception(code: code), in: layout)
                refused[index] = code
                continue
            }
            do throws(LinkFailure) {
                try read(range, over: link, pacing: pacing)
            } catch .exception(let code) {
                values?.markLost(read: index, reason: .exception(code: code), in: layout)
                refused[index] = code
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
        if refused.count == layout.reads.count, let code = refused[layout.reads.count - 1],
            device.profile.needsDiscovery || Self.gatewayExceptions.contains(code)
        {
            throw .exception(code: code)
        }
    }

    private mutating func read(
        _ range: RegisterRange, over link: any RegisterReading, pacing: Pacing
    ) throws(LinkFailure) {
        pacing.pause(device.profile.transport.minPauseSeconds)
        try link.open()
        try link.read(range, unit: device.unit, into: &words)
    }

    /// The first moment of the polls' grid after now: polls do not drift by the time they take, missed ones are not made up.
    private func nextOnGrid(from due: BootInstant, after now: BootInstant) -> BootInstant {
        let start = BootInstant(nanoseconds: 0)
        let period = max(1, start.advanced(bySeconds: device.profile.transport.pollSeconds).nanoseconds)
        let missed = max(0, now.nanoseconds &- due.nanoseconds) / period
        return BootInstant(nanoseconds: due.nanoseconds &+ (missed &+ 1) &* period)
    }

    private mutating func lose(
        _ failure: LinkFailure, now: BootInstant, random: inout SplitMix64, deliver: (BusDelivery) -> Void
    ) {
        (layout, values, walk, pollDue) = (nil, nil, nil, nil)
        (isConnected, mayAskAgain) = (false, false)
        let wait = min(Self.longestBackOff, Double(1 << min(failures, 6)))
        failures += 1
        nextPoll = now.advanced(bySeconds: wait * (1 + Self.jitter * random.nextUniform()))
        if !wasReportedLost {
            wasReportedLost = true
            deliver(.disconnected(device: device.index, reason: failure.lossReason, at: now))
        }
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
