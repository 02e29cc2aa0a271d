// SPDX-License-Identifier: Apache-2.0

import Devices

/// A request as a server sees it, and the reply's bytes.
enum ModbusRequest {
    case read(RegisterRange)
    case write(RegisterWrite)
    /// A request that is answered with an exception whatever the registers hold.
    case refused(exception: UInt8)

    private static let functions: Set<UInt8> = [1, 2, 3, 4, 5, 6, 15, 16]
    private static let illegalFunction: UInt8 = 1
    private static let illegalDataAddress: UInt8 = 2
    private static let illegalDataValue: UInt8 = 3

    /// Reads a PDU: function code and data.
    init(pdu: ArraySlice<UInt8>) {
        let bytes = Array(pdu)
        func word(_ at: Int) -> Int? { at + 1 < bytes.count ? Int(bytes[at]) << 8 | Int(bytes[at + 1]) : nil }
        guard let function = bytes.first, Self.functions.contains(function) else {
            self = .refused(exception: Self.illegalFunction)
            return
        }
        guard let address = word(1), let second = word(3) else {
            self = .refused(exception: Self.illegalDataValue)
            return
        }
        switch function {
        case 1: self = Self.read(.coil, address, second)
        case 2: self = Self.read(.discreteInput, address, second)
        case 3: self = Self.read(.holding, address, second)
        case 4: self = Self.read(.input, address, second)
        case 5: self = Self.writeBit(address, second)
        case 6: self = Self.write(.holding, address, [UInt16(second)])
        case 15: self = Self.writeBits(address, count: second, data: bytes.dropFirst(5))
        case 16: self = Self.writeWords(address, count: second, data: bytes.dropFirst(5))
        default: self = .refused(exception: Self.illegalFunction)
        }
    }

    /// The reply's PDU, nil for none.
    static func reply(function: UInt8, pdu: ArraySlice<UInt8>, _ answer: BankReply) -> [UInt8]? {
        switch answer {
        case .silence: return nil
        case .exception(let code): return [function | 0x80, code]
        case .accepted: return Array(pdu.prefix(5))
        case .words(let words):
            if function <= 2 {
                var bytes = [UInt8](repeating: 0, count: (words.count + 7) / 8)
                for (k, bit) in words.enumerated() where bit != 0 { bytes[k / 8] |= 1 << UInt8(k % 8) }
                return [function, UInt8(clamping: bytes.count)] + bytes
            }
            var reply: [UInt8] = [function, UInt8(clamping: words.count * 2)]
            reply.reserveCapacity(words.count * 2 + 2)
            for word in words {
                reply.append(UInt8(word >> 8))
                reply.append(UInt8(truncatingIfNeeded: word))
            }
            return reply
        }
    }

    /// The only two values of a single coil are 0x0000 and 0xFF00 (Modbus Application Protocol V1.1b3, 6.5).
    private static func writeBit(_ address: Int, _ value: Int) -> ModbusRequest {
        switch value {
        case 0: write(.coil, address, [0])
        case 0xFF00: write(.coil, address, [1])
        default: .refused(exception: illegalDataValue)
        }
    }

    private static func writeBits(_ address: Int, count: Int, data: ArraySlice<UInt8>) -> ModbusRequest {
        guard let data = payload(data, bytes: (count + 7) / 8) else { return .refused(exception: illegalDataValue) }
        return write(.coil, address, (0..<count).map { UInt16(data[$0 / 8] >> UInt8($0 % 8) & 1) })
    }

    private static func writeWords(_ address: Int, count: Int, data: ArraySlice<UInt8>) -> ModbusRequest {
        guard let data = payload(data, bytes: count * 2) else { return .refused(exception: illegalDataValue) }
        return write(.holding, address, (0..<count).map { UInt16(data[2 * $0]) << 8 | UInt16(data[2 * $0 + 1]) })
    }

    /// What follows a byte count, nil when that, the length and what is needed differ.
    private static func payload(_ data: ArraySlice<UInt8>, bytes count: Int) -> [UInt8]? {
        guard count > 0, let declared = data.first, Int(declared) == count, data.count == count + 1 else { return nil }
        return Array(data.dropFirst())
    }

    private static func read(_ table: RegisterTable, _ address: Int, _ count: Int) -> ModbusRequest {
        guard (1...table.maxReadCount).contains(count) else { return .refused(exception: illegalDataValue) }
        return RegisterRange(table: table, address: address, count: count).map { .read($0) }
            ?? .refused(exception: illegalDataAddress)
    }

    private static func write(_ table: RegisterTable, _ address: Int, _ words: [UInt16]) -> ModbusRequest {
        guard words.count <= table.maxWriteCount else { return .refused(exception: illegalDataValue) }
        return RegisterWrite(table: table, address: address, words: words).map { .write($0) }
            ?? .refused(exception: illegalDataAddress)
    }
}
