// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Configuration
import Devices
import Energy
import GuardService
import ModbusIO

/// `hearth devices read`: every device of a configuration, once.
struct ReadDevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Reads every device of a configuration once and prints what it says.",
        discussion: """
            Nothing is written. Values the device marks as not available are shown as such.

            Example: hearth devices read --config hearth.toml --json
            """)

    @Option(help: "Configuration file.")
    var config: String

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        let configuration = try ConfigurationInput.load(config)
        let lock = try DevicesCommand.busLock(configuration.guardSettings.lockPath)
        defer { withExtendedLifetime(lock) {} }
        let answers = configuration.devices.enumerated().map { place, device in
            DeviceAnswer(device, index: DeviceIndex(place))
        }
        if json {
            StandardOutput.write(try JSONOutput.text(answers))
        } else {
            for answer in answers { StandardOutput.write(answer.text) }
        }
        let silent = answers.count { $0.error != nil }
        if silent > 0 { throw CommandFailure.failed("\(silent) of \(answers.count) devices could not be read") }
    }
}

/// What one device said, or why it said nothing.
private struct DeviceAnswer: Encodable {
    struct Point: Encodable {
        let name: String
        let value: Double?
        let text: String?
        let unit: String
        let lost: String?
    }

    let id: String
    let endpoint: String
    var identity: String?
    var error: String?
    var points: [Point] = []
    var signals: [String: Double] = [:]

    init(_ device: ConfiguredDevice, index: DeviceIndex) {
        id = device.id
        endpoint = "\(device.endpoint)"
        do {
            let reading = try ModbusReader.read(
                device.endpoint.modbus, device: BusDevice(index: index, profile: device.profile, unit: device.unit))
            identity = "\(reading.identity)"
            points = device.profile.points.indices.map { Self.point($0, reading) }
            for record in reading.report.readings {
                if case .value(let value) = record.reading { signals["\(record.signal)"] = value }
            }
        } catch {
            self.error = "\(error)"
        }
    }

    var text: String {
        if let error { return "\(id) (\(endpoint)): \(error)\n" }
        var table = TextTable(leftColumns: 1)
        for point in points {
            let value = point.text ?? point.value.map { decimalText($0, decimals: 3, trimmed: true) }
            table.add(point.name, value ?? point.lost ?? "", point.unit)
        }
        return "\(id) (\(endpoint)): \(identity ?? "")\n\(table.text)\n"
    }

    private static func point(_ slot: Int, _ reading: ModbusReader.Reading) -> Point {
        let point = reading.layout.profile.points[slot]
        switch reading.values[slot] {
        case .value(let value):
            let text = point.type.kind == .string ? reading.layout.text(slot, reading.values) : nil
            return Point(
                name: point.name, value: point.type.kind == .string ? nil : value, text: text, unit: point.unit,
                lost: nil)
        case .lost(let reason):
            return Point(name: point.name, value: nil, text: nil, unit: point.unit, lost: "\(reason)")
        }
    }
}
