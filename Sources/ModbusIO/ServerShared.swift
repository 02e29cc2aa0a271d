// SPDX-License-Identifier: Apache-2.0

import CModbus
import Glibc
import Synchronization

/// What the thread of a server and its owner share.
final class ServerShared: Sendable {
    let bank: any RegisterBank
    private let isStopping = Atomic<Bool>(false)
    /// Readable once the server shall stop.
    let wakeDescriptor: Int32

    init(bank: any RegisterBank, endpoint: ModbusEndpoint) throws(LinkFailure) {
        self.bank = bank
        self.wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC))
        let code = errno
        guard wakeDescriptor >= 0 else { throw endpoint.notConnected(code) }
    }

    deinit { close(wakeDescriptor) }

    var shouldStop: Bool { isStopping.load(ordering: .acquiring) }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        eventfd_write(wakeDescriptor, 1)
    }

    /// The answer to a request, nil for none.
    func reply(to pdu: ArraySlice<UInt8>, unit: UInt8) -> [UInt8]? {
        guard let function = pdu.first else { return nil }
        let answer: BankReply =
            switch ModbusRequest(pdu: pdu) {
            case .read(let range): bank.read(range, unit: unit)
            case .write(let write): bank.write(write, unit: unit)
            case .refused(let code): .exception(code: code)
            }
        return ModbusRequest.reply(function: function, pdu: pdu, answer)
    }
}

/// A context on its way to the thread that owns it.
///
/// Unchecked: made by one thread, then used by the server's thread alone, which ends before it is freed.
final class OwnedContext: @unchecked Sendable {
    private let context: ModbusContext

    init(_ context: consuming ModbusContext) { self.context = context }

    var handle: OpaquePointer { context.handle }
}
