// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What one client may take up; the figures of the hardening checklist.
struct ServerLimits: Hashable, Sendable {
    /// Bytes of the request line.
    var requestLine = 2048
    /// Bytes of all header fields together.
    var headerBytes = 8192
    /// Number of header fields.
    var headerFields = 64
    /// Time from the first byte, or the connection, to the end of a head.
    var headTime = TimeAmount.seconds(5)
    /// Time a kept connection may wait for the next request.
    var idleTime = TimeAmount.seconds(15)
    /// Time a client may take to accept what was written.
    var writeTime = TimeAmount.seconds(10)
    /// Time a connection stays half open behind its last answer.
    var lingerTime = TimeAmount.seconds(1)
    /// Connections in all.
    var connections = 32
    /// Connections of one address.
    var connectionsPerAddress = 8
    /// Requests a second of one address in the long run.
    var requestRate = 10.0
    /// Requests of one address at once.
    var requestBurst = 40.0
    /// Failed logins before an address has to wait.
    var loginAttempts = 5
    /// The first wait, s; it doubles with each further failure.
    var loginDelay = 30.0
    /// Readers of the event stream in all.
    var subscribers = 8
    /// Answers that may wait for the database.
    var waitingAnswers = 8
    /// Time between two looks for a new status.
    var eventInterval = TimeAmount.seconds(1)
    /// Looks without a new status before a heartbeat.
    var heartbeatEvery = 10
}
