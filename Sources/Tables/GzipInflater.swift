// SPDX-License-Identifier: Apache-2.0

import CZlib

/// Decompresses a gzip stream (RFC 1952) of one or more members chunk by chunk.
struct GzipInflater: ~Copyable {
    /// zlib keeps a pointer to its stream, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let window: UnsafeMutableBufferPointer<UInt8>
    private let limit: Int
    private var consumed = 0
    private var produced = 0
    private var isInsideMember = false
    private var hasMember = false

    /// - Parameter limit: bytes of content that are accepted.
    init(limit: Int) throws(GzipError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        window = .allocate(capacity: 1 << 16)
        self.limit = limit
        if hearth_inflate_init_gzip(stream) != Z_OK { throw .outOfMemory }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        window.deallocate()
    }

    /// Decompresses the next chunk and appends the content to `output`.
    mutating func inflate(_ chunk: UnsafeMutableBufferPointer<UInt8>, into output: inout [UInt8]) throws(GzipError) {
        stream.pointee.next_in = chunk.baseAddress
        stream.pointee.avail_in = UInt32(clamping: chunk.count)
        while stream.pointee.avail_in > 0 || isInsideMember {
            let before = stream.pointee.avail_in
            stream.pointee.next_out = window.baseAddress
            stream.pointee.avail_out = UInt32(window.count)
            let status = CZlib.inflate(stream, Z_NO_FLUSH)
            consumed += Int(before - stream.pointee.avail_in)
            try append(window.count - Int(stream.pointee.avail_out), to: &output)
            switch status {
            case Z_OK: isInsideMember = true
            case Z_STREAM_END: try endMember()
            // Not an error: the chunk is used up and nothing is waiting to go out.
            case Z_BUF_ERROR: return
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .corrupt(atByte: consumed, reason: stream.pointee.msg.map { String(cString: $0) } ?? "")
            }
        }
    }

    /// Checks that the stream ended where a member did.
    func finish() throws(GzipError) {
        if isInsideMember || !hasMember { throw .truncated(atByte: consumed) }
    }

    private mutating func append(_ count: Int, to output: inout [UInt8]) throws(GzipError) {
        produced += count
        if produced > limit { throw .tooLarge(limit: limit) }
        output.append(contentsOf: window[..<count])
    }

    private mutating func endMember() throws(GzipError) {
        isInsideMember = false
        hasMember = true
        if inflateReset(stream) != Z_OK { throw .outOfMemory }
    }
}
