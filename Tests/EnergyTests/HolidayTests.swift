// SPDX-License-Identifier: Apache-2.0

import Energy
import FoundationEssentials
import Testing

@Suite struct HolidayTests {
    /// 25 years of each country by the Python package `holidays`; see `Fixtures/holidays.py` for what is left out on purpose.
    @Test(arguments: HolidayCalendar.allCases)
    func days_areThoseOfTheHolidaysPackage(_ calendar: HolidayCalendar) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let text = String(
            decoding: try Data(contentsOf: folder.appending(path: "Fixtures/holidays.txt")), as: UTF8.self)
        let lines = text.split(separator: "\n").filter { $0.hasPrefix(calendar.rawValue + " ") }
        #expect(lines.count == 25)
        for line in lines {
            let words = line.split(separator: " ").dropFirst()
            let year = try #require(Int(words.first?.prefix(4) ?? ""))
            #expect(calendar.days(inYear: year).sorted().map(\.description) == words.map(String.init), "\(year)")
        }
    }

    @Test func easterMonday_isAHoliday_andTheTuesdayAfterIsNot() throws {
        let monday = try #require(CivilDate(year: 2026, month: 4, day: 6))
        #expect(HolidayCalendar.germany.isHoliday(monday))
        #expect(!HolidayCalendar.germany.isHoliday(CivilDate(dayNumber: monday.dayNumber + 1)))
    }
}
