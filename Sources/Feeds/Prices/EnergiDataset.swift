// SPDX-License-Identifier: Apache-2.0

import Energy

/// A dataset of Energinet's Energi Data Service: how all of them are asked and answer.
enum EnergiDataset {
    /// Asks for all records of an area on some days; start and end are midnights of Danish time, the end excluded.
    ///
    /// - Parameters:
    ///   - address: of the dataset, without a query.
    ///   - area: the value of `PriceArea`.
    ///   - time: the member with the time in UTC, by which the records come.
    static func question(_ days: DeliveryDays, _ address: String, area: String, time: String) -> FeedQuestion {
        // {"PriceArea":["DK1"]}
        let filter = "%7B%22PriceArea%22%3A%5B%22\(area)%22%5D%7D"
        let query = "start=\(days.first)&end=\(days.end)&filter=\(filter)&sort=\(time)%20asc&limit=0"
        return FeedQuestion(url: "\(address)?\(query)", slots: days.slots)
    }

    /// The records of an answer, all there are.
    static func records<Record: Decodable>(
        _ type: Record.Type, from body: [UInt8]
    ) throws(FeedFault) -> [Record] {
        let answer = try FeedJSON.decode(Answer<Record>.self, from: body)
        guard answer.total == answer.records.count else {
            throw .document(
                at: "records", found: "\(answer.records.count) of them", expected: "the \(answer.total) of the total")
        }
        return answer.records
    }
}

private struct Answer<Record: Decodable>: Decodable {
    let total: Int
    let records: [Record]
}
