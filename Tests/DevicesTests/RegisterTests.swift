// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Testing

@Suite struct RegisterTests {
    @Test func range_staysInsideAddressSpaceAndRequest() {
        #expect(RegisterRange(table: .holding, address: 65535, count: 1)?.addresses == 65535..<65536)
        #expect(RegisterRange(table: .holding, address: 65535, count: 2) == nil)
        #expect(RegisterRange(table: .holding, address: 65536, count: 1) == nil)
        #expect(RegisterRange(table: .input, address: -1, count: 1) == nil)
        #expect(RegisterRange(table: .input, address: 0, count: 0) == nil)
        #expect(RegisterRange(table: .input, address: 0, count: 125) != nil)
        #expect(RegisterRange(table: .input, address: 0, count: 126) == nil)
        #expect(RegisterRange(table: .coil, address: 0, count: 2000) != nil)
        #expect(RegisterRange(table: .discreteInput, address: 0, count: 2001) == nil)
        #expect(RegisterRange(table: .holding, address: 5, count: .max) == nil)
    }

    @Test func write_onlyToWritableTables_andBitsAreBits() {
        #expect(RegisterWrite(table: .holding, address: 65534, words: [1, 2])?.addresses == 65534..<65536)
        #expect(RegisterWrite(table: .holding, address: 65535, words: [1, 2]) == nil)
        #expect(RegisterWrite(table: .holding, address: 0, words: []) == nil)
        #expect(RegisterWrite(table: .holding, address: 0, words: Array(repeating: 0, count: 124)) == nil)
        #expect(RegisterWrite(table: .input, address: 0, words: [1]) == nil)
        #expect(RegisterWrite(table: .discreteInput, address: 0, words: [1]) == nil)
        #expect(RegisterWrite(table: .coil, address: 0, words: [0, 1]) != nil)
        #expect(RegisterWrite(table: .coil, address: 0, words: [2]) == nil)
    }

    @Test func functionCodes_areThoseOfTheStandard() {
        #expect(RegisterTable.allCases.map(\.readFunction) == [1, 2, 3, 4])
        #expect(RegisterTable.allCases.map(\.writeFunction) == [15, nil, 16, nil])
        #expect(RegisterTable.allCases.map(\.maxWriteCount) == [1968, 1968, 123, 123])
    }

    @Test func pointStatus_keepsEveryReason() {
        let reasons: [LossReason] =
            [.noResponse, .notAvailable, .outOfRange, .malformed] + (1...11).map { .exception(code: $0) }
        for reason in reasons { #expect(PointStatus(reason).loss == reason) }
        #expect(PointStatus.value.loss == nil)
    }

    @Test func readFailure_isTheSameLoss() {
        #expect(ReadFailure.noResponse.lossReason == .noResponse)
        #expect(ReadFailure.exception(code: 4).lossReason == .exception(code: 4))
        #expect(ReadFailure.malformed.lossReason == .malformed)
    }
}
