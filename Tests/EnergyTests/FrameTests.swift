// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@Suite struct FrameTests {
    private let decoder = FrameDecoder()

    @Test func everyMessage_comesBackAsItWas() throws {
        var encoder = FrameEncoder()
        for message in LinkSamples.guardMessages {
            #expect(try decoder.decodeGuardMessage(encoder.encode(message)) == message)
        }
        for message in LinkSamples.plannerMessages {
            #expect(try decoder.decodePlannerMessage(encoder.encode(message)) == message)
        }
    }

    @Test func frame_hasTheDocumentedLayout() {
        var encoder = FrameEncoder()
        let frame = encoder.encode(.hello(configurationHash: 0x0102_0304_0506_0708))
        // Header and checksum by Python: struct.pack("<4sBBHI", b"HRTH", 1, 128, 0, 8), zlib.crc32(header + payload).
        #expect(Array(frame[..<12]) == [0x48, 0x52, 0x54, 0x48, 1, 128, 0, 0, 8, 0, 0, 0])
        #expect(Array(frame[12..<16]) == [0x76, 0xC8, 0xD5, 0x8F])
        #expect(Array(frame[16...]) == [8, 7, 6, 5, 4, 3, 2, 1])
    }

    @Test func cutAtEveryByte_isTruncated() {
        for frame in LinkSamples.frames {
            for length in frame.indices {
                #expect(fault(of: Array(frame[..<length])) != nil, "\(length) of \(frame.count) bytes")
            }
        }
    }

    @Test func payloadCutAtEveryByte_isRefusedEvenWithAFittingHeader() {
        for frame in LinkSamples.frames {
            for length in 16..<frame.count {
                #expect(fault(of: LinkSamples.resealed(Array(frame[..<length]))) != nil)
            }
        }
    }

    @Test func everyFlippedBit_isRefused() {
        for frame in LinkSamples.frames {
            for bit in 0..<frame.count * 8 {
                var damaged = frame
                damaged[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(fault(of: damaged) != nil, "bit \(bit)")
            }
        }
    }

    @Test func bytesAfterTheFrame_areRefused() {
        let frame = LinkSamples.frames[0]
        #expect(fault(of: frame + [0]) == .trailingBytes(1))
        #expect(fault(of: LinkSamples.resealed(frame + [0])) == .trailingBytes(1))
    }

    @Test func headerOfAnotherKind_saysWhatIsWrong() {
        let frame = LinkSamples.frames[0]
        var other = frame
        other[0] = 0
        #expect(fault(of: other) == .notAFrame)
        other = frame
        other[4] = 2
        #expect(fault(of: LinkSamples.resealed(other)) == .version(2))
        other = frame
        other[5] = 77
        #expect(fault(of: LinkSamples.resealed(other)) == .kind(77))
        other = frame
        LinkSamples.put(.max, into: &other, at: 8)
        #expect(fault(of: other) == .oversized(Int(UInt32.max)))
        #expect(fault(of: []) == .truncated(expected: 16, found: 0))
    }

    @Test func messageOfTheOtherDirection_isRefused() {
        var encoder = FrameEncoder()
        let up = encoder.encode(LinkSamples.guardMessages[0])
        let down = encoder.encode(LinkSamples.plannerMessages[0])
        #expect(throws: FrameError.kind(1)) { try decoder.decodePlannerMessage(up) }
        #expect(throws: FrameError.kind(128)) { try decoder.decodeGuardMessage(down) }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func numberThatIsNotFinite_isRefused(value: Double) {
        var encoder = FrameEncoder()
        let time = LinkSamples.time
        for intent in [BatteryIntent.charge(Watts(value)), .discharge(Watts(value))] {
            let frame = encoder.encode(
                .intent(Intent(sequence: 1, madeAt: time, expires: time, batteries: [intent])))
            #expect(throws: FrameError.field("battery intent")) { try decoder.decodePlannerMessage(frame) }
        }
        let limited = encoder.encode(
            .intent(Intent(sequence: 1, madeAt: time, expires: time, batteries: [], pvLimit: Watts(value))))
        #expect(throws: FrameError.field("PV limit")) { try decoder.decodePlannerMessage(limited) }
        let slice = encoder.encode(
            .slice(
                DeviceSlice(
                    bootID: 1, device: DeviceIndex(0), start: time, end: time, slot: Slot(index: 0),
                    isClockTrusted: true,
                    signals: [
                        SignalSummary(
                            signal: .gridImport, mean: value, minimum: 0, maximum: 0, count: 1, missing: 0)
                    ], polls: 1, failedPolls: 0)))
        #expect(throws: FrameError.field("mean")) { try decoder.decodeGuardMessage(slice) }
    }

    @Test func damagedPayloadsWithFittingChecksums_neverTrap() {
        var generator = SplitMix64(seed: 20_161_101)
        let frames = LinkSamples.frames
        var taken = 0
        for _ in 0..<20_000 {
            var frame = frames[Int(generator.next() % UInt64(frames.count))]
            for _ in 0...(generator.next() % 4) where frame.count > 16 {
                let place = 16 + Int(generator.next() % UInt64(frame.count - 16))
                frame[place] = UInt8(truncatingIfNeeded: generator.next())
            }
            if fault(of: LinkSamples.resealed(frame)) == nil { taken += 1 }
        }
        // Many single bytes may hold anything, so both ends of the decoder are reached.
        #expect((2000...18_000).contains(taken))
    }

    @Test func longText_isCutAndStillTaken() throws {
        var encoder = FrameEncoder()
        let detail = String(repeating: "ä", count: 5000)
        let frame = encoder.encode(
            .event(GuardEvent(time: LinkSamples.time, wallTime: LinkSamples.wall, kind: .stopped, detail: detail)))
        guard case .event(let event) = try decoder.decodeGuardMessage(frame) else {
            Issue.record("no event")
            return
        }
        #expect(event.detail == String(repeating: "ä", count: 500))
    }

    /// What both directions' decoders say of a frame; nil when one of them takes it.
    private func fault(of frame: [UInt8]) -> FrameError? {
        do throws(FrameError) {
            _ = try decoder.decodeGuardMessage(frame)
            return nil
        } catch let guardFault {
            do throws(FrameError) {
                _ = try decoder.decodePlannerMessage(frame)
                return nil
            } catch {
                if case .kind = error { return guardFault }
                return error
            }
        }
    }
}
