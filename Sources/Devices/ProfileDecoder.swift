// SPDX-License-Identifier: Apache-2.0

import Energy
import StrictTOML

/// Reads a profile from TOML, noting every fault.
struct ProfileDecoder {
    let root: TOMLTableReader
    /// Points in order of their slots, with the tables they came from for messages.
    var drafts: [PointDraft] = []
    var models: [SunSpecModel] = []

    init(root: TOMLTableReader) { self.root = root }

    mutating func profile() -> DeviceProfile {
        let identity = root.table("identity")
        let transport = root.table("transport")
        let efficiency = root.numberIfPresent("conversion_efficiency", in: 0.5...1)
        readPoints()
        checkPoints()
        let points = boundPoints()
        let signals = readSignals(efficiency: efficiency)
        let controls = root.tableIfPresent("controls")
        let battery = controls?.tableIfPresent("battery")
        let output = controls?.tableIfPresent("output")
        readFollowing(controls)
        return DeviceProfile(
            id: identity.string("id"), name: identity.string("name"), manufacturer: identity.string("manufacturer"),
            role: identity.choice("role", as: DeviceRole.self), source: identity.string("source"),
            verifiedBy: identity.string("verified_by"), transport: readTransport(transport), models: models,
            unmappedReadsZero: transport.choice("unmapped", as: Unmapped.self, default: .exception) == .zero,
            points: points, signals: signals, batteryControl: battery.flatMap(readBattery),
            outputControl: output.flatMap(readOutput),
            verificationSeconds: controls?.number("verification_s", in: 1...120, unit: "s", default: 15) ?? 15,
            identity: readIdentityPoints(identity.tableOrEmpty("points")))
    }

    /// The slot of a point named in a table; a fault when there is none.
    func slot(_ table: TOMLTableReader, _ key: String) -> Int? {
        let name = table.string(key)
        return slot(named: name, table, key)
    }

    /// The slot of a point that need not be named.
    func slotIfPresent(_ table: TOMLTableReader, _ key: String) -> Int? {
        table.stringIfPresent(key).flatMap { slot(named: $0, table, key) }
    }

    private func slot(named name: String, _ table: TOMLTableReader, _ key: String) -> Int? {
        if let slot = drafts.firstIndex(where: { $0.name == name }) { return slot }
        if !name.isEmpty { table.fault(key, expected: "the name of a point of this profile") }
        return nil
    }

    private func readTransport(_ table: TOMLTableReader) -> TransportProfile {
        let poll = table.number("poll_s", in: 0.5...3600, unit: "s")
        let stale = table.number("stale_s", in: 0.5...7200, unit: "s")
        if stale <= poll { table.fault("stale_s", expected: "more than poll_s") }
        let tcp = table.tableIfPresent("tcp").map { tcp in
            TransportProfile.TCP(port: tcp.integer("port", in: 1...65535), unit: tcp.integer("unit", in: 0...255))
        }
        let rtu = table.tableIfPresent("rtu").map { rtu in
            TransportProfile.RTU(
                unit: rtu.integer("unit", in: 1...247), baud: rtu.integer("baud", in: 1200...115_200),
                parity: rtu.choice("parity"), stopBits: rtu.integer("stop_bits", in: 1...2, default: 1))
        }
        if tcp == nil && rtu == nil { table.fault("", expected: "a table tcp or rtu below it") }
        return TransportProfile(
            tcp: tcp, rtu: rtu, maxRegisters: table.integer("max_registers", in: 2...125, default: 125),
            bridgeGap: table.integer("bridge_gap", in: 0...123, default: 0),
            minPauseSeconds: table.number("min_pause_s", in: 0...10, unit: "s", default: 0),
            responseTimeoutSeconds: table.number("response_timeout_s", in: 0.1...10, unit: "s", default: 1),
            pollSeconds: poll, staleSeconds: stale)
    }

    private func readIdentityPoints(_ table: TOMLTableReader) -> IdentityPoints {
        var points = IdentityPoints()
        points.manufacturer = slotIfPresent(table, "manufacturer")
        points.model = slotIfPresent(table, "model")
        points.serial = slotIfPresent(table, "serial")
        points.firmware = slotIfPresent(table, "firmware")
        return points
    }

    private func readFollowing(_ controls: TOMLTableReader?) {
        guard let controls else { return }
        let following = controls.string("following")
        if following != "inverter" && !following.isEmpty {
            controls.fault("following", expected: "\"inverter\": the device has to follow the load by itself")
        }
    }
}

/// What a device does with an address that its map does not know.
enum Unmapped: String, CaseIterable {
    case exception
    case zero
}
