// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Testing

@testable import Safety

@Suite final class CommandIssuerTests {
    private var issuer = CommandIssuer(device: DeviceIndex(0), kind: .battery(rating: 5000))
    private var serial: UInt64 = 0

    private func bounds(_ lower: Double, _ upper: Double) -> DeviceAction {
        .batteryBounds(PowerBounds(lower: lower, upper: upper) ?? .zero, leaseSeconds: 60)
    }

    /// Asks for an action at a second and lets the device verify what comes.
    private func issue(_ wanted: DeviceAction?, second: Int, verified: Bool = true) -> DeviceAction? {
        let now = BootInstant(seconds: second)
        guard let command = issuer.command(wanted: wanted, now: now, serial: &serial) else { return nil }
        let outcome = CommandOutcome(
            device: command.device, serial: command.serial, result: verified ? .verified : .failed(.noResponse),
            registersWritten: 5, time: now)
        let isMine = issuer.note(outcome)
        #expect(isMine)
        return command.action
    }

    @Test func firstCommand_isARelease_andOnlyOnce() {
        #expect(issue(bounds(-5000, 0), second: 0) == .releaseBattery)
        #expect(issue(nil, second: 10) == nil)
        #expect(issue(bounds(-5000, 0), second: 20) == bounds(-5000, 0))
    }

    @Test func boundsInForce_areRefreshedEveryTwentySeconds() {
        _ = issue(nil, second: 0)
        #expect(issue(bounds(-5000, 0), second: 10) == bounds(-5000, 0))
        #expect(issue(bounds(-5000, 0), second: 29) == nil)
        #expect(issue(bounds(-5000, 0), second: 30) == bounds(-5000, 0))
        #expect(issue(nil, second: 31) == .releaseBattery)
        #expect(issue(nil, second: 60) == nil)
    }

    @Test func growth_waitsFiveSeconds_reductionDoesNot() {
        _ = issue(nil, second: 0)
        #expect(issue(bounds(-1000, -1000), second: 10) != nil)
        #expect(issue(bounds(-3000, -3000), second: 12) == nil)
        #expect(issue(bounds(-3000, -3000), second: 15) != nil)
        #expect(issue(bounds(-500, -500), second: 16) == bounds(-500, -500))
    }

    @Test func reconnection_releasesBeforeAnythingElse() {
        _ = issue(nil, second: 0)
        _ = issue(bounds(-5000, 0), second: 10)
        issuer.noteConnected()
        #expect(issue(bounds(-5000, 0), second: 40) == .releaseBattery)
        #expect(issue(bounds(-5000, 0), second: 46) == bounds(-5000, 0))
    }

    @Test func failures_resendOnce_thenLockForFiveMinutes_thenFault() {
        _ = issue(nil, second: 0)
        #expect(issue(bounds(-5000, 0), second: 10, verified: false) != nil)
        #expect(issue(bounds(-5000, 0), second: 16, verified: false) == bounds(-5000, 0))
        #expect(issuer.isLocked(at: BootInstant(seconds: 17)))
        #expect(issue(bounds(-5000, 0), second: 20) == .releaseBattery)
        #expect(issue(bounds(-5000, 0), second: 200) == nil)
        #expect(issue(bounds(-5000, 0), second: 320) == bounds(-5000, 0))
        #expect(!issuer.isFaulted)
        issuer.noteMiss(at: BootInstant(seconds: 400))
        #expect(issuer.isFaulted)
        #expect(issue(bounds(-5000, 0), second: 4000) == .releaseBattery)
        #expect(issue(bounds(-5000, 0), second: 8000) == nil)
    }

    @Test func deviceAwayAtTheStart_isSteeredOnceItAnswers() {
        for second in 0..<10 {
            let now = BootInstant(seconds: second)
            guard let command = issuer.command(wanted: bounds(-5000, 0), now: now, serial: &serial) else { continue }
            let outcome = CommandOutcome(
                device: command.device, serial: command.serial, result: .notSent, registersWritten: 0, time: now)
            _ = issuer.note(outcome)
        }
        issuer.noteConnected()
        #expect(!issuer.isFaulted)
        #expect(issue(bounds(-5000, 0), second: 11) == .releaseBattery)
        #expect(issue(bounds(-5000, 0), second: 17) == bounds(-5000, 0))
    }

    @Test func failedBounds_areReleased_whenSteeringEnds() {
        _ = issue(nil, second: 0)
        #expect(issue(bounds(-5000, -2000), second: 10, verified: false) == bounds(-5000, -2000))
        #expect(issue(nil, second: 11) == .releaseBattery)
        #expect(issue(nil, second: 30) == nil)
    }

    @Test func otherMaster_stopsWriting_evenAReleaseIsNotFoughtOver() {
        _ = issue(nil, second: 0)
        _ = issue(bounds(-5000, 0), second: 10)
        issuer.noteOtherMaster(at: BootInstant(seconds: 20))
        #expect(issue(bounds(-5000, 0), second: 60) == nil)
        #expect(issue(nil, second: 61) == nil)
        #expect(issue(bounds(-5000, 0), second: 330) == bounds(-5000, 0))
    }

    /// Asks for an action at a second and leaves the command without an outcome.
    private func issueIntoSilence(_ wanted: DeviceAction?, second: Int) -> AuthorizedCommand? {
        issuer.command(wanted: wanted, now: BootInstant(seconds: second), serial: &serial)
    }

    @Test func commandWithoutOutcome_countsAsMiss() {
        let first = issueIntoSilence(nil, second: 0)
        #expect(first?.action == .releaseBattery)
        #expect(first?.expires == BootInstant(seconds: 60), "a release is good for a whole lease")
        #expect(issueIntoSilence(nil, second: 9) == nil)
        #expect(issueIntoSilence(nil, second: 11)?.action == .releaseBattery)
    }

    @Test func boundsThatWaited_expireAfterFiveSeconds() {
        _ = issue(nil, second: 0)
        let command = issueIntoSilence(bounds(-5000, 0), second: 10)
        #expect(command?.expires == BootInstant(seconds: 15))
    }

    @Test func neutralThatFails_isRepeatedOnceALease_notEverySecond() {
        _ = issue(nil, second: 0)
        _ = issue(bounds(-5000, 0), second: 10, verified: false)
        _ = issue(bounds(-5000, 0), second: 12, verified: false)
        let releases = (13...263).compactMap { issue(bounds(-5000, 0), second: $0, verified: false) }
        #expect(releases.allSatisfy { $0 == .releaseBattery })
        #expect(releases.count == 5)
        #expect(!issuer.isFaulted, "a neutral command that fails while locked is no new miss")
    }

    @Test func trembleOfADeviceLimit_isWrittenAtThePaceOfCommands() {
        _ = issue(nil, second: 0)
        var writes = 0
        for second in 10..<130 where issue(bounds(-4500 + Double(second % 7), 0), second: second) != nil { writes += 1 }
        #expect(writes <= 24, "\(writes) writes in two minutes")
    }

    @Test func capThatFails_isTriedForEver_neverLifted() {
        issuer = CommandIssuer(device: DeviceIndex(0), kind: .output(native: nil))
        _ = issue(nil, second: 0)
        let cap = DeviceAction.outputLimit(Watts(1000), leaseSeconds: 60)
        let actions = (10..<70).compactMap { issue(cap, second: $0, verified: false) }
        #expect(actions.count == 12)
        #expect(actions.allSatisfy { $0 == cap })
    }

    @Test func stopRightAfterAWrite_stillReleases() {
        _ = issue(nil, second: 0)
        _ = issue(bounds(-5000, 0), second: 10)
        issuer.prepareStop()
        #expect(issue(nil, second: 10) == .releaseBattery)
    }
}
