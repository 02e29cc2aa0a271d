// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Safety
import Testing

/// I-7 where several inverters stand behind one connection: one limit, shared.
@Suite struct SeveralInvertersTests {
    private typealias Inverter = SiteHarness.Inverter

    /// An inverter that only acknowledges its cap exports for ever; somebody has to hear of it.
    @Test func inverterThatDoesNotObeyItsCap_isTold_onceInAWhile() {
        let site = SiteHarness(
            exportLimit: 1000, load: 500, inverters: [.init(sun: 5000, rating: 6000, obeys: false)])
        site.run(seconds: 30)
        #expect(site.events.allSatisfy { $0.kind != .noResponse }, "it has half a minute")
        site.run(seconds: 600)
        let told = site.events.filter { $0.kind == .noResponse }
        #expect((2...3).contains(told.count), "\(told.count)")
        #expect(told.first?.detail == "measured 5000 W, limited to 1325 W")
        #expect(told.first?.device == DeviceIndex(0))
    }

    @Test func inverterThatObeysItsCap_isNotSuspected() {
        let site = SiteHarness(
            exportLimit: 1000, load: 500,
            inverters: [.init(sun: 5000, rating: 6000), .init(sun: 3000, rating: 3000)])
        site.run(seconds: 600) { $0.load = $0.second.isMultiple(of: 90) ? 3000 : 500 }
        #expect(site.events.allSatisfy { $0.kind != .noResponse })
    }

    @Test(arguments: [0.0, 1000, 4000]) func hybridAndPVOnly_shareOneLimit_andTheHouseKeepsItsShare(limit: Double) {
        let site = SiteHarness(
            exportLimit: limit, load: 500,
            inverters: [
                Inverter(sun: 7000, rating: 8000, hasBattery: true), Inverter(sun: 5000, rating: 6000),
            ])
        var over = 0
        site.run(seconds: 1200) { if $0.export > limit + 1 { over += 1 } }
        #expect(over <= 5, "\(over) s above the limit")
        #expect(site.export > limit - 100 && site.export <= limit + 1, "exporting \(site.export) W")
        #expect(site.inverters.allSatisfy { $0.cap.isFinite }, "both are capped")
        #expect(site.capSum <= limit + site.load + 1)
        #expect(site.commands.count < 200, "written at the pace of refreshes: \(site.commands.count)")
    }

    @Test func sunThatMovesFromOneRoofToTheOther_takesTheLimitWithIt_neverMoreThanIt() {
        let site = SiteHarness(
            exportLimit: 2000, load: 400,
            inverters: [
                Inverter(sun: 6000, rating: 6000), Inverter(sun: 300, rating: 6000), Inverter(sun: 0, rating: 3000),
            ])
        site.run(seconds: 300)
        var over = 0
        var sums: [Double] = []
        site.run(seconds: 3600) { site in
            let part = Double(site.second - 1300) / 3600
            site.inverters[0].sun = 6000 * (1 - part)
            site.inverters[1].sun = 6000 * part
            site.inverters[2].sun = 3000 * part
            if site.export > 2001 { over += 1 }
            if site.inverters.allSatisfy({ $0.cap.isFinite }) { sums.append(site.capSum) }
        }
        // Nothing is exported above the limit while shares change hands: growth waits for the others' cuts.
        #expect(over <= 5, "\(over) s above the limit")
        #expect(sums.allSatisfy { $0 <= 2400 * 1.05 + 1 }, "\(sums.max() ?? 0) W of caps in force")
        #expect(site.export > 1800, "exporting \(site.export) W")
        #expect(site.inverters[1].output > site.inverters[0].output)
    }

    @Test func meterLost_theLimitIsSharedByRating() {
        let site = SiteHarness(
            exportLimit: 3000, load: 0,
            inverters: [Inverter(sun: 500, rating: 8000), Inverter(sun: 400, rating: 4000)])
        site.run(seconds: 10)
        #expect(site.capSum == .infinity)
        site.isMeterKnown = false
        site.run(seconds: 3)
        #expect(site.capSum <= 3000.001 && site.capSum > 2999)
        site.inverters[0].sun = 9000
        site.inverters[1].sun = 9000
        site.run(seconds: 60) { #expect($0.export <= 3000.001) }
    }

    @Test func inverterOutOfReach_withoutTheMeter_isTakenToPutOutItsRating() {
        let site = SiteHarness(
            exportLimit: 5000, load: 0,
            inverters: [Inverter(sun: 9000, rating: 8000), Inverter(sun: 9000, rating: 3000)])
        site.run(seconds: 10)
        site.isMeterKnown = false
        site.run(seconds: 10)
        site.reach(1, false)
        site.run(seconds: 3)
        #expect(site.inverters[0].cap <= 2000)
        #expect(site.export <= 5000)
    }

    @Test func inverterThatCannotBeLimited_makesTheOtherGiveWay() {
        let site = SiteHarness(
            exportLimit: 3000, load: 200,
            inverters: [
                Inverter(sun: 6000, rating: 8000), Inverter(sun: 2500, rating: 3000, canBeLimited: false),
            ])
        var over = 0
        site.run(seconds: 600) { if $0.export > 3001 { over += 1 } }
        #expect(over <= 5)
        #expect(site.export > 2900)
        #expect(site.inverters[0].output < 800)
        #expect(site.commands.allSatisfy { $0.device == DeviceIndex(0) }, "nothing is told to whom it says nothing")
    }

    @Test func inverterThatComesBack_isCappedAtOnce_notReleasedFirst() throws {
        let site = SiteHarness(
            exportLimit: 1000, load: 100,
            inverters: [Inverter(sun: 4000, rating: 5000), Inverter(sun: 4000, rating: 5000)])
        site.run(seconds: 60)
        site.reach(1, false)
        site.inverters[1].sun = 0
        site.run(seconds: 120)
        let before = site.commands.count
        site.inverters[1].sun = 4000
        site.reach(1, true)
        var over = 0
        site.run(seconds: 60) { if $0.export > 1001 { over += 1 } }
        let first = try #require(site.commands.dropFirst(before).first { $0.device == DeviceIndex(1) })
        guard case .outputLimit = first.action else {
            Issue.record("\(first.action) comes first")
            return
        }
        #expect(over <= 5, "\(over) s above the limit")
    }

    @Test func inverterThatGoes_doesNotLeaveItsShareToTheOthers() {
        let site = SiteHarness(
            exportLimit: 2000, load: 0,
            inverters: [Inverter(sun: 4000, rating: 5000), Inverter(sun: 4000, rating: 5000)])
        site.run(seconds: 60)
        let share = site.inverters[0].cap
        site.reach(1, false)
        // It goes on without a cap: the first must not grow into what it has left.
        site.run(seconds: 1)
        #expect(site.inverters[0].cap <= share)
        site.run(seconds: 10)
        #expect(site.inverters[0].cap < 100, "the meter sees too much export: \(site.inverters[0].cap) W")
    }
}
