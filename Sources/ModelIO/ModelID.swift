// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Learning

extension ModelFile {
    /// A name for a model that no other has: target, end of the training and a part of the file's hash.
    ///
    /// As `demand-20261121T031500Z-5f3a91c2`.
    public func id(_ target: ForecastTarget) -> String {
        let end = UTCInstant(secondsSinceEpoch: Int(trainingRange.upperBound)).iso8601
        let digits = end.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }
        let hash = SHA256.digest(encoded()).prefix(4).map { byte in
            String(UInt16(byte) + 0x100, radix: 16).dropFirst()
        }.joined()
        return "\(target.rawValue)-\(String(decoding: digits, as: UTF8.self))-\(hash)"
    }
}
