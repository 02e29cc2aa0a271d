// SPDX-License-Identifier: Apache-2.0

import CCurl

/// What is known of an answer before its body.
struct HTTPHead: Hashable, Sendable {
    /// Such as 200 or 404.
    var status = 0
    /// Header fields.
    var fields = HTTPFields()
}

/// What libcurl's calls reach while a transfer runs; used by the thread of the transfer alone.
final class HTTPReceiver {
    /// Longest head of an answer, bytes.
    static let longestHead = 64 << 10

    /// The head as far as it has come.
    private(set) var head = HTTPHead()
    /// Why the receiver ended the transfer, where it was not the caller's wish.
    private(set) var failure: HTTPFailure?

    private let limit: Int?
    private let receive: (HTTPHead, [UInt8]) -> Bool
    private let shouldStop: () -> Bool
    private var headLength = 0
    /// Whether the head has come to its end; libcurl takes one that is cut for a whole one.
    private(set) var isHeadWhole = false
    private var length = 0

    /// - Parameters:
    ///   - limit: longest body, bytes; nil for any.
    ///   - shouldStop: true ends the transfer.
    ///   - receive: takes the next bytes of the body; false ends the transfer.
    init(limit: Int?, shouldStop: @escaping () -> Bool, receive: @escaping (HTTPHead, [UInt8]) -> Bool) {
        (self.limit, self.shouldStop, self.receive) = (limit, shouldStop, receive)
    }

    /// Lets a handle call this object, which has to live until the transfer has ended.
    func attach(to handle: UnsafeMutableRawPointer) -> CURLcode {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let calls = [
            curl_set_receive(handle, takeBytes, context), curl_set_head(handle, takeLine, context),
            curl_set_progress(handle, askWhetherToStop, context),
        ]
        return calls.first { $0 != CURLE_OK } ?? CURLE_OK
    }

    /// A line of the head with its break, or of what may come after the body.
    fileprivate func take(line: [UInt8]) -> Bool {
        headLength += line.count
        guard headLength <= Self.longestHead else {
            failure = .unusable("the head of the answer is longer than \(Self.longestHead) bytes")
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            // An answer on the way, such as 100, is over.
            (head, isHeadWhole) = (HTTPHead(status: Self.status(line)), false)
        } else if line.first == 10 || line.first == 13 {
            isHeadWhole = true
        } else if !isHeadWhole {
            head.fields.take(line: line)
        }
        return true
    }

    /// The next bytes of the body, decompressed.
    fileprivate func take(bytes: [UInt8]) -> Bool {
        length += bytes.count
        if let limit, length > limit {
            failure = .tooLong(limit: limit)
            return false
        }
        return receive(head, bytes)
    }

    fileprivate var wantsNoMore: Bool { shouldStop() }

    /// Of a line such as `HTTP/1.1 200 OK`, as libcurl has accepted it.
    private static func status(_ line: [UInt8]) -> Int {
        let words = line.split(separator: UInt8(ascii: " "))
        return words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self).prefix { $0.isNumber }) ?? 0 : 0
    }
}

private func receiver(_ context: UnsafeMutableRawPointer) -> HTTPReceiver {
    Unmanaged<HTTPReceiver>.fromOpaque(context).takeUnretainedValue()
}

/// Hands bytes over as a write or header callback of libcurl does: another number than that of the bytes ends the transfer.
private func hand(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, to take: ([UInt8]) -> Bool
) -> Int {
    let (length, isTooLong) = size.multipliedReportingOverflow(by: count)
    guard !isTooLong else { return 0 }
    let piece = [UInt8](UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : length))
    return take(piece) ? length : (length == 0 ? 1 : 0)
}

/// A `curl_write_callback` for the body.
private func takeBytes(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    return hand(bytes, size, count, to: receiver(context).take(bytes:))
}

/// A `curl_write_callback` for a line of the head.
private func takeLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    return hand(bytes, size, count, to: receiver(context).take(line:))
}

/// A `curl_xferinfo_callback`: anything but 0 ends the transfer.
private func askWhetherToStop(
    _ context: UnsafeMutableRawPointer?, _ total: curl_off_t, _ now: curl_off_t, _ uploadTotal: curl_off_t,
    _ uploadNow: curl_off_t
) -> Int32 {
    guard let context else { return 1 }
    return receiver(context).wantsNoMore ? 1 : 0
}
