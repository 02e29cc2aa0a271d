// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import StrictTOML

/// A device as far as it could be read.
struct DeviceDraft {
    let table: TOMLTableReader
    /// Empty after a fault.
    let id: String
    /// Nil after a fault.
    let loaded: LoadedProfile?
    let endpoint: DeviceEndpoint?
    let unit: UInt8

    var role: DeviceRole? { loaded?.profile.role }

    /// Nil after a fault.
    var device: ConfiguredDevice? {
        guard let loaded, let endpoint else { return nil }
        return ConfiguredDevice(
            id: id, profile: loaded.profile, profileHash: loaded.hash, profilePath: loaded.file,
            endpoint: endpoint, unit: unit)
    }
}

extension ConfigurationDecoder {
    mutating func readDevices(_ profile: (String) throws(ProfileFailure) -> LoadedProfile) -> [DeviceDraft] {
        var drafts: [DeviceDraft] = []
        for table in root.tables("device", atLeast: 1) {
            let draft = readDevice(table, profile)
            if !draft.id.isEmpty && drafts.contains(where: { $0.id == draft.id }) {
                table.fault("id", expected: "an id that no other device has")
            }
            drafts.append(draft)
        }
        return drafts
    }

    private mutating func readDevice(
        _ table: TOMLTableReader, _ profile: (String) throws(ProfileFailure) -> LoadedProfile
    ) -> DeviceDraft {
        let id = table.parsed(
            "id", expected: "an id of letters, digits, \"-\" and \"_\"", placeholder: "", Self.id)
        let name = table.parsed(
            "profile", expected: "the name of a device profile or the absolute path of one", placeholder: "",
            Self.profileName)
        let loaded = name.isEmpty ? nil : load(name, table, profile)
        let transport = loaded?.profile.transport
        let endpoint = readEndpoint(table, transport)
        return DeviceDraft(
            table: table, id: id, loaded: loaded, endpoint: endpoint, unit: readUnit(table, endpoint, transport))
    }

    private mutating func load(
        _ name: String, _ table: TOMLTableReader, _ profile: (String) throws(ProfileFailure) -> LoadedProfile
    ) -> LoadedProfile? {
        do { return try profile(name) } catch {
            switch error {
            case .missing(let available):
                let list = available.isEmpty ? "" : ": " + available.joined(separator: ", ")
                table.fault("profile", expected: "a device profile that exists\(list)")
            case .unreadable(let failure): table.fault("profile", expected: "a readable file (\(failure))")
            case .faulty(let faults):
                table.fault("profile", expected: "a device profile without faults")
                note(faults)
            }
            return nil
        }
    }

    private func readEndpoint(_ table: TOMLTableReader, _ transport: TransportProfile?) -> DeviceEndpoint? {
        let hasTCP = table.contains("tcp")
        guard hasTCP != table.contains("serial") else {
            table.ignore("tcp", "serial", "baud", "parity", "stop_bits")
            table.fault(
                "", found: hasTCP ? "both tcp and serial" : "neither tcp nor serial",
                expected: "tcp = \"host:port\" or serial = \"/dev/...\"")
            return nil
        }
        return hasTCP ? readTCP(table, transport) : readSerial(table, transport)
    }

    private func readTCP(_ table: TOMLTableReader, _ transport: TransportProfile?) -> DeviceEndpoint? {
        let address = table.parsed(
            "tcp", expected: "an address such as \"192.168.1.20:502\" or \"[fe80::1]:502\"",
            placeholder: NetworkAddress?.none
        ) { text in NetworkAddress(text).map(Optional.some) }
        for key in ["baud", "parity", "stop_bits"] where table.contains(key) {
            table.ignore(key)
            table.fault(key, expected: "this key only with serial")
        }
        if let transport, transport.tcp == nil {
            table.fault("tcp", expected: "serial: the profile has no TCP port")
            return nil
        }
        return address.map { .tcp(host: $0.host, port: $0.port ?? transport?.tcp?.port ?? 502) }
    }

    private func readSerial(_ table: TOMLTableReader, _ transport: TransportProfile?) -> DeviceEndpoint? {
        let path = table.parsed("serial", expected: "a path such as \"/dev/ttyUSB0\"", placeholder: "") {
            $0.hasPrefix("/") ? $0 : nil
        }
        let rtu = transport?.rtu
        let baud = table.integer("baud", in: 1200...115_200, default: rtu?.baud ?? 9600)
        let parity = table.choice("parity", default: rtu?.parity ?? TransportProfile.Parity.none)
        let stopBits = table.integer("stop_bits", in: 1...2, default: rtu?.stopBits ?? 1)
        if transport != nil && rtu == nil {
            table.fault("serial", expected: "tcp: the profile has no serial port")
            return nil
        }
        return path.isEmpty ? nil : .serial(path: path, baud: baud, parity: parity, stopBits: stopBits)
    }

    private func readUnit(
        _ table: TOMLTableReader, _ endpoint: DeviceEndpoint?, _ transport: TransportProfile?
    ) -> UInt8 {
        if case .serial = endpoint {
            return table.integer("unit", in: 1...247, default: transport?.rtu?.unit ?? 1)
        }
        return table.integer("unit", in: 0...255, default: transport?.tcp?.unit ?? 1)
    }

    /// No two devices at one address, and one serial line has one setting.
    func checkAddresses(_ drafts: [DeviceDraft]) {
        for (place, draft) in drafts.enumerated() {
            guard let endpoint = draft.endpoint else { continue }
            for other in drafts[..<place] {
                if other.endpoint == endpoint && other.unit == draft.unit {
                    draft.table.fault(
                        "unit", found: "\(draft.unit) at \(endpoint)", expected: "a unit that \(other.id) does not have"
                    )
                }
                if case .serial(let path, _, _, _) = endpoint, case .serial(path, _, _, _)? = other.endpoint,
                    other.endpoint != endpoint
                {
                    draft.table.fault("serial", expected: "the baud, parity and stop bits that \(other.id) has there")
                }
            }
        }
    }

    /// The place of the one meter, nil after a fault.
    func checkMeter(_ drafts: [DeviceDraft]) -> DeviceIndex? {
        let meters = drafts.indices.filter { drafts[$0].role == .meter }
        // A device without a profile may be the meter that seems to be missing.
        let isCertain = !drafts.isEmpty && drafts.allSatisfy { $0.role != nil }
        guard let meter = meters.first, meters.count == 1 else {
            if meters.count > 1 || isCertain {
                let ids = meters.map { drafts[$0].id }.joined(separator: ", ")
                root.fault(
                    "device", found: meters.isEmpty ? "no meter" : "\(meters.count) meters (\(ids))",
                    expected: "exactly one device with the role meter, at the grid connection point")
            }
            return nil
        }
        if drafts[meter].loaded?.profile.offeredSignals.contains(.gridImport) == false {
            drafts[meter].table.fault("profile", expected: "a meter that has the signal gridImport")
        }
        return DeviceIndex(meter)
    }

    private static func id(_ text: String) -> String? {
        let isID = (1...40).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte)
        return isID ? text : nil
    }

    /// A plain name cannot leave the folder.
    private static func profileName(_ text: String) -> String? {
        if text.hasPrefix("/") { return text }
        return id(text)
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
