// SPDX-License-Identifier: Apache-2.0

import CCurl

/// One libcurl handle, which keeps its connection for the next request to the same server.
///
/// Belongs to one thread and blocks it while a transfer runs. Only HTTP and HTTPS; redirections are followed only as the request
/// says, so that a token reaches nobody but the server it was meant for; proxies of the environment are not used.
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
        var body: [UInt8] = []
        let head = try exchange(request, limit: request.largestBody, shouldStop: shouldStop) { _, bytes in
            body.append(contentsOf: bytes)
            return true
        }
        return HTTPAnswer(status: head.status, fields: head.fields, body: body)
    }

    /// Reads a document piece by piece as it arrives.
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
        let limit = request.wholeSeconds == nil ? nil : request.largestBody
        return try exchange(request, limit: limit, shouldStop: shouldStop) { receive($0.status, $1) }.status
    }

    /// Sends a request once.
    ///
    /// - Parameters:
    ///   - limit: longest body, bytes; nil for any.
    ///   - receive: takes the head and the next bytes; false ends the transfer.
    mutating func perform(
        _ request: HTTPRequest, limit: Int?, shouldStop: @escaping () -> Bool,
        receive: @escaping (HTTPHead, [UInt8]) -> Bool
    ) throws(HTTPFailure) -> HTTPHead {
        let handle = UnsafeMutableRawPointer(handle)
        let fields = try FieldList(request)
        let receiver = HTTPReceiver(limit: limit, shouldStop: shouldStop, receive: receive)
        curl_easy_reset(handle)
        var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        return try words.withUnsafeMutableBufferPointer { words throws(HTTPFailure) in
            try Self.check(curl_set_pointer(handle, CURLOPT_ERRORBUFFER, words.baseAddress))
            try Self.check(curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields.list))
            try configure(request)
            try Self.check(receiver.attach(to: handle))
            let code = withExtendedLifetime((receiver, fields)) { curl_easy_perform(handle) }
            let text = Self.line(words.prefix { $0 != 0 })
            if let failure = receiver.failure ?? Self.failure(code, text) { throw failure }
            guard receiver.isHeadWhole else { throw .connection("the connection ended in the head of the answer") }
            return receiver.head
        }
    }

    private mutating func configure(_ request: HTTPRequest) throws(HTTPFailure) {
        let handle = UnsafeMutableRawPointer(handle)
        guard !request.userAgent.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw .request("the user agent has a line break or another control character")
        }
        try Self.check(curl_set_text(handle, CURLOPT_URL, request.url))
        try Self.check(curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"))
        try Self.check(curl_set_text(handle, CURLOPT_PROXY, ""))
        try Self.check(curl_set_text(handle, CURLOPT_USERAGENT, request.userAgent))
        if request.acceptsGzip { try Self.check(curl_set_text(handle, CURLOPT_ACCEPT_ENCODING, "gzip")) }
        if let json = request.json { try Self.check(curl_set_post(handle, json, json.count)) }
        if let authorities = request.authorities {
            try Self.check(curl_set_text(handle, CURLOPT_CAINFO, authorities))
            try Self.check(curl_set_pointer(handle, CURLOPT_CAPATH, nil))
        }
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            (CURLOPT_CONNECTTIMEOUT_MS, try Self.milliseconds(request.connectSeconds)),
            (CURLOPT_TIMEOUT_MS, try Self.milliseconds(request.wholeSeconds ?? 0)),
            (CURLOPT_LOW_SPEED_LIMIT, max(1, request.lowestSpeed)),
            (CURLOPT_LOW_SPEED_TIME, max(1, try Self.milliseconds(request.silenceSeconds) / 1000)),
        ]
        for (option, number) in numbers { try Self.check(curl_set_long(handle, option, number)) }
    }

    private static func milliseconds(_ seconds: Double) throws(HTTPFailure) -> Int {
        guard let number = Int(exactly: (seconds * 1000).rounded()), number >= 0 else {
            throw .request("found a time limit of \(seconds) s, expected one of at least 0")
        }
        return number
    }

    private static func check(_ code: CURLcode) throws(HTTPFailure) {
        guard code == CURLE_OK else { throw .request(String(cString: curl_easy_strerror(code))) }
    }

    /// Words of libcurl, which may quote a certificate.
    private static func line(_ words: some Sequence<CChar>) -> String {
        String(decoding: words.map { (0..<32).contains($0) || $0 == 127 ? 32 : UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func failure(_ code: CURLcode, _ text: String) -> HTTPFailure? {
        let words = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        switch code {
        case CURLE_OK: return nil
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(words)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .request(words)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE: return .certificate(words)
        case CURLE_BAD_CONTENT_ENCODING: return .unusable(words)
        case CURLE_ABORTED_BY_CALLBACK, CURLE_WRITE_ERROR: return .cancelled
        default: return .connection(words)
        }
    }
}

/// The header fields of a request, as libcurl takes them.
private final class FieldList {
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    init(_ request: HTTPRequest) throws(HTTPFailure) {
        let saysWhatIsPosted = request.fields.contains { $0.name.lowercased() == "content-type" }
        let isPost = request.json != nil
        let type = isPost && !saysWhatIsPosted ? [(name: "Content-Type", value: "application/json")] : []
        for field in request.fields + type {
            guard !(field.name + field.value).utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
                throw .request("the field \(field.name) has a line break or another control character")
            }
            guard let longer = curl_slist_append(list, "\(field.name): \(field.value)") else {
                throw .request("no memory for the fields")
            }
            list = longer
        }
    }

    deinit { curl_slist_free_all(list) }
}
