// SPDX-License-Identifier: Apache-2.0

import Learning

extension ModelFile {
    /// Days of a spread; 0 stands for none.
    func spreadDays() throws(ModelFileError) -> Int? {
        let days = try integer("spreadDays", in: 0...Int64(PriceLevel.reach))
        return days == 0 ? nil : days
    }

    /// Scales as pairs of median and deviation.
    func scales(count: Int) throws(ModelFileError) -> [RobustScale] {
        let values = try doubles("scales", count: 2 * count)
        guard (0..<count).allSatisfy({ values[2 * $0 + 1] > 0 }) else {
            throw .wrongValue(name: "scales", reason: "a deviation that is not above 0")
        }
        return (0..<count).map { RobustScale(median: values[2 * $0], deviation: values[2 * $0 + 1]) }
    }

    mutating func set(scales: [RobustScale]) { doubles["scales"] = scales.flatMap { [$0.median, $0.deviation] } }
}
