// SPDX-License-Identifier: Apache-2.0

/// What each client address has used up: connections, requests, failed logins.
///
/// Time is a parameter, in seconds of any clock that only goes forward.
struct AddressLedger {
    /// Whether a request may go on.
    enum Admission: Hashable {
        case allowed
        /// Refused; seconds after which another try makes sense, at least 1.
        case wait(seconds: Int)
    }

    private struct Account {
        var connections = 0
        var tokens: Double
        var refilled: Double
        var failedLogins = 0
        var lockedUntil = 0.0
    }

    private var accounts: [String: Account] = [:]
    private var connections = 0
    private let limits: ServerLimits

    /// Addresses remembered; beyond it those without a connection that were seen longest ago go first.
    private static let mostAccounts = 256

    init(limits: ServerLimits) { self.limits = limits }

    /// Counts a new connection; false when it must be closed, and then it is not counted.
    mutating func connect(_ address: String, at now: Double) -> Bool {
        var account = account(address, at: now)
        guard connections < limits.connections, account.connections < limits.connectionsPerAddress else { return false }
        connections += 1
        account.connections += 1
        accounts[address] = account
        return true
    }

    /// Counts a connection that was admitted and has ended.
    mutating func disconnect(_ address: String) {
        connections = max(0, connections - 1)
        guard let before = accounts[address]?.connections else { return }
        accounts[address]?.connections = max(0, before - 1)
    }

    /// Connections that are open.
    var openConnections: Int { connections }

    /// Addresses that are remembered.
    var accountCount: Int { accounts.count }

    /// Takes one request from an address's bucket.
    mutating func request(_ address: String, at now: Double) -> Admission {
        var account = account(address, at: now)
        account.tokens = min(limits.requestBurst, account.tokens + (now - account.refilled) * limits.requestRate)
        account.refilled = now
        defer { accounts[address] = account }
        guard account.tokens >= 1 else { return .wait(seconds: 1) }
        account.tokens -= 1
        return .allowed
    }

    /// Whether an address may try a token now.
    func login(_ address: String, at now: Double) -> Admission {
        guard let until = accounts[address]?.lockedUntil, until > now else { return .allowed }
        return .wait(seconds: max(1, Int((until - now).rounded(.up))))
    }

    /// Notes whether the token fitted; after too many that did not, the address has to wait ever longer.
    mutating func noteLogin(_ address: String, succeeded: Bool, at now: Double) {
        var account = account(address, at: now)
        account.failedLogins = succeeded ? 0 : account.failedLogins + 1
        let excess = account.failedLogins - limits.loginAttempts
        if excess >= 0 {
            // 2^12 x 30 s is more than a day; more doublings would mean nothing.
            account.lockedUntil = now + limits.loginDelay * Double(1 << min(12, excess))
        }
        accounts[address] = account
    }

    private mutating func account(_ address: String, at now: Double) -> Account {
        if let known = accounts[address] { return known }
        if accounts.count >= Self.mostAccounts { forgetOldest() }
        return Account(tokens: limits.requestBurst, refilled: now)
    }

    private mutating func forgetOldest() {
        let idle = accounts.filter { $0.value.connections == 0 }
        if let oldest = idle.min(by: {
            ($0.value.lockedUntil, $0.value.refilled) < ($1.value.lockedUntil, $1.value.refilled)
        }) {
            accounts[oldest.key] = nil
        }
    }
}
