// SPDX-License-Identifier: Apache-2.0

import CModbus
import Devices
import Energy
import Glibc

/// Owner of one `modbus_t`; never shared, freed with its owner.
struct ModbusContext: ~Copyable {
    let handle: OpaquePointer
    private let isSerial: Bool

    /// A context that is not connected yet.
    init(_ endpoint: ModbusEndpoint) throws(LinkFailure) {
        let made: OpaquePointer?
        switch endpoint {
        case .tcp(let host, let port):
            made = modbus_new_tcp_pi(host, "\(port)")
            isSerial = false
        case .rtu(let path, let baud, let parity, let stopBits):
            made = modbus_new_rtu(path, Int32(clamping: baud), Self.letter(parity), 8, Int32(clamping: stopBits))
            isSerial = true
        }
        let code = errno
        guard let made else { throw endpoint.notConnected(code) }
        handle = made
        _ = modbus_set_error_recovery(handle, MODBUS_ERROR_RECOVERY_NONE)
    }

    deinit {
        modbus_close(handle)
        modbus_free(handle)
    }

    /// Sets the time a reply may take; the byte timeout is off, so that this bounds the whole reply.
    func setResponseTimeout(seconds: Double) {
        let bounded = max(0.001, min(60, seconds))
        let whole = UInt32(bounded)
        modbus_set_response_timeout(handle, whole, UInt32((bounded - Double(whole)) * 1e6))
        modbus_set_byte_timeout(handle, 0, 0)
    }

    /// What libmodbus says about an error number, its own included.
    static func text(_ code: Int32) -> String { String(cString: modbus_strerror(code)) }

    private static func letter(_ parity: TransportProfile.Parity) -> CChar {
        switch parity {
        case .none: CChar(UInt8(ascii: "N"))
        case .even: CChar(UInt8(ascii: "E"))
        case .odd: CChar(UInt8(ascii: "O"))
        }
    }
}

extension ModbusEndpoint {
    /// The failure to connect or to listen, in one line.
    ///
    /// - Parameter code: error number, one of libmodbus's own included.
    func notConnected(_ code: Int32) -> LinkFailure {
        notConnected(resolverMessage(code) ?? ModbusContext.text(code))
    }

    func notConnected(_ why: String) -> LinkFailure { .notConnected("\(self): \(why)") }

    /// What the resolver says of the host name; nil where that is not the reason.
    ///
    /// libmodbus says "connection refused" of a name that does not resolve.
    private func resolverMessage(_ code: Int32) -> String? {
        guard case .tcp(let host, _) = self, code == ECONNREFUSED else { return nil }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &found)
        let systemCode = errno
        guard status != 0 else {
            freeaddrinfo(found)
            return nil
        }
        return status == EAI_SYSTEM
            ? ModbusContext.text(systemCode) : gai_strerror(status).map { String(cString: $0) }
    }
}
