// SPDX-License-Identifier: Apache-2.0

import CZlib

/// gzip (RFC 1952) in memory.
public enum Gzip {
    /// True when bytes begin as a gzip file does.
    public static func isGzip(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.prefix(2).elementsEqual([0x1f, 0x8b])
    }

    /// The content of gzip data of one or more members.
    ///
    /// - Parameters:
    ///   - bytes: the whole data.
    ///   - limit: bytes of content that are accepted, so that a small file cannot fill the memory.
    public static func decompress(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        var inflater = try GzipInflater(limit: limit)
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            var chunk = Array(rest.prefix(1 << 16))
            rest = rest.dropFirst(chunk.count)
            try chunk.withUnsafeMutableBufferPointer { (buffer) throws(GzipError) in
                try inflater.inflate(buffer, into: &output)
            }
        }
        try inflater.finish()
        return output
    }

    /// Compresses bytes into one member without name and time, so that the same content gives the same file.
    ///
    /// - Parameter level: 1 (fast) ... 9 (small).
    public static func compress(_ bytes: [UInt8], level: Int = 6) throws(GzipError) -> [UInt8] {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        let status = hearth_deflate_init_gzip(stream, Int32(max(1, min(9, level))))
        guard status == Z_OK else { throw .outOfMemory }
        defer { deflateEnd(stream) }
        var output: [UInt8] = []
        var rest = bytes[...]
        repeat {
            var chunk = Array(rest.prefix(1 << 20))
            rest = rest.dropFirst(chunk.count)
            deflate(stream, &chunk, isLast: rest.isEmpty, into: &output)
        } while !rest.isEmpty
        return output
    }

    private static func deflate(
        _ stream: UnsafeMutablePointer<z_stream>, _ chunk: inout [UInt8], isLast: Bool, into output: inout [UInt8]
    ) {
        chunk.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { window in
                repeat {
                    stream.pointee.next_out = window.baseAddress
                    stream.pointee.avail_out = UInt32(window.count)
                    // With room in the window and a valid stream, deflate has no way to fail (zlib.h).
                    _ = CZlib.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    output.append(contentsOf: window[..<(window.count - Int(stream.pointee.avail_out))])
                } while stream.pointee.avail_out == 0
            }
        }
    }
}
