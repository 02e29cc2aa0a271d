// SPDX-License-Identifier: Apache-2.0

import Energy

/// The signals of a quarter-hour row as bytes, and back.
///
/// Version 1: version byte, count and missing polls of most signals, then for each signal its id, its flags and its
/// numbers. A power has mean, minimum and maximum as 32-bit floats (7 digits, more than any meter has); a counter has its
/// first and last value as 64-bit floats, because a 32-bit one loses single watt hours above 16 MWh.
enum SignalPacking {
    private static let version: UInt8 = 1

    private struct Flags: OptionSet {
        let rawValue: UInt8
        /// All numbers are the same and written once.
        static let constant = Flags(rawValue: 1)
        /// First and last value of a counter instead of mean, minimum, maximum.
        ///
        /// Written, and not left to the signal's id,
        /// so that rows with signals of a later version can be read past.
        static let counter = Flags(rawValue: 2)
        /// Count and missing polls of its own.
        static let ownCount = Flags(rawValue: 4)
    }

    /// The bytes of some signals.
    static func pack(_ signals: [SignalSummary]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(version)
        let common = signals.first
        writer.append(varint: UInt64(clamping: common?.count ?? 0))
        writer.append(varint: UInt64(clamping: common?.missing ?? 0))
        for summary in signals { append(summary, common: common, to: &writer) }
        return writer.bytes
    }

    private static func append(_ summary: SignalSummary, common: SignalSummary?, to writer: inout ByteWriter) {
        var flags: Flags = []
        if summary.signal.isCounter { flags.insert(.counter) }
        if summary.minimum == summary.maximum { flags.insert(.constant) }
        if summary.count != common?.count || summary.missing != common?.missing { flags.insert(.ownCount) }
        writer.append(summary.signal.rawValue)
        writer.append(flags.rawValue)
        if flags.contains(.counter) {
            writer.append(summary.minimum)
            if !flags.contains(.constant) { writer.append(summary.maximum) }
        } else {
            writer.append(Float(summary.mean))
            if !flags.contains(.constant) {
                writer.append(Float(summary.minimum))
                writer.append(Float(summary.maximum))
            }
        }
        if flags.contains(.ownCount) {
            writer.append(varint: UInt64(clamping: summary.count))
            writer.append(varint: UInt64(clamping: summary.missing))
        }
    }

    /// The signals in some bytes, nil where the bytes are not of this form.
    ///
    /// Signals with unknown ids are left out.
    static func unpack(_ bytes: [UInt8]) -> [SignalSummary]? {
        var reader = ByteReader(bytes)
        guard reader.byte() == version, let count = reader.varint(), let missing = reader.varint() else { return nil }
        var signals: [SignalSummary] = []
        while !reader.isAtEnd {
            guard let id = reader.byte(), let flags = reader.byte().map(Flags.init(rawValue:)),
                let (mean, minimum, maximum) = numbers(flags, &reader)
            else { return nil }
            var own = (count, missing)
            if flags.contains(.ownCount) {
                guard let ownCount = reader.varint(), let ownMissing = reader.varint() else { return nil }
                own = (ownCount, ownMissing)
            }
            guard let signal = Signal(rawValue: id) else { continue }
            signals.append(
                SignalSummary(
                    signal: signal, mean: mean, minimum: minimum, maximum: maximum, count: own.0, missing: own.1))
        }
        return signals
    }

    private static func numbers(
        _ flags: Flags, _ reader: inout ByteReader
    ) -> (mean: Double, minimum: Double, maximum: Double)? {
        if flags.contains(.counter) {
            guard let first = reader.double() else { return nil }
            guard !flags.contains(.constant) else { return (first, first, first) }
            return reader.double().map { ($0, first, $0) }
        }
        guard let mean = reader.float().map(Double.init) else { return nil }
        guard !flags.contains(.constant) else { return (mean, mean, mean) }
        guard let minimum = reader.float(), let maximum = reader.float() else { return nil }
        return (mean, Double(minimum), Double(maximum))
    }
}
