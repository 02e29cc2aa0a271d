// SPDX-License-Identifier: Apache-2.0

import Devices
import ModbusIO
import Synchronization

/// The four tables of a device that answers to every unit identifier, each 4,096 entries long.
final class TableBank: RegisterBank {
    private struct State {
        var tables = Dictionary(
            uniqueKeysWithValues: RegisterTable.allCases.map { ($0, [UInt16](repeating: 0, count: 4096)) })
        var answer: BankReply?
    }

    private let state = Mutex(State())

    /// What every request is answered with, nil = as the tables say.
    func answer(_ reply: BankReply?) { state.withLock { $0.answer = reply } }

    func set(_ table: RegisterTable, _ address: Int, _ words: [UInt16]) {
        state.withLock { $0.tables[table]?.replaceSubrange(address..<address + words.count, with: words) }
    }

    func words(_ table: RegisterTable, _ addresses: Range<Int>) -> [UInt16] {
        state.withLock { Array($0.tables[table]?[addresses] ?? []) }
    }

    func read(_ range: RegisterRange, unit: UInt8) -> BankReply {
        state.withLock { state in
            if let answer = state.answer { return answer }
            guard let words = state.tables[range.table], range.addresses.upperBound <= words.count else {
                return .exception(code: 2)
            }
            return .words(Array(words[range.addresses]))
        }
    }

    func write(_ write: RegisterWrite, unit: UInt8) -> BankReply {
        state.withLock { state in
            if let answer = state.answer { return answer }
            guard write.addresses.upperBound <= 4096 else { return .exception(code: 2) }
            state.tables[write.table]?.replaceSubrange(write.addresses, with: write.words)
            return .accepted
        }
    }
}
