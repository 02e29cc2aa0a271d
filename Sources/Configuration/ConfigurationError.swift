// SPDX-License-Identifier: Apache-2.0

import StrictTOML

/// Why there is no configuration.
public enum ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file could not be read.
    case unreadable(FileError)
    /// The file, or a device profile it names, has faults; all of them.
    case faulty(TOMLFaults)

    /// One line, or one line for each fault.
    public var description: String {
        switch self {
        case .unreadable(let error): error.description
        case .faulty(let faults): faults.description
        }
    }
}
