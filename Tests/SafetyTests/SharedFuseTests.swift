// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Testing

@testable import Safety

/// I-6 where two batteries charge behind one fuse.
@Suite struct SharedFuseTests {
    private struct House {
        var connections: [PhaseConnection]
        var charges: [Double]
        var steered: [Double]
        var phases: Phases<Double>
        var importLimit: Watts?
    }

    /// The caps after two samples, by battery; nil = none.
    private func caps(_ house: House) -> [Double?] {
        let limits = SafetyLimits(
            site: Fixture.site(importLimit: house.importLimit),
            batteries: house.connections.enumerated().map {
                BatteryLimits(device: DeviceIndex($0.offset), battery: Fixture.battery(connection: $0.element))
            })
        return house.charges.indices.map { place in
            var fuse = FuseLimit()
            var last: BatterySituation?
            for second in 1000...1001 {
                let situation = situation(house, limits, place: place, second: second)
                fuse.observe(situation)
                last = situation
            }
            guard let last, case .bounds(let bounds) = fuse.restriction(last) else { return nil }
            return -bounds.lower
        }
    }

    private func situation(_ house: House, _ limits: SafetyLimits, place: Int, second: Int) -> BatterySituation {
        let now = BootInstant(seconds: second)
        func watts(_ value: Double) -> Measured<Watts> { Measured(Watts(value), at: now) }
        let batteries = house.charges.map {
            BatterySnapshot(
                discharge: watts(-$0), stateOfCharge: Measured(0.5, at: now),
                maxCharge: .absent(.neverOffered, at: now), maxDischarge: .absent(.neverOffered, at: now))
        }
        let snapshot = PlantSnapshot(
            time: now, wallTime: UTCInstant(secondsSinceEpoch: 0),
            gridImport: watts(house.phases.all.reduce(0, +)), gridImportPhases: house.phases.map(watts),
            pvProduction: watts(0), inverterAC: watts(0), heatPumpPower: .absent(.neverOffered, at: now),
            outdoorTemperature: .absent(.neverOffered, at: now), batteries: batteries)
        return BatterySituation(
            now: now, snapshot: snapshot, battery: batteries[place], limits: limits.batteries[place], site: limits,
            lastForced: nil, place: place, steeredCharges: house.steered)
    }

    private func isNear(_ found: Double?, _ expected: Double) -> Bool {
        found.map { ($0 - expected).magnitude < 0.01 } ?? false
    }

    @Test func twoOnOnePhase_giveUpTheExcessTogether_byTheirCharge() {
        // 5300 W against 5175: 125 W + 5 % = 131.25 W, two thirds of it the larger's.
        let found = caps(
            House(
                connections: [.l1, .l1], charges: [3000, 1500], steered: [3000, 1500], phases: Phases(5300, 200, 200)))
        #expect(isNear(found[0], 3000 - 87.5), "\(found)")
        #expect(isNear(found[1], 1500 - 43.75), "\(found)")
    }

    @Test func threePhaseAndSinglePhase_shareByWhatEachPutsOnThePhase() {
        // 1500 W on L1 each: half of 131.25 W there, three times that in all for the three-phase one.
        let found = caps(
            House(
                connections: [.threePhase, .l1], charges: [4500, 1500], steered: [4500, 1500],
                phases: Phases(5300, 200, 200)))
        #expect(isNear(found[0], 4500 - 3 * 65.625), "\(found)")
        #expect(isNear(found[1], 1500 - 65.625), "\(found)")
    }

    @Test func batteryOnAnotherPhase_isLeftAlone() {
        let found = caps(
            House(
                connections: [.l1, .l2], charges: [3000, 3000], steered: [3000, 3000], phases: Phases(5300, 200, 200)))
        #expect(isNear(found[0], 3000 - 131.25), "\(found)")
        #expect(found[1] == nil)
    }

    @Test func limitOfTheWholeSite_isSharedAcrossPhases() {
        let found = caps(
            House(
                connections: [.l1, .l2], charges: [3000, 1000], steered: [3000, 1000], phases: Phases(4000, 3000, 2000),
                importLimit: Watts(8800)))
        #expect(isNear(found[0], 3000 - 157.5), "\(found)")
        #expect(isNear(found[1], 1000 - 52.5), "\(found)")
    }

    @Test func batteryThatIsNotSteered_isNotCountedOn() {
        // The second charges by itself: no cap reaches it, so the first gives up all.
        let found = caps(
            House(connections: [.l1, .l1], charges: [2000, 2000], steered: [2000, 0], phases: Phases(5300, 200, 200)))
        #expect(isNear(found[0], 2000 - 131.25), "\(found)")
        #expect(isNear(found[1], 2000), "it must not grow either: \(found)")
    }

    @Test func batteryThatRests_mustNotBeginToCharge_whileTheOtherMakesRoom() {
        let found = caps(
            House(connections: [.l1, .l1], charges: [2000, 0], steered: [2000, 0], phases: Phases(5300, 200, 200)))
        #expect(found[1] == 0)
    }

    @Test func above110Percent_everyoneStops() {
        let found = caps(
            House(connections: [.l1, .l1], charges: [3000, 1500], steered: [3000, 1500], phases: Phases(6400, 0, 0)))
        #expect(found == [0, 0])
    }
}
