// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Testing

@Suite struct BatteryIntentsTests {
    private func cut(_ each: [BatteryIntent], limit: Double?, netLoad: Double?) -> [BatteryIntent] {
        BatteryIntents(each, importLimit: limit.map { Watts($0) }).cut(netLoad: netLoad.map { Watts($0) })
    }

    @Test func charge_isCutToWhatTheLoadLeaves() {
        let charge = [BatteryIntent.charge(Watts(3000))]
        #expect(cut(charge, limit: 4000, netLoad: 500) == charge)
        #expect(cut(charge, limit: 4000, netLoad: 1000) == charge)
        #expect(cut(charge, limit: 4000, netLoad: 2500) == [.charge(Watts(1500))])
        // No room: what was kept for later is not given either.
        #expect(cut(charge, limit: 4000, netLoad: 4000) == [.noDischarge])
        #expect(cut(charge, limit: 4000, netLoad: 9000) == [.noDischarge])
        // A surplus leaves more room than the limit.
        #expect(cut([.charge(Watts(5000))], limit: 1000, netLoad: -3000) == [.charge(Watts(4000))])
    }

    @Test func severalBatteries_giveUpTheSamePart() {
        let both = [BatteryIntent.charge(Watts(3000)), .charge(Watts(1000))]
        #expect(cut(both, limit: 4000, netLoad: 2000) == [.charge(Watts(1500)), .charge(Watts(500))])
        #expect(
            cut([.charge(Watts(3000)), .noDischarge], limit: 4000, netLoad: 2500) == [
                .charge(Watts(1500)), .noDischarge,
            ])
    }

    @Test(arguments: [BatteryIntent.selfConsume, .noDischarge, .noCharge, .idle, .discharge(Watts(2000))])
    func whatBuysNothing_staysAsItIs(intent: BatteryIntent) {
        #expect(cut([intent], limit: 0, netLoad: 3000) == [intent])
        #expect(cut([intent], limit: 0, netLoad: nil) == [intent])
    }

    @Test func unknown_isNoRoom_andNoLimit_isNone() {
        let charge = [BatteryIntent.charge(Watts(3000))]
        #expect(cut(charge, limit: 4000, netLoad: nil) == [.noDischarge])
        #expect(cut(charge, limit: 4000, netLoad: .nan) == [.noDischarge])
        #expect(cut(charge, limit: .nan, netLoad: 0) == [.noDischarge])
        #expect(cut(charge, limit: nil, netLoad: nil) == charge)
        #expect(cut(charge, limit: .infinity, netLoad: 2000) == charge)
        #expect(
            cut([.charge(Watts(.nan)), .charge(Watts(3000))], limit: 4000, netLoad: 0) == [.noDischarge, .noDischarge])
        // What buys nothing has no limit, so that two such decisions are the same.
        #expect(BatteryIntents([.idle], importLimit: Watts(1)) == BatteryIntents([.idle], importLimit: Watts(2)))
    }

    /// Of the meter and every battery; a charge is no load.
    @Test func netLoad_isWhatTheGridAndTheBatteriesCover() {
        var house = SnapshotBuilder()
        house.phases = Phases(1000, 1000, 500)
        house.discharge = -1500
        #expect(house.build().netLoad == Watts(1000))
        house.discharge = 800
        #expect(house.build().netLoad == Watts(3300))
        house.discharge = nil
        #expect(house.build().netLoad == nil)
        house.discharge = 0
        house.phases = nil
        #expect(house.build().netLoad == nil)
    }
}
