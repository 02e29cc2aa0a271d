// SPDX-License-Identifier: Apache-2.0

/// Cuts the bytes of a stream socket into whole frames.
///
/// A stream does not keep the borders of what was sent: a chunk may end anywhere in a frame, or hold several. What comes
/// out is checked (magic, version, length, checksum), and every frame begins where the one before ended. A fault is final:
/// nobody knows where the next frame begins, so the connection has to be closed. It holds one unfinished frame and nothing
/// else, `longestFrame` bytes at most. A length that was damaged into a larger one shows when as many bytes have come, or
/// at the end of the stream.
public struct FrameReassembler: Sendable {
    /// The longest frame, bytes: header and 64 KiB.
    ///
    /// The largest messages are a slice with 256 signals (8.5 kB) and a snapshot of a house with many devices (68 bytes for
    /// each battery, 51 for each inverter); beyond this a length is no message but a damaged or a foreign header, and
    /// waiting for its end would only fill memory.
    public static let longestFrame = FrameHeader.size + FrameHeader.maxPayload

    private var frame: [UInt8] = []
    /// Length of the frame under way, as far as it is known.
    private var needed = FrameHeader.size
    private var fault: FrameError?

    /// A reassembler at the beginning of a stream.
    public init() {}

    /// Takes in what was read from the stream.
    ///
    /// - Parameters:
    ///   - chunk: the next bytes, as many or as few as came.
    ///   - frames: the frames that were finished are appended, oldest first, those before a fault included.
    /// - Throws: `FrameError` at the first bytes that cannot belong to a frame, and the same at every call after it.
    public mutating func take(_ chunk: some Sequence<UInt8>, into frames: inout [[UInt8]]) throws(FrameError) {
        if let fault { throw fault }
        do throws(FrameError) {
            for byte in chunk {
                frame.append(byte)
                if frame.count > FrameHeader.size, frame.count < needed { continue }
                try advance(into: &frames)
            }
        } catch {
            fault = error
            frame = []
            throw error
        }
    }

    /// Ends the stream.
    ///
    /// - Throws: `FrameError.truncated` in the middle of a frame, the fault of an earlier call where there was one.
    public mutating func finish() throws(FrameError) {
        if let fault { throw fault }
        guard frame.isEmpty else { throw .truncated(expected: needed, found: frame.count) }
    }

    private mutating func advance(into frames: inout [[UInt8]]) throws(FrameError) {
        needed = try FrameHeader.length(ofFrameWith: frame) ?? FrameHeader.size
        guard frame.count >= FrameHeader.size, frame.count == needed else { return }
        _ = try FrameHeader.open(frame)
        frames.append(frame)
        frame = []
        needed = FrameHeader.size
    }
}
