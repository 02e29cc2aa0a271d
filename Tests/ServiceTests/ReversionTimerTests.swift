// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Testing

/// An inverter that starts again forgets its reversion timer: nothing may steer it before it runs once more (I-16).
@Suite struct ReversionTimerTests {
    private let house: SteeredHouse
    private let wish = BatteryIntent.charge(Watts(2000))

    init() throws {
        house = try SteeredHouse(in: try Folder())
        house.start()
        house.keepWishing(wish, seconds: 60)
        try #require(house.isSteered)
        try #require(house.inverter.present.reversionSeconds == 60)
        house.inverter.forget()
    }

    /// Every write left the battery to the inverter, or with a timer that runs.
    private func expectTimerBehindEveryBound() {
        for (place, step) in house.inverter.steps.enumerated() {
            guard let bounds = step.commands.batteryBounds else { continue }
            #expect(bounds.expires != nil && step.reversionSeconds == 60, "write \(place): \(step)")
        }
    }

    /// Connection gone, registers at their values of power-on -> found again -> released, timer, bounds, in this order.
    @Test func inverterThatRestartsBehindALostConnection_isGivenItsTimerBeforeAnyBound() throws {
        house.cutInverter()
        house.inverter.restart()
        house.keepWishing(wish, seconds: 40)
        #expect(house.events.last { $0.kind == .deviceLost }?.device == DeviceIndex(1))
        #expect(house.inverter.steps.isEmpty && house.inverter.present.reversionSeconds == 0)

        try house.reconnectInverter()
        house.keepWishing(wish, seconds: 60)
        let steps = house.inverter.steps
        let timer = try #require(steps.firstIndex { $0.reversionSeconds == 60 })
        let bounds = try #require(steps.firstIndex { $0.commands.batteryBounds != nil })
        #expect(timer > 0, "it is given back before anything else")
        #expect(timer < bounds)
        expectTimerBehindEveryBound()

        // The timer is one that ends what was told.
        #expect(house.isSteered)
        house.run(seconds: 61, isGuardDead: true)
        #expect(!house.isSteered)
    }

    /// Faster than two polls follow each other, over a connection that a gateway keeps: nobody is told.
    ///
    /// - Parameter offset: since the last renewal of the lease, s.
    @Test(arguments: [0, 1, 3, 7, 19]) func inverterThatRestartsUnseen_isNeverSteeredWithoutATimer(offset: Int) {
        house.run(seconds: offset)
        house.inverter.restart()
        house.keepWishing(wish, seconds: 400)
        expectTimerBehindEveryBound()
        #expect(house.isSteered)
    }
}
