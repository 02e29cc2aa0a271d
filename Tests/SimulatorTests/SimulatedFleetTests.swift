// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import ModbusIO
import Plant
import Safety
import Simulator
import Testing

/// The devices behind their buses: in memory and through real sockets.
struct SimulatedFleetTests {
    /// Everything that a fleet delivers in some seconds, one list for each bus.
    func deliveries(
        _ link: SimulatedFleet.Link, faults: String = "", seconds: Int, timeout: Double = 1
    ) throws -> [[BusDelivery]] {
        let site = try standardSite(FaultPlan(parsing: faults))
        let fleet = try SimulatedFleet(site, link: link, responseTimeout: timeout, seed: 1)
        defer { fleet.stop() }
        var deliveries: [[BusDelivery]] = fleet.buses.map { _ in [] }
        for second in 1...seconds {
            _ = fleet.advance(
                to: BootInstant(seconds: second), wall: springNoon.advanced(bySeconds: second))
            for (place, bus) in fleet.buses.enumerated() { deliveries[place] += bus.takeDeliveries() }
        }
        return deliveries
    }

    func reports(_ deliveries: [BusDelivery]) -> [DeviceReport] {
        deliveries.compactMap { if case .report(let report) = $0 { report } else { nil } }
    }

    @Test func sockets_andMemory_deliverTheSame() throws {
        let memory = try deliveries(.memory, seconds: 40)
        let modbus = try deliveries(.modbus, seconds: 40)
        for (a, b) in zip(memory, modbus) {
            try #require(a.count == b.count)
            for (inMemory, overModbus) in zip(a, b) { try #require(inMemory == overModbus) }
        }
        // Polls every 1, 2 and 15 s.
        #expect(memory.map { reports($0).count } == [40, 20, 3])
        for (place, list) in memory.enumerated() {
            guard case .connected(let device, let identity, _)? = list.first else {
                Issue.record("device \(place) did not connect first")
                continue
            }
            #expect(device == DeviceIndex(place))
            #expect(place != 1 || identity.contains("serial SIM-2"))
        }
    }

    @Test func reports_showTheHouse_atTheSecondOfThePoll() throws {
        let site = try standardSite()
        let fleet = try SimulatedFleet(site, link: .memory, seed: 1)
        for second in 1...30 {
            let house = fleet.advance(
                to: BootInstant(seconds: second), wall: springNoon.advanced(bySeconds: second))
            let report = try #require(reports(fleet.buses[0].takeDeliveries()).last)
            #expect(report.arrival == BootInstant(seconds: second))
            let reading = try #require(report.readings.first { $0.signal == .gridImport }).reading
            guard case .value(let power) = reading else {
                Issue.record("no grid power at \(second)")
                return
            }
            #expect(abs(power - house.gridImport) < 0.01)
        }
    }

    @Test func silentMeter_isReportedLost_andFoundAgain() throws {
        for link in SimulatedFleet.Link.allCases {
            let list = try deliveries(link, faults: "meter:silent@5s", seconds: 400, timeout: 0.02)[0]
            var (lost, found) = (0, 0)
            for delivery in list {
                switch delivery {
                case .disconnected(_, let reason, let time):
                    lost += 1
                    #expect(reason == .noResponse)
                    #expect(time == BootInstant(seconds: 6))
                case .connected: found += 1
                case .report, .outcome: break
                }
            }
            #expect(lost == 1)
            #expect(found == 2)
            #expect(reports(list).last?.arrival == BootInstant(seconds: 400))
        }
    }

    @Test func begunFaults_areTakenOnce_withTheirTime() throws {
        let fleet = try SimulatedFleet(
            standardSite(FaultPlan(parsing: "inverter:frozen@3s")), link: .memory, seed: 1)
        _ = fleet.advance(to: BootInstant(seconds: 10), wall: springNoon.advanced(bySeconds: 10))
        let begun = fleet.takeBegunFaults()
        #expect(begun.map(\.fault) == [.frozen])
        #expect(begun.map(\.role) == [.inverter])
        #expect(begun.map(\.device) == [DeviceIndex(1)])
        #expect(begun.map(\.at) == [springNoon.advanced(bySeconds: 3)])
        #expect(begun.allSatisfy { $0.until > $0.at && $0.until <= $0.at.advanced(bySeconds: 300) })
        #expect(fleet.takeBegunFaults().isEmpty)
    }
}
