// SPDX-License-Identifier: Apache-2.0

/// The order of the 16-bit words of a longer value; bytes inside a word are always big-endian in Modbus.
public enum WordOrder: String, CaseIterable, Hashable, Sendable {
    /// High word first, the usual order and the one of SunSpec.
    case big = "ABCD"
    /// Low word first.
    case little = "CDAB"
}
