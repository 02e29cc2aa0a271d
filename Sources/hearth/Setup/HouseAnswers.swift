// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices
import Energy

/// What a person says of a house, as far as `hearth config init` asks.
struct HouseAnswers {
    /// A device that was found.
    struct Device {
        let id: String
        let finding: DeviceProbe.Finding
    }

    /// The battery of an inverter.
    struct Battery {
        let inverter: String
        let capacityWh, maxChargeW, maxDischargeW, floor: Double
        let connection: PhaseConnection
    }

    let name, timeZone: String
    let fuseA: Double
    let phases: Int
    let pvPeakW: Double
    let devices: [Device]
    let batteries: [Battery]
    let tariff: TariffAnswers

    /// Asks.
    init(_ questions: Questions, profiles: [DeviceProfile]) throws {
        name = try questions.text("Name of the house", proposal: "home")
        timeZone = try questions.ask(
            "Time zone", proposal: "Europe/Berlin", expected: "a European zone such as Europe/Berlin, or UTC"
        ) { TimeZoneRule(name: $0) == nil ? nil : $0 }
        fuseA = try questions.number("Main fuse of each phase, A", in: 6...125, proposal: 25)
        phases = try questions.choice("Phases, 1 or 3", of: ["1", "3"], proposal: "3") == "1" ? 1 : 3
        pvPeakW = try questions.number("Peak power of the PV modules, W; 0 without any", in: 0...500_000, proposal: 0)
        devices = try DeviceQuestions(questions: questions, profiles: profiles).ask()
        let phases = phases
        batteries = try devices.compactMap { try Self.battery(of: $0, phases: phases, questions) }
        tariff = try TariffAnswers(questions)
    }

    /// What the inverter tells of its battery is not asked.
    private static func battery(of device: Device, phases: Int, _ questions: Questions) throws -> Battery? {
        let finding = device.finding
        guard finding.profile.role == .inverter, finding.profile.batteryControl != nil,
            try questions.yes("Has \(device.id) a battery that Hearth may steer?", proposal: true)
        else { return nil }
        func value(
            _ signal: Signal, _ question: String, in range: ClosedRange<Double>, proposal: Double? = nil
        ) throws -> Double {
            if let told = finding.value(signal), range.contains(told) {
                questions.tell("  \(question): \(decimalText(told, decimals: 0)), as the inverter says")
                return told
            }
            return try questions.number(question, in: range, proposal: proposal)
        }
        let charge = try value(.maxCharge, "Highest charging power, W", in: 100...500_000)
        return Battery(
            inverter: device.id,
            capacityWh: try value(.batteryCapacity, "Usable capacity of the battery, Wh", in: 500...1_000_000),
            maxChargeW: charge,
            maxDischargeW: try value(
                .maxDischarge, "Highest discharging power, W", in: 100...500_000, proposal: charge),
            floor: try questions.number("Lowest charge, percent", in: 5...80, proposal: 10) / 100,
            connection: phases == 1 ? .l1 : try Self.connection(questions))
    }

    private static func connection(_ questions: Questions) throws -> PhaseConnection {
        let words = PhaseConnection.allCases.map(\.rawValue)
        let word = try questions.choice(
            "Phases of the inverter", of: words, proposal: PhaseConnection.threePhase.rawValue)
        return PhaseConnection(rawValue: word) ?? .unknown
    }
}

/// What energy costs and earns.
struct TariffAnswers {
    let currency: String
    /// Nil for the day-ahead price.
    let importPrice: Double?
    /// Beside the day-ahead price, before tax.
    let importFees: Double
    let vat: Double
    /// Nil for the day-ahead price.
    let exportPrice: Double?

    init(_ questions: Questions) throws {
        currency = try questions.ask("Currency", proposal: "EUR", expected: "a code such as EUR") { text in
            text.count == 3 && text.allSatisfy { $0.isASCII && $0.isUppercase } ? text : nil
        }
        let kind = try questions.choice(
            "Price of imported energy: spot (day-ahead) or fixed", of: ["spot", "fixed"], proposal: "spot")
        let prices = -5.0...5.0
        if kind == "spot" {
            importPrice = nil
            importFees = try questions.number("Fees and grid charges per kWh, before tax", in: prices, proposal: 0)
            vat = try questions.number("Tax on it, percent", in: 0...100, proposal: 19) / 100
        } else {
            importPrice = try questions.number("Price per kWh, with tax", in: prices, proposal: nil)
            (importFees, vat) = (0, 0)
        }
        let export = try questions.choice(
            "Price of exported energy: spot or fixed", of: ["spot", "fixed"], proposal: "fixed")
        exportPrice =
            export == "spot" ? nil : try questions.number("Paid for an exported kWh", in: prices, proposal: 0.08)
    }
}
