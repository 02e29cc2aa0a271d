// SPDX-License-Identifier: Apache-2.0

import CCurl

/// One libcurl handle, which keeps its connection for the next request to the same server.
///
/// Belongs to one thread and blocks it while a transfer runs. Only HTTP and HTTPS; redirections are not followed, so that a
/// token reaches nobody but the server it was meant for; proxies of the environment are not used.
public struct HTTPTransfer: ~Copyable {
    private let handle: OpaquePointer

    /// A handle without a connection.
    ///
    /// The first one of a process has to be made before other threads are started (curl_global_init(3)).
    public init() throws(HTTPFailure) {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let handle = curl_easy_init() else {
            throw .request("libcurl cannot be started")
        }
        self.handle = OpaquePointer(handle)
    }

    deinit { curl_easy_cleanup(UnsafeMutableRawPointer(handle)) }

    /// Fetches a document whole.
    ///
    /// - Parameter shouldStop: asked at least once a second; true ends the transfer.
    /// - Returns: the answer, whatever its status.
    public mutating func get(
        _ request: HTTPRequest, shouldStop: @escaping () -> Bool = { false }
    ) throws(HTTPFailure) -> HTTPAnswer {
        let receiver = Receiver(shouldStop: shouldStop)
        var body: [UInt8] = []
        receiver.receive = { bytes in
            guard body.count + bytes.count <= request.largestBody else {
                receiver.failure = .tooLong(limit: request.largestBody)
                return false
            }
            body.append(contentsOf: bytes)
            return true
        }
        let status = try perform(request, receiver)
        return HTTPAnswer(status: status, body: body)
    }

    /// Reads a document that goes on, piece by piece as it arrives.
    ///
    /// - Parameters:
    ///   - shouldStop: asked at least once a second; true ends the transfer.
    ///   - receive: takes the status and the next bytes; false ends the transfer.
    /// - Returns: the status, where the server ended the document itself.
    /// - Throws: `.cancelled` where the caller ended it.
    @discardableResult public mutating func stream(
        _ request: HTTPRequest, shouldStop: @escaping () -> Bool = { false },
        receive: @escaping (_ status: Int, _ bytes: [UInt8]) -> Bool
    ) throws(HTTPFailure) -> Int {
        let receiver = Receiver(shouldStop: shouldStop)
        let handle = UnsafeMutableRawPointer(handle)
        receiver.receive = { receive(curl_response_code(handle), $0) }
        return try perform(request, receiver)
    }

    private mutating func perform(_ request: HTTPRequest, _ receiver: Receiver) throws(HTTPFailure) -> Int {
        let handle = UnsafeMutableRawPointer(handle)
        var fields: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(fields) }
        for field in request.fields {
            guard !(field.name + field.value).utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
                throw .request("the field \(field.name) has a line break or another control character")
            }
            guard let longer = curl_slist_append(fields, "\(field.name): \(field.value)") else {
                throw .request("no memory for the fields")
            }
            fields = longer
        }
        curl_easy_reset(handle)
        var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        return try words.withUnsafeMutableBufferPointer { words throws(HTTPFailure) in
            try configure(request, fields, errorText: words.baseAddress)
            let context = Unmanaged.passUnretained(receiver).toOpaque()
            try Self.check(curl_set_receive(handle, takeBytes, context))
            try Self.check(curl_set_progress(handle, askWhetherToStop, context))
            let code = withExtendedLifetime(receiver) { curl_easy_perform(handle) }
            let text = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if let failure = receiver.failure ?? Self.failure(code, text) { throw failure }
            return curl_response_code(handle)
        }
    }

    private mutating func configure(
        _ request: HTTPRequest, _ fields: UnsafeMutablePointer<curl_slist>?, errorText: UnsafeMutablePointer<CChar>?
    ) throws(HTTPFailure) {
        let handle = UnsafeMutableRawPointer(handle)
        try Self.check(curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try Self.check(curl_set_text(handle, CURLOPT_URL, request.url))
        try Self.check(curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"))
        try Self.check(curl_set_text(handle, CURLOPT_PROXY, ""))
        try Self.check(curl_set_text(handle, CURLOPT_USERAGENT, "hearth"))
        try Self.check(curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields))
        let numbers: [(CURLoption, Double)] = [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_CONNECTTIMEOUT_MS, request.connectSeconds * 1000),
            (CURLOPT_TIMEOUT_MS, (request.wholeSeconds ?? 0) * 1000),
            (CURLOPT_LOW_SPEED_LIMIT, 1), (CURLOPT_LOW_SPEED_TIME, max(1, request.silenceSeconds)),
        ]
        for (option, value) in numbers {
            guard let number = Int(exactly: value.rounded()), number >= 0 else {
                throw .request("found a time limit of \(value / 1000) s, expected one of at least 0")
            }
            try Self.check(curl_set_long(handle, option, number))
        }
    }

    private static func check(_ code: CURLcode) throws(HTTPFailure) {
        guard code == CURLE_OK else { throw .request(String(cString: curl_easy_strerror(code))) }
    }

    private static func failure(_ code: CURLcode, _ text: String) -> HTTPFailure? {
        let words = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        switch code {
        case CURLE_OK: return nil
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(words)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .request(words)
        case CURLE_ABORTED_BY_CALLBACK, CURLE_WRITE_ERROR: return .cancelled
        default: return .connection(words)
        }
    }
}

/// What libcurl's calls reach while a transfer runs; used by the thread of the transfer alone.
private final class Receiver {
    let shouldStop: () -> Bool
    var receive: (([UInt8]) -> Bool) = { _ in true }
    /// Why the receiver ended the transfer, where it was not the caller's wish.
    var failure: HTTPFailure?

    init(shouldStop: @escaping () -> Bool) { self.shouldStop = shouldStop }
}

/// A `curl_write_callback`: another number than that of the bytes ends the transfer.
private func takeBytes(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let (length, isTooLong) = size.multipliedReportingOverflow(by: count)
    guard let bytes, let context, !isTooLong else { return 0 }
    let receiver = Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
    let piece = [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
    return receiver.receive(piece) ? length : (length == 0 ? 1 : 0)
}

/// A `curl_xferinfo_callback`: anything but 0 ends the transfer.
private func askWhetherToStop(
    _ context: UnsafeMutableRawPointer?, _ total: curl_off_t, _ now: curl_off_t, _ uploadTotal: curl_off_t,
    _ uploadNow: curl_off_t
) -> Int32 {
    guard let context else { return 1 }
    return Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue().shouldStop() ? 1 : 0
}
