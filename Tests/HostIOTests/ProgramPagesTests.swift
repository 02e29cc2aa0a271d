// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HostIO

@Suite struct ProgramPagesTests {
    /// Adds up a byte of every page, which brings each into memory.
    private func touch(_ segments: [Range<UInt>]) -> UInt64 {
        var sum: UInt64 = 0
        for segment in segments {
            for address in stride(from: segment.lowerBound, to: segment.upperBound, by: 4096) {
                sum += UInt64(UnsafePointer<UInt8>(bitPattern: address)?.pointee ?? 0)
            }
        }
        return sum
    }

    @Test func pagesLetGo_areTheProgramsOwn_andReadTheSameAfterwards() {
        let segments = ProgramPages.readOnlySegments()
        let size = segments.reduce(0) { $0 + $1.count }
        let before = touch(segments)
        let bytes = ProgramPages.letGo()
        #expect(bytes > 0)
        #expect(bytes <= size)
        #expect(touch(segments) == before)
    }

    /// The kernel's own list tells which pages hold something that is in no file: data, and what the loader has filled in.
    @Test func pagesWrittenSinceTheStart_areInNoSegmentLetGo() throws {
        let segments = ProgramPages.readOnlySegments()
        let map = try DurableFile.read("/proc/self/smaps")
        var mapping: Range<UInt>?
        var written = 0
        for line in String(decoding: map, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            if bounds.count == 2 { mapping = bounds[0]..<bounds[1] }
            guard words[0] == "Anonymous:", words[1] != "0", let mapping else { continue }
            written += 1
            #expect(!segments.contains { $0.overlaps(mapping) })
        }
        #expect(written > 0)
    }
}
