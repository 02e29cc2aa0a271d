// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import Safety
import Simulator
import Testing

/// I-17: a device that does not do what it acknowledges.
@Suite struct DisobedienceTests {
    @Test func deviceThatForgetsWrites_isAskedTwice_thenReleasedAndLeftAlone() throws {
        let house = try ControlledHouse(wish: .charge(Watts(1500)))
        house.devices[ControlledHouse.inverter].set(.writeIgnored, active: true)
        let asked = { house.events.filter { $0.kind == .commandIssued && $0.detail.contains("bounds") }.count }
        let failed = { house.events.filter { $0.kind == .commandFailed }.count }
        #expect(house.seconds(within: 180) { failed() == 2 } != nil)
        let askedBefore = asked()
        let issued = house.subject.statistics.commandsIssued
        house.run(seconds: 290)
        #expect(asked() == askedBefore)
        #expect(failed() == 2)
        // The release and nothing else.
        #expect(house.subject.statistics.commandsIssued - issued <= 1)
        #expect(house.commandedBounds == nil)
        #expect(house.subject.decisions.first?.verdict == .release, "nobody is to believe that it is steered")
        #expect(house.subject.statistics.refusals[.commandVerification] == 1)
        #expect(house.violations.isEmpty, "\(house.violations)")
    }

    @Test func deviceThatListensAgain_isSteeredAfterTheLockout() throws {
        let house = try ControlledHouse(wish: .charge(Watts(1500)))
        let inverter = house.devices[ControlledHouse.inverter]
        inverter.set(.writeIgnored, active: true)
        _ = try #require(house.seconds(within: 180) { house.kinds().filter { $0 == .commandFailed }.count == 2 })
        inverter.set(.writeIgnored, active: false)
        let seconds = try #require(house.seconds(within: 330) { house.commandedBounds != nil })
        #expect(seconds >= 299)
    }

    @Test func otherMaster_isSeen_andNothingIsWrittenForFiveMinutes() throws {
        let house = try ControlledHouse(wish: .charge(Watts(1500)))
        try house.steer()
        // Right after a refresh, so that the next one does not hide the other master's hand.
        let before = house.subject.statistics.commandsIssued
        _ = try #require(house.seconds(within: 25) { house.subject.statistics.commandsIssued > before })
        house.devices[ControlledHouse.inverter].set(.otherMaster, active: true)
        let seconds = try #require(house.seconds(within: 10) { house.kinds().contains(.otherMaster) })
        #expect(seconds <= 7, "two polls of 2 s and their cycles")
        let issued = house.subject.statistics.commandsIssued
        let writes = house.subject.statistics.registerWrites
        house.run(seconds: 295)
        #expect(house.subject.statistics.commandsIssued == issued)
        #expect(house.subject.statistics.registerWrites == writes)
        #expect(house.commandedBounds?.upper == 0, "the other master's hold stands")
        #expect(house.violations.isEmpty, "\(house.violations)")
    }

    @Test func controlsThatFallBackAfter30s_areRefreshedBefore() throws {
        let house = try ControlledHouse(wish: .charge(Watts(1500)))
        try house.steer()
        house.devices[ControlledHouse.inverter].set(.writeReverted, active: true)
        #expect(house.seconds(within: 120) { house.commandedBounds == nil } == nil)
    }
}
