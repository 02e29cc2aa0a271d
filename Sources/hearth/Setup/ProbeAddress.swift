// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices

/// Where a device is looked for: `HOST`, `HOST:PORT` (an IPv6 address with a port in brackets), or the path of a serial line
/// with the bits a second behind it where they are not those of each profile, as `/dev/ttyUSB0 19200`.
enum ProbeAddress {
    /// Nil for the port of each profile.
    case network(host: String, port: UInt16?)
    /// Nil for the bits a second of each profile.
    case line(path: String, baud: Int?)

    /// What may be configured for a line.
    private static let bauds = 1200...115_200

    /// - Parameter option: what the address was given by, for the message.
    init(_ text: String, option: String) throws {
        if text.hasPrefix("/") {
            self = try Self.line(text, option: option)
        } else if let address = NetworkAddress(text) {
            self = .network(host: address.host, port: address.port)
        } else {
            throw CommandFailure.usage(
                "\(option): found \"\(text)\", expected an address such as 192.168.1.20, 192.168.1.20:502 or /dev/ttyUSB0"
            )
        }
    }

    private static func line(_ text: String, option: String) throws -> ProbeAddress {
        let words = text.split(separator: " ")
        if words.count == 1 { return .line(path: text, baud: nil) }
        guard words.count == 2, let baud = Int(words[1]), bauds.contains(baud) else {
            throw CommandFailure.usage(
                "\(option): found \"\(text)\", expected a path and at most a number from \(bauds.lowerBound) to "
                    + "\(bauds.upperBound), such as /dev/ttyUSB0 19200")
        }
        return .line(path: String(words[0]), baud: baud)
    }

    /// Where a device of a model would be, and the unit it usually has; nil where it has no port of this kind.
    func endpoint(_ transport: TransportProfile) -> (DeviceEndpoint, unit: UInt8)? {
        switch self {
        case .network(let host, let port):
            transport.tcp.map { (.tcp(host: host, port: port ?? $0.port), $0.unit) }
        case .line(let path, let baud):
            transport.rtu.map {
                (.serial(path: path, baud: baud ?? $0.baud, parity: $0.parity, stopBits: $0.stopBits), $0.unit)
            }
        }
    }
}

extension DeviceEndpoint {
    /// As people write it: `192.168.1.20:502` or `/dev/ttyUSB0 9600 none 1`.
    var address: String {
        String(description.drop { $0 != " " }.dropFirst())
    }
}
