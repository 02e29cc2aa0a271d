// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Testing

@Suite struct CommandPlanTests {
    /// A hybrid with 5 kW of storage and an 8 kW output.
    private func hybrid(scaleFactors: [String: Int] = [:]) throws -> RegisterImage {
        var image = try RegisterImage(shippedProfile("sunspec-hybrid"), scaleFactors: scaleFactors)
        try image.set("124.WChaMax", to: 5000)
        try image.set("121.WMax", to: 8000)
        return image
    }

    private func address(_ name: String, _ image: RegisterImage) throws -> Int {
        let parts = name.split(separator: ".")
        let model = try #require(image.models.first { "\($0.id)" == parts[0] })
        let slot = try #require(image.layout.profile.slot(of: name))
        guard case .model(_, let offset) = image.layout.profile.points[slot].place else { return -1 }
        return Int(model.address) + offset
    }

    private func write(_ name: String, _ words: [UInt16], _ image: RegisterImage) throws -> RegisterWrite {
        try #require(RegisterWrite(table: .holding, address: address(name, image), words: words))
    }

    private func bounds(_ lower: Double, _ upper: Double) throws -> DeviceAction {
        .batteryBounds(try #require(PowerBounds(lower: lower, upper: upper)), leaseSeconds: 60)
    }

    /// `OutWRte`, `InWRte` in hundredths of a percent of 5 kW: the table of SunSpec model 124, each wish as a window.
    @Test(arguments: [
        (-5000.0, 0.0, 0, 10000),  // hold: no discharge
        (0, 5000, 10000, 0),  // no charge
        (0, 0, 0, 0),  // nothing at all
        (-5000, -2500, -5000, 10000),  // force charge at 50 %
        (1250, 5000, 10000, -2500),  // force discharge at 25 %
        (-1000, 2000, 4000, 2000),  // a window
        (-9000, 9000, 10000, 10000),  // more than the device can do
        (6000, 9000, 10000, -10000),  // as much as the device can do
        (-9000, -6000, -10000, 10000),
        (-1000.2, 2000.2, 4000, 2000),  // rounded inwards
        (1000.2, 2000.2, 4000, -2001),
        (-2000.2, -1000.2, -2001, 4000),
        (1000.2, 1000.2, 2000, -2000),  // exactly one power: nearer to zero
        (-1000.2, -1000.2, -2000, 2000),
        (0.2, 0.2, 0, 0),
    ]) func batteryBounds_becomeRates(lower: Double, upper: Double, out: Int, charge: Int) throws {
        let image = try hybrid()
        let plan = try image.layout.plan(for: bounds(lower, upper), values: try image.poll())
        let words = [UInt16(bitPattern: Int16(out)), UInt16(bitPattern: Int16(charge))]
        var expected = [try write("124.InOutWRte_RvrtTms", [60], image)]
        if upper < 0 { expected.append(try write("124.ChaGriSet", [1], image)) }
        expected.append(try write("124.OutWRte", words, image))
        expected.append(try write("124.StorCtl_Mod", [3], image))
        #expect(plan.writes == expected)
        #expect(plan.readBacks.map(\.expected) == expected.map(\.words))
        #expect(plan.readBacks.map(\.range.addresses) == expected.map(\.addresses))
        // Never wider than asked for, within what the device can do, and what the registers then say.
        let said = try #require(plan.batteryBounds)
        #expect((said.lower - Double(-charge) / 2).magnitude < 1e-9)
        #expect((said.upper - Double(out) / 2).magnitude < 1e-9)
        let (low, high) = (max(-5000, min(5000, lower)), max(-5000, min(5000, upper)))
        if upper - lower >= 1 { #expect(said.lower >= low - 1e-6 && said.upper <= high + 1e-6) }
        #expect(said.lower <= 0 || said.upper >= 0)
    }

    @Test func everyPlan_writtenToTheImage_readsBackAsItsState() throws {
        var image = try hybrid()
        for lower in stride(from: -5500.0, through: 5500, by: 733.3) {
            for upper in stride(from: lower, through: 5500, by: 611.7) {
                let plan = try image.layout.plan(for: bounds(lower, upper), values: try image.poll())
                for write in plan.writes { try image.write(write) }
                for check in plan.readBacks { #expect(try image.read(check.range) == check.expected) }
                let state = image.layout.controlState(try image.poll())
                #expect(state?.batteryBounds == plan.batteryBounds)
                #expect(state?.reversionSeconds == 60)
            }
        }
    }

    @Test func rounding_neverWidens_atAnyScale() throws {
        for exponent in [-2, -1, 0] {
            let image = try hybrid(scaleFactors: ["124.InOutWRte_SF": exponent])
            let values = try image.poll()
            for lower in stride(from: -4999.0, through: 4000, by: 617.3) {
                let upper = lower + 951.7
                let said = try #require(try image.layout.plan(for: bounds(lower, upper), values: values).batteryBounds)
                // A ten-thousandth of a tick is the slack that keeps 0.29 / 0.01 at 29.
                #expect(said.lower >= lower - 1e-4 && said.upper <= upper + 1e-4, "\(lower)...\(upper): \(said)")
            }
        }
    }

    @Test func gridCharging_alreadyAllowed_isCheckedNotWritten() throws {
        var image = try hybrid()
        try image.set("124.ChaGriSet", to: 1)
        let plan = try image.layout.plan(for: bounds(-2000, -1000), values: try image.poll())
        let address = try address("124.ChaGriSet", image)
        #expect(!plan.writes.contains { $0.addresses.contains(address) })
        #expect(plan.readBacks.contains { $0.range.addresses == address..<address + 1 && $0.expected == [1] })
    }

    @Test func release_switchesOffFirst_thenOpensTheRates() throws {
        var image = try hybrid()
        let plan = try image.layout.plan(for: .releaseBattery, values: try image.poll())
        #expect(
            plan.writes == [
                try write("124.StorCtl_Mod", [0], image), try write("124.OutWRte", [10000], image),
                try write("124.InWRte", [10000], image),
            ])
        #expect(plan.batteryBounds == nil)
        for write in plan.writes { try image.write(write) }
        #expect(image.layout.controlState(try image.poll())?.batteryBounds == nil)
    }

    @Test func release_withoutAnyValue_stillSwitchesOff() throws {
        let image = try hybrid()
        let plan = try image.layout.plan(for: .releaseBattery, values: image.layout.makeValues())
        #expect(plan.writes == [try write("124.StorCtl_Mod", [0], image)])
    }

    @Test func outputLimit_isAShareOfTheRating_roundedDown() throws {
        let image = try hybrid()
        let values = try image.poll()
        for (watts, percent) in [(4800.0, 6000), (4800.7, 6000), (9000, 10000), (-5, 0), (0.5, 0), (799.99, 999)] {
            let plan = try image.layout.plan(for: .outputLimit(Watts(watts), leaseSeconds: 90), values: values)
            #expect(
                plan.writes == [
                    try write("123.WMaxLimPct_RvrtTms", [90], image),
                    try write("123.WMaxLimPct", [UInt16(percent)], image), try write("123.WMaxLim_Ena", [1], image),
                ])
            #expect(plan.outputLimit == Watts(Double(percent) / 100 * 8000 / 100))
        }
        let release = try image.layout.plan(for: .releaseOutput, values: values)
        #expect(release.writes == [try write("123.WMaxLim_Ena", [0], image)])
    }

    @Test func outputLimit_putBack_hasNoTimer() throws {
        let image = try hybrid()
        let plan = try image.layout.plan(for: .outputLimit(Watts(4800), leaseSeconds: 0), values: try image.poll())
        #expect(plan.writes.first == (try write("123.WMaxLimPct_RvrtTms", [0], image)))
    }

    @Test func outputLimit_inForce_isSeen() throws {
        var image = try hybrid()
        let plan = try image.layout.plan(for: .outputLimit(Watts(2000), leaseSeconds: 60), values: try image.poll())
        for write in plan.writes { try image.write(write) }
        #expect(image.layout.controlState(try image.poll())?.outputLimit == Watts(2000))
    }

    @Test(arguments: [0, -1, 65535, 1_000_000]) func lease_outsideTheTimer_isRefused(seconds: Int) throws {
        let image = try hybrid()
        let values = try image.poll()
        #expect(throws: DeviceError.leaseOutOfRange(seconds: seconds)) {
            try image.layout.plan(for: .batteryBounds(.zero, leaseSeconds: seconds), values: values)
        }
        guard seconds != 0 else { return }
        #expect(throws: DeviceError.leaseOutOfRange(seconds: seconds)) {
            try image.layout.plan(for: .outputLimit(Watts(1), leaseSeconds: seconds), values: values)
        }
    }

    @Test func noStorage_isSaid() throws {
        let bare = try RegisterImage(shippedProfile("sunspec-hybrid"))
        #expect(throws: DeviceError.noStorage(point: "124.WChaMax")) {
            try bare.layout.plan(for: bounds(0, 0), values: try bare.poll())
        }
        var zero = bare
        try zero.set("124.WChaMax", to: 0)
        #expect(throws: DeviceError.noStorage(point: "124.WChaMax")) {
            try zero.layout.plan(for: bounds(0, 0), values: try zero.poll())
        }
        #expect(throws: DeviceError.pointLost(point: "124.WChaMax", reason: .noResponse)) {
            try zero.layout.plan(for: bounds(0, 0), values: zero.layout.makeValues())
        }
        #expect("\(DeviceError.noStorage(point: "124.WChaMax"))".hasPrefix("124.WChaMax is 0 or not available"))
    }

    @Test func deviceWithoutControls_refuses() throws {
        let layout = try DeviceLayout(shippedProfile("eastron-sdm630"))
        for action in [DeviceAction.releaseBattery, .releaseOutput, .batteryBounds(.zero, leaseSeconds: 60)] {
            #expect(throws: DeviceError.self) { try layout.plan(for: action, values: layout.makeValues()) }
        }
        #expect(layout.controlState(layout.makeValues()) == nil)
    }

    @Test func powerThatIsNoNumber_isRefused() throws {
        let image = try hybrid()
        #expect(throws: DeviceError.powerNotFinite) {
            try image.layout.plan(for: .outputLimit(Watts(.nan), leaseSeconds: 60), values: try image.poll())
        }
    }

    /// What another master may have written, as StorCtl_Mod, InWRte, OutWRte, and the window it means.
    @Test(arguments: [
        (1.0, 0.0, 100.0, 0.0, 5000.0), (2, 100, 0, -5000, 0), (2, 40, -50, -5000, -2500), (1, -25, 40, 1250, 5000),
        (3, -20, -30, -1500, 1000), (3, 20, 40, -1000, 2000),
    ]) func foreignSettings_areUnderstood(mode: Double, charge: Double, out: Double, low: Double, high: Double) throws {
        var image = try hybrid()
        try image.set("124.StorCtl_Mod", to: mode)
        try image.set("124.InWRte", to: charge)
        try image.set("124.OutWRte", to: out)
        try image.set("124.InOutWRte_RvrtTms", to: 3600)
        let state = image.layout.controlState(try image.poll())
        #expect(state?.batteryBounds == PowerBounds(lower: low, upper: high))
        #expect(state?.reversionSeconds == 3600)
    }

    @Test func rateInForceWithoutValue_countsAsNoLimit() throws {
        var image = try hybrid()
        try image.set("124.StorCtl_Mod", to: 3)
        try image.setNotAvailable(#require(image.handle("124.InWRte")))
        #expect(image.layout.controlState(try image.poll())?.batteryBounds == PowerBounds(lower: -5000, upper: 5000))
    }
}
