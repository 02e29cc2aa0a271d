// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import ModbusIO
import Simulator

/// `hearth simulate --serve`: the simulated devices alone, in real time, for any Modbus client.
struct DeviceService {
    private let plan: SimulationPlan
    private let host: String

    init(_ plan: SimulationPlan, host: String) {
        self.plan = plan
        self.host = host
    }

    func run() throws {
        Interrupt.install()
        var site = try plan.site()
        var servers: [ModbusServer] = []
        defer { for server in servers { server.stop() } }
        for (device, configured) in zip(site.devices, plan.configuration.devices) {
            do {
                let server = try ModbusServer(bank: device, host: host)
                servers.append(server)
                StandardOutput.write("\(configured.id): \(host):\(server.port), unit \(configured.unit)")
            } catch {
                throw CommandFailure.failed("\(error)")
            }
        }
        let begin = ProcessFigures.wallSeconds()
        while !Interrupt.isRequested {
            let elapsed = Int(ProcessFigures.wallSeconds() - begin)
            site.advance(to: plan.start.advanced(bySeconds: elapsed))
            usleep(50_000)
        }
    }
}
