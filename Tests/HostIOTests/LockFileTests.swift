// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import HostIO

@Suite struct LockFileTests {
    private let path = "/tmp/hearth-lock-test-\(getpid()).lock"

    @Test func secondHolder_isRefusedAndToldWhoHoldsIt() throws {
        defer { unlink(path) }
        let first = try LockFile(path)
        #expect(throws: LockFailure.held(path: path, processID: Int(getpid()))) { try LockFile(path) }
        withExtendedLifetime(first) {}
    }

    @Test func lockThatWentWithItsHolder_canBeTakenAgain() throws {
        let path = path + ".again"
        defer { unlink(path) }
        do { _ = try LockFile(path) }
        _ = try LockFile(path)
    }

    @Test func missingFolder_saysWhichPath() {
        #expect(throws: LockFailure.unusable(path: "/nowhere/lock", systemError: ENOENT)) {
            try LockFile("/nowhere/lock")
        }
    }

    @Test func bootIdentity_isTheKernels() throws {
        #expect(BootIdentity.parse("0b5b1bd5-28b6-4f6a-9d9e-000000000001\n") == 0x0b5b_1bd5_28b6_4f6a)
        #expect(BootIdentity.parse("0b5b1bd5") == nil)
        #expect(BootIdentity.read() == BootIdentity.read())
        #expect(BootIdentity.read() != nil)
    }
}
