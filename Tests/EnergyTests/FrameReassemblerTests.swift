// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@Suite struct FrameReassemblerTests {
    private let stream = LinkSamples.frames.flatMap { $0 }

    /// What comes out of a stream that arrives in chunks and then ends.
    private func read(_ chunks: [ArraySlice<UInt8>]) -> (frames: [[UInt8]], fault: FrameError?) {
        var reassembler = FrameReassembler()
        var frames: [[UInt8]] = []
        do throws(FrameError) {
            for chunk in chunks { try reassembler.take(chunk, into: &frames) }
            try reassembler.finish()
            return (frames, nil)
        } catch {
            return (frames, error)
        }
    }

    private func split(_ bytes: [UInt8], longest: Int, _ random: inout SplitMix64) -> [ArraySlice<UInt8>] {
        var chunks: [ArraySlice<UInt8>] = []
        var place = 0
        while place < bytes.count {
            let end = min(bytes.count, place + Int.random(in: 0...longest, using: &random))
            chunks.append(bytes[place..<end])
            place = end
        }
        return chunks
    }

    @Test(arguments: [1, 2, 15, 16, 17, 100, 100_000]) func anySplit_givesTheFramesThatWereSent(longest: Int) {
        for seed in 0..<50 {
            var random = SplitMix64(seed: UInt64(seed))
            let result = read(split(stream, longest: longest, &random))
            #expect(result.frames == LinkSamples.frames, "seed \(seed)")
            #expect(result.fault == nil, "seed \(seed)")
        }
    }

    @Test func everyDamagedByte_isAFault_andOnlyWholeFramesComeBeforeIt() {
        var random = SplitMix64(seed: 7)
        for place in stream.indices {
            var damaged = stream
            damaged[place] ^= UInt8(1 + random.next() % 255)
            let result = read(split(damaged, longest: 300, &random))
            let whole = LinkSamples.frames.prefix(result.frames.count)
            #expect(result.fault != nil, "byte \(place)")
            #expect(result.frames == Array(whole), "byte \(place)")
            #expect(whole.reduce(0) { $0 + $1.count } <= place, "byte \(place): nothing behind the damage comes out")
        }
    }

    @Test func foreignBytes_areAFaultAtOnce_beforeAWholeHeader() {
        #expect(read([Array("G".utf8)[...]]).fault == .notAFrame)
        #expect(read([(Array("HRTH".utf8) + [2])[...]]).fault == .version(2))
        #expect(read([(Array("HRTH".utf8) + [1, 1, 0, 0, 0, 0, 0, 1])[...]]).fault == .oversized(1 << 24))
    }

    @Test func fault_isFinal_andFramesBeforeItAreThere() {
        var reassembler = FrameReassembler()
        var frames: [[UInt8]] = []
        let good = LinkSamples.frames[0]
        #expect(throws: FrameError.notAFrame) { try reassembler.take(good + [0], into: &frames) }
        #expect(frames == [good])
        #expect(throws: FrameError.notAFrame) { try reassembler.take(good, into: &frames) }
        #expect(throws: FrameError.notAFrame) { try reassembler.finish() }
        #expect(frames == [good])
    }

    @Test func streamThatEndsInAFrame_saysHowFarItCame() {
        let frame = LinkSamples.frames[0]
        #expect(read([frame[..<5]]).fault == .truncated(expected: 16, found: 5))
        #expect(read([frame[..<20]]).fault == .truncated(expected: frame.count, found: 20))
        #expect(read([]).fault == nil)
    }

    @Test func longestFrame_isTaken_oneByteMoreIsNot() {
        var frame = LinkSamples.frames[0][..<16] + Array(repeating: 7, count: FrameReassembler.longestFrame - 16)
        let longest = LinkSamples.resealed(Array(frame))
        #expect(read([longest[...]]).frames == [longest])
        frame.append(7)
        #expect(read([LinkSamples.resealed(Array(frame))[...]]).fault == .oversized(65_537))
    }
}
