// SPDX-License-Identifier: Apache-2.0

import Devices
import ModbusIO

extension SimulatedDevice: RegisterBank {
    /// Answers a read request of a server or of a link in memory; every unit identifier is answered.
    public func read(_ range: RegisterRange, unit: UInt8) -> BankReply {
        do {
            return .words(try read(range))
        } catch {
            return Self.reply(to: error)
        }
    }

    /// Answers a write request.
    public func write(_ write: RegisterWrite, unit: UInt8) -> BankReply {
        do {
            try self.write(write)
            return .accepted
        } catch {
            return Self.reply(to: error)
        }
    }

    private static func reply(to failure: ReadFailure) -> BankReply {
        switch failure {
        case .exception(let code): .exception(code: code)
        case .noResponse, .malformed: .silence
        }
    }
}
