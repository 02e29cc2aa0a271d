// SPDX-License-Identifier: Apache-2.0

/// The version of every program of Hearth.
public enum ServiceVersion {
    /// As in CHANGELOG.md.
    public static let text = "0.1.0"
}
