// SPDX-License-Identifier: Apache-2.0

/// How a device model is reached, with defaults that a site may change.
public struct TransportProfile: Hashable, Sendable {
    /// Parity bit of a serial line.
    public enum Parity: String, CaseIterable, Hashable, Sendable {
        /// No parity bit.
        case none
        /// Even.
        case even
        /// Odd.
        case odd
    }

    /// Modbus TCP.
    public struct TCP: Hashable, Sendable {
        /// TCP port, 1...65535.
        public let port: UInt16
        /// Unit identifier, 0...255.
        public let unit: UInt8
    }

    /// Modbus RTU.
    public struct RTU: Hashable, Sendable {
        /// Unit identifier, 1...247.
        public let unit: UInt8
        /// Bits a second.
        public let baud: Int
        /// Parity bit.
        public let parity: Parity
        /// Stop bits, 1 or 2.
        public let stopBits: Int
    }

    /// Defaults over TCP, nil where the model has no such port.
    public let tcp: TCP?
    /// Defaults over a serial line, nil where the model has no such port.
    public let rtu: RTU?
    /// Most registers one read may ask for, 1...125.
    public let maxRegisters: Int
    /// Most unused registers between two points that one read may cover, 0 = none.
    public let bridgeGap: Int
    /// Shortest time between two requests, s, >= 0.
    public let minPauseSeconds: Double
    /// Time after which a request has failed, s, > 0.
    public let responseTimeoutSeconds: Double
    /// Time from one poll to the next, s, > 0.
    public let pollSeconds: Double
    /// Age at which the values count as stale, s, > `pollSeconds`.
    public let staleSeconds: Double
}
