// SPDX-License-Identifier: Apache-2.0

/// Why a service cannot run or had to end, in one or more clear lines.
public struct ServiceFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the process ends with: 1 failed, 2 wrong usage or configuration.
    public let exitCode: Int32
    /// The lines.
    public let description: String

    /// The work could not be done.
    public static func failed(_ message: String) -> ServiceFailure { ServiceFailure(exitCode: 1, description: message) }
    /// What was asked for, or a file that was named, is wrong.
    public static func usage(_ message: String) -> ServiceFailure { ServiceFailure(exitCode: 2, description: message) }
}
