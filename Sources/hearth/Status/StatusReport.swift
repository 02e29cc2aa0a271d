// SPDX-License-Identifier: Apache-2.0

import Energy
import FoundationEssentials

/// The status document of the API as far as a person is shown it; whatever is null there is unknown.
struct StatusReport: Decodable {
    /// A measurement, or why there is none.
    struct Value: Decodable {
        let value: Double?
        let quality: String
    }

    struct Power: Decodable {
        let gridImportW, pvProductionW, batteryDischargeW, loadW, heatPumpW: Value
    }

    struct Interlock: Decodable {
        let id, sentence: String
    }

    struct Control: Decodable {
        let verdict: String
        let interlocks: [Interlock]
    }

    struct Battery: Decodable {
        let dischargeW, stateOfCharge: Value
        let control: Control?
    }

    struct Intent: Decodable {
        let kind: String
        let powerW: Double?
    }

    struct Decision: Decodable {
        let slot, policy, sentence: String
        let intents: [Intent]
        let learned: Learned?
    }

    struct Learned: Decodable {
        struct Input: Decodable {
            let name: String
            let weight: Double?
        }

        let expectedSaving, extraCostByPlan: Double?
        let optimiserIntent: Intent
        let inputs: [Input]
    }

    struct Comparison: Decodable {
        struct Row: Decodable {
            let policy: String
            let cost: Double?
            let saved, sharePercent: Double?
        }

        let from, to, forecast: String
        let days: Int
        let rows: [Row]
    }

    struct Policy: Decodable {
        let driver, sentence: String
        let candidate, since: String?
        let comparison: Comparison?
    }

    struct Today: Decodable {
        let quarterHours, savedAgainstSelfConsumptionQuarterHours: Int
        let savedAgainstSelfConsumption: Double?
        let knownFrom: String?
        let isDryRun: Bool?
    }

    struct Device: Decodable {
        let id: String
        let isConnected: Bool?
    }

    struct Offset: Decodable {
        let from: String
        let utcOffsetS: Int
    }

    let time, site, currency, link: String
    let utcOffsetS: Int
    let utcOffsets: [Offset]
    let isDryRun, isClockTrusted: Bool?
    let cycleAgeS: Double?
    let isStale: Bool
    let power: Power
    let batteries: [Battery]
    let decision: Decision?
    let policy: Policy?
    let today: Today?
    let leaseRemainingS: Double?
    let devices: [Device]
    let warnings: [String]

    /// Decodes a document; exit code 1 for one of another form.
    init(_ document: [UInt8]) throws { self = try Self.decode(StatusReport.self, document) }

    /// Decodes any document of the API; exit code 1 for one of another form.
    static func decode<Document: Decodable>(_ type: Document.Type, _ bytes: [UInt8]) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            throw CommandFailure.failed("the answer is not a document of this version of Hearth: \(error)")
        }
    }

    /// Why nothing of it may be taken for the present, nil where it may.
    var staleness: String? {
        guard isStale else { return nil }
        guard let cycleAgeS else { return "the data is stale: nothing has been heard of the guard yet" }
        return "the data is stale: the last cycle of the guard is \(decimalText(cycleAgeS, decimals: 0)) s old"
    }

    /// The house's clock at a moment, as `14:05`.
    func clock(_ instant: UTCInstant) -> String {
        let changes = utcOffsets.compactMap { change in
            UTCInstant(iso8601: change.from).map { (from: $0, offset: change.utcOffsetS) }
        }
        let offset = changes.filter { $0.from <= instant }.max { $0.from < $1.from }?.offset ?? utcOffsetS
        return LocalClock.minutes(secondOfDay: instant.advanced(bySeconds: offset).secondOfDay)
    }
}

/// What else a person wants to see beside the status; nil is what the database did not tell.
struct StatusSurroundings {
    let prices: PriceReport?
    let plan: PlanReport
    let interventions: [InterventionReport.Intervention]?
}

/// The document of an answer that is none.
struct FaultReport: Decodable {
    let error: String
}

/// The price document.
struct PriceReport: Decodable {
    let firstSlot: String
    let importPerKwh, exportPerKwh: [Double?]

    /// Places of the slots from the one a moment is in; empty where the document does not reach there.
    func places(from instant: UTCInstant) -> Range<Int> {
        guard let first = UTCInstant(iso8601: firstSlot) else { return 0..<0 }
        let place = Slot(containing: first).distance(to: Slot(containing: instant))
        let count = min(importPerKwh.count, exportPerKwh.count)
        return (0..<count).contains(place) ? place..<count : 0..<0
    }
}

/// The plan document; nothing in it for a policy that does not plan.
struct PlanReport: Decodable {
    let firstSlot: String?
    let batteryDischargeW, gridImportW, stateOfCharge: [Double?]
}

/// The intervention document.
struct InterventionReport: Decodable {
    struct Intervention: Decodable {
        let time, sentence, detail: String
    }

    let interventions: [Intervention]
}
