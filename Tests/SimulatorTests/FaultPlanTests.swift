// SPDX-License-Identifier: Apache-2.0

import Energy
import Simulator
import Testing

struct FaultPlanTests {
    @Test func text_isRead_entryByEntry() throws {
        let plan = try FaultPlan(
            parsing: "silent,meter:frozen@2/day,inverter:write-ignored@3600s,exception@2016-11-01T12:00Z")
        let moment = try #require(UTCInstant(iso8601: "2016-11-01T12:00Z"))
        #expect(
            plan.entries == [
                FaultPlan.Entry(.silent, .perDay(4)), FaultPlan.Entry(.frozen, role: .meter, .perDay(2)),
                FaultPlan.Entry(.writeIgnored, role: .inverter, .after(seconds: 3600)),
                FaultPlan.Entry(.exception, .at(moment)),
            ])
    }

    @Test func all_namesEveryFault() throws {
        let plan = try FaultPlan(parsing: "all@0.5/day")
        #expect(plan.entries.map(\.fault) == DeviceFault.allCases)
        #expect(plan.entries.allSatisfy { $0.occurrence == .perDay(0.5) && $0.role == nil })
    }

    @Test func mistakes_areAllNamedAtOnce() {
        let error = #expect(throws: FaultPlanError.self) { try FaultPlan(parsing: "mute,fridge:silent,frozen@often") }
        #expect(error?.problems.count == 3)
        #expect(error?.description.contains("no fault 'mute': one of silent, exception") == true)
        #expect(error?.description.contains("no device role 'fridge'") == true)
        #expect(error?.description.contains("'often' is no time of a fault") == true)
    }

    @Test func faultAtATime_beginsThen_andEnds() throws {
        var site = try standardSite(FaultPlan(parsing: "meter:silent@100s"))
        site.advance(to: springNoon.advanced(bySeconds: 100))
        #expect(site.devices[0].faults.isEmpty)
        site.step()
        #expect(site.devices[0].faults == [.silent])
        #expect(site.devices[1].faults.isEmpty)
        site.advance(to: springNoon.advanced(bySeconds: 101 + 301))
        #expect(site.devices[0].faults.isEmpty)
    }

    @Test func rate_isMetOnAverage() throws {
        var site = try standardSite(FaultPlan(parsing: "meter:frozen@24/day"), seed: 9)
        var (begins, wasActive) = (0, false)
        for _ in 0..<(24 * 3600) {
            site.step()
            let isActive = !site.devices[0].faults.isEmpty
            if isActive && !wasActive { begins += 1 }
            wasActive = isActive
        }
        #expect((15...30).contains(begins))
    }

    @Test func faultOfControls_leavesOtherDevicesAlone() throws {
        var site = try standardSite(FaultPlan(parsing: "write-ignored@10s"))
        site.advance(to: springNoon.advanced(bySeconds: 12))
        #expect(site.devices.map(\.faults) == [[], [.writeIgnored], []])
    }
}
