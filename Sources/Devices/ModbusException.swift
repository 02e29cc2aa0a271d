// SPDX-License-Identifier: Apache-2.0

/// The exception a server answers with (Modbus Application Protocol V1.1b3, 7).
public struct ModbusException: Error, Hashable, Sendable {
    /// Exception code, 1...127.
    public let code: UInt8

    /// Wraps a code.
    public init(code: UInt8) { self.code = code }

    /// Exception 2: an address that is not there or must not be written.
    public static let illegalDataAddress = ModbusException(code: 2)
    /// Exception 3: a value that the register does not take.
    public static let illegalDataValue = ModbusException(code: 3)
}
