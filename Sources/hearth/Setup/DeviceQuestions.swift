// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy

/// Asks for addresses, and finds out what is there.
struct DeviceQuestions {
    let questions: Questions
    let profiles: [DeviceProfile]

    /// All devices, exactly one meter among them.
    func ask() throws -> [HouseAnswers.Device] {
        var devices: [HouseAnswers.Device] = []
        while true {
            let hasMeter = devices.contains { $0.finding.profile.role == .meter }
            let question = hasMeter ? "Address of the next device, or nothing" : "Address of the meter or a device"
            let answer = try questions.ask(
                question, proposal: hasMeter ? "" : nil,
                expected: "the address of the meter, such as 192.168.1.20:502 or /dev/ttyUSB0"
            ) { $0.isEmpty && !hasMeter ? nil : $0 }
            if answer.isEmpty { return devices }
            if let device = try device(at: answer, beside: devices) { devices.append(device) }
        }
    }

    /// Nil where nothing was found that can be used.
    private func device(at text: String, beside devices: [HouseAnswers.Device]) throws -> HouseAnswers.Device? {
        let address: ProbeAddress
        do { address = try ProbeAddress(text, option: "address") } catch let failure as CommandFailure {
            questions.tell("  \(failure.message)")
            return nil
        }
        let findings = DeviceProbe(address: address, unit: nil).run(profiles)
        let fitting = findings.filter(\.fits)
        guard let best = fitting.first else {
            for finding in findings { questions.tell("  \(finding.profile.id): \(finding.misfit ?? "")") }
            questions.tell("  nothing there that Hearth knows")
            return nil
        }
        let chosen = fitting.count == 1 ? best : try choose(fitting)
        questions.tell("  \(chosen.profile.name): \(chosen.identity.isEmpty ? "says no name" : chosen.identity)")
        if chosen.profile.role == .meter, devices.contains(where: { $0.finding.profile.role == .meter }) {
            questions.tell("  there is a meter already; only the one at the grid connection point is needed")
            return nil
        }
        let isNamed = devices.contains { device in
            device.finding.endpoint == chosen.endpoint && device.finding.unit == chosen.unit
        }
        if isNamed {
            questions.tell("  that device is named already")
            return nil
        }
        return HouseAnswers.Device(id: try name(chosen.profile.role, devices), finding: chosen)
    }

    private func choose(_ fitting: [DeviceProbe.Finding]) throws -> DeviceProbe.Finding {
        let names = fitting.map(\.profile.id)
        questions.tell("  more than one profile fits: \(names.joined(separator: ", "))")
        let name = try questions.choice("  Which one is it", of: names, proposal: names[0])
        return fitting.first { $0.profile.id == name } ?? fitting[0]
    }

    private func name(_ role: DeviceRole, _ devices: [HouseAnswers.Device]) throws -> String {
        let base =
            switch role {
            case .meter: "meter"
            case .inverter: "inverter"
            case .heatPump: "heat-pump"
            }
        let taken = Set(devices.map(\.id))
        let proposal = taken.contains(base) ? "\(base)-\(devices.count + 1)" : base
        return try questions.ask(
            "  Its name", proposal: proposal, expected: "letters, digits, - and _, another name than the others"
        ) { text in
            let isName = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            return isName && (1...40).contains(text.count) && !taken.contains(text) ? text : nil
        }
    }
}
