// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// A TCP client that sends exactly the bytes it is given, so that broken requests can be made.
final class RawClient {
    struct Fault: Error { let what: String }

    private let descriptor: Int32
    private var unread: [UInt8] = []

    /// - Parameter receiveBuffer: bytes the system keeps for a client that does not read, nil for its own choice.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        // A test that waits for what never comes ends by itself.
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Fault(what: "connect: errno \(errno)") }
    }

    deinit { close(descriptor) }

    /// Sends as much as the server takes; a connection it has closed is no fault.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Ends the sending side.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next bytes, empty at the end of the connection.
    func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 {
            guard errno == ECONNRESET else { throw Fault(what: "receive: errno \(errno)") }
            return []
        }
        return Array(buffer[..<count])
    }

    /// Everything until the server closes.
    func receiveAll() throws -> [UInt8] {
        var all = unread
        unread = []
        while true {
            let bytes = try receive()
            if bytes.isEmpty { return all }
            all += bytes
        }
    }

    /// Text up to and including a mark.
    func receive(until mark: String) throws -> String {
        let end = Array(mark.utf8)
        while true {
            if let range = unread.firstRange(of: end) {
                defer { unread.removeSubrange(..<range.upperBound) }
                return String(decoding: unread[..<range.upperBound], as: UTF8.self)
            }
            let bytes = try receive()
            guard !bytes.isEmpty else { throw Fault(what: "closed after: \(String(decoding: unread, as: UTF8.self))") }
            unread += bytes
        }
    }

    /// One whole answer; its body by length, by chunks or, without both, up to the end of the connection.
    func response(hasBody: Bool = true) throws -> Response {
        let head = try receive(until: "\r\n\r\n")
        var response = Response(head: head)
        guard hasBody else { return response }
        if let length = response["content-length"].flatMap({ Int($0) }) {
            response.body = try receive(count: length)
        } else if response["transfer-encoding"] == "chunked" {
            while let size = Int(try receive(until: "\r\n").dropLast(1), radix: 16), size > 0 {
                response.body += try receive(count: size)
                _ = try receive(count: 2)
            }
            _ = try receive(until: "\r\n")
        } else {
            response.body = try receiveAll()
        }
        return response
    }

    private func receive(count: Int) throws -> [UInt8] {
        while unread.count < count {
            let bytes = try receive()
            guard !bytes.isEmpty else { throw Fault(what: "closed after \(unread.count) of \(count) bytes") }
            unread += bytes
        }
        defer { unread.removeFirst(count) }
        return Array(unread[..<count])
    }
}

/// An answer as it came.
struct Response {
    let status: Int
    let fields: [String: String]
    var body: [UInt8] = []

    init(head: String) {
        let lines = head.split(separator: "\r\n")
        status = lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
        fields = Dictionary(
            lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (parts[0].lowercased(), String(parts[1].drop { $0 == " " }))
            }, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> String? { fields[name] }

    var text: String { String(decoding: body, as: UTF8.self) }

    func json() throws -> JSONValue { try JSONDecoder().decode(JSONValue.self, from: Data(body)) }
}

/// A JSON document that a test walks through.
enum JSONValue: Decodable, Equatable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    subscript(key: String) -> JSONValue? { if case .object(let members) = self { members[key] } else { nil } }

    subscript(place: Int) -> JSONValue? {
        if case .list(let list) = self, list.indices.contains(place) { list[place] } else { nil }
    }

    var number: Double? { if case .number(let number) = self { number } else { nil } }

    var text: String? { if case .text(let text) = self { text } else { nil } }

    var list: [JSONValue] { if case .list(let list) = self { list } else { [] } }
}
