// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import HostIO
import ModbusIO
import Simulator

/// `hearth simulate --serve`: the simulated devices alone, in real time, for any Modbus client.
struct DeviceService {
    private let plan: SimulationPlan
    private let host: String
    /// Of the first device, the others behind it; 0 for ports the system chooses.
    private let port: UInt16
    private let json: Bool

    /// - Parameter address: `HOST` or `HOST:PORT` with a numeric host, an IPv6 one with a port in brackets.
    init(_ plan: SimulationPlan, at address: ServeAddress, json: Bool) {
        self.plan = plan
        (host, port) = (address.host, address.port)
        self.json = json
    }

    /// Serves until the command is interrupted.
    func run() throws {
        var site = try plan.site()
        var servers: [ModbusServer] = []
        defer { for server in servers { server.stop() } }
        for (place, device) in site.devices.enumerated() {
            do {
                let port = port == 0 ? 0 : port &+ UInt16(clamping: place)
                servers.append(try ModbusServer(bank: device, host: host, port: port))
            } catch {
                throw CommandFailure.failed("\(error)")
            }
        }
        try tell(servers)
        let begin = ProcessFigures.wallSeconds()
        while !StopSignal.isRequested {
            let elapsed = Int(ProcessFigures.wallSeconds() - begin)
            site.advance(to: plan.start.advanced(bySeconds: elapsed))
            usleep(50_000)
        }
    }

    /// Where each device is reached, once all of them are.
    private func tell(_ servers: [ModbusServer]) throws {
        let places = zip(plan.configuration.devices, servers).map { device, server in
            Place(id: device.id, host: host, port: server.port, unit: device.unit)
        }
        if json { return StandardOutput.write(try JSONOutput.text(places)) }
        for place in places { StandardOutput.write("\(place.id): \(place.host):\(place.port), unit \(place.unit)") }
    }

    private struct Place: Encodable {
        let id, host: String
        let port: UInt16
        let unit: UInt8
    }
}

/// Where simulated devices are served.
struct ServeAddress {
    let host: String
    /// 0 for ports the system chooses.
    let port: UInt16

    /// Reads `127.0.0.1`, `127.0.0.1:15020`, `::1` or `[::1]:15020`.
    init(_ text: String) throws {
        let isBracketed = text.hasPrefix("[")
        let colons = text.count { $0 == ":" }
        guard isBracketed || colons == 1 else {
            (host, port) = (text, 0)
            return
        }
        let mark = text.lastIndex(of: ":") ?? text.endIndex
        let name = text[..<mark]
        // Three devices need three ports.
        guard let port = UInt16(text[mark...].dropFirst()), (1...65_000).contains(port), !name.isEmpty,
            !isBracketed || name.hasSuffix("]")
        else {
            throw CommandFailure.usage(
                "--serve: found \"\(text)\", expected an address such as 127.0.0.1, 127.0.0.1:15020 or [::1]:15020")
        }
        host = isBracketed ? String(name.dropFirst().dropLast()) : String(name)
        self.port = port
    }
}
