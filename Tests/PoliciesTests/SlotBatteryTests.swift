// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Policies
import Testing

@Test func discharge_endsExactlyAtTheFloorWithPartOfThePower() {
    let outcome = SlotBattery(Fixture.battery()).run(power: Watts(5000), stored: WattHours(1500))
    #expect(outcome.stored == WattHours(1000))
    #expect(abs(outcome.power.value - 500 * 0.92.squareRoot() / 0.25) < 1e-9)
}

@Test func charge_losesTheSquareRootOfTheRoundTrip() {
    let outcome = SlotBattery(Fixture.battery()).run(power: Watts(-4000), stored: WattHours(3000))
    #expect(outcome.power == Watts(-4000))
    #expect(abs(outcome.stored.value - 3000 - 1000 * 0.92.squareRoot()) < 1e-9)
}

@Test func outsideTheWindow_onlyTheWayBackIsOpen() {
    let battery = SlotBattery(Fixture.battery())
    #expect(battery.run(power: Watts(1000), stored: WattHours(500)) == .init(power: .zero, stored: WattHours(500)))
    #expect(battery.run(power: Watts(-1000), stored: WattHours(500)).stored > WattHours(500))
    #expect(battery.run(power: Watts(-1000), stored: WattHours(9800)) == .init(power: .zero, stored: WattHours(9800)))
}

@Test func severalBatteries_addUp() {
    let both = SlotBattery([Fixture.battery(), Fixture.battery(floor: 0.2)])
    #expect(both.lowest == WattHours(3000))
    #expect(both.highest == WattHours(19_000))
    #expect(both.maxCharge == Watts(10_000))
    #expect(SlotBattery([]).run(power: Watts(1000), stored: .zero).power == .zero)
}
