// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// The proof a reader of the status endpoint must bring; only its SHA-256 digest is kept.
public struct StatusToken: Hashable, Sendable {
    private let digest: [UInt8]

    /// Keeps the digest of a secret.
    ///
    /// - Parameter secret: 22...256 characters of letters, digits, `-` and `_` (128 bits in base64url), or at least 32 where
    ///   all of them are hexadecimal digits; at least 8 different ones.
    /// - Throws: a secret that is too short or too simple to hold 128 random bits. The message does not repeat it.
    public init(secret: String) throws(StatusConfigurationError) {
        let bytes = Array(secret.utf8)
        let needed = bytes.allSatisfy { ASCII.hexValue($0) != nil } ? 32 : 22
        guard (needed...256).contains(bytes.count) else {
            throw Self.fault("the token has \(bytes.count) characters, expected \(needed)...256 random ones")
        }
        guard bytes.allSatisfy({ ASCII.isDigit($0) || ASCII.isLetter($0) || $0 == 45 || $0 == 95 }) else {
            throw Self.fault("the token has a character other than letters, digits, - and _")
        }
        guard Set(bytes).count >= 8 else {
            throw Self.fault("the token has \(Set(bytes).count) different characters, expected random ones")
        }
        digest = SHA256.digest(bytes)
    }

    /// Takes a digest that was stored in place of the secret.
    ///
    /// - Parameter sha256: 64 hexadecimal digits.
    public init(sha256: String) throws(StatusConfigurationError) {
        let digits = Array(sha256.utf8).compactMap(ASCII.hexValue)
        guard digits.count == 64, sha256.utf8.count == 64 else {
            throw Self.fault("the token's digest is no SHA-256 value, expected 64 hexadecimal digits")
        }
        digest = stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The digest as 64 hexadecimal digits, which may be stored.
    public var sha256: String { ASCII.hex(digest) }

    /// A new secret of 256 random bits, to be shown to its owner once.
    ///
    /// - Parameter generator: a source that nobody can foresee, such as the system's.
    public static func makeSecret(using generator: inout some RandomNumberGenerator) -> String {
        ASCII.hex((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// True when a presented secret has the digest; takes as long for a near miss as for a far one.
    func matches(_ presented: some StringProtocol) -> Bool {
        let other = SHA256.digest(Array(presented.utf8))
        var difference: UInt8 = 0
        for k in digest.indices { difference |= digest[k] ^ other[k] }
        return difference == 0
    }

    private static func fault(_ text: String) -> StatusConfigurationError { StatusConfigurationError(faults: [text]) }
}
