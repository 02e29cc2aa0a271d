// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Learning
import Testing

@testable import Forecasting

@Suite struct CarbonModelTests {
    private let grid = CarbonSample.grid
    private let issue = SyntheticGrid.day(40) + 9

    private func smallest() -> CarbonParameters {
        var parameters = SyntheticGrid.quick
        (parameters.members, parameters.training.epochLimit) = (1, 2)
        return parameters
    }

    @Test func sameSeed_givesTheSameBits_anotherSeedOthers() throws {
        var parameters = smallest()
        let range = SyntheticGrid.day(0)..<SyntheticGrid.day(22)
        let first = try CarbonModel.train(grid, hours: range, parameters: parameters)
        let second = try CarbonModel.train(grid, hours: range, parameters: parameters)
        #expect(first == second)
        #expect(first.modelFile.encoded() == second.modelFile.encoded())
        parameters.training.seed += 1
        let other = try CarbonModel.train(grid, hours: range, parameters: parameters)
        #expect(other.networks != first.networks)
        #expect(other.ridge == first.ridge && other.seed == first.seed + 1)
    }

    @Test func bands_areOrderedAndNeverNegative() throws {
        let forecaster = try #require(CarbonSample.model).forecaster()
        // Without coal the intensity is 0 at times, where a band below it would be.
        let clean = grid.mapped { $1 == .carbonIntensity ? max(0, $2 - 300) : $2 }
        for hour in stride(from: SyntheticGrid.day(37), to: SyntheticGrid.day(44), by: 5) {
            for data in [grid, clean] {
                let forecasts = [
                    forecaster.forecast(data, issue: hour), forecaster.ridgeForecast(data, issue: hour),
                    CarbonNaive.dayBefore.forecast(data, issue: hour),
                    CarbonNaive.persistence.forecast(data, issue: hour),
                ]
                for forecast in forecasts {
                    let forecast = try #require(forecast)
                    for k in 0..<6 {
                        #expect(0 <= forecast.p10[k])
                        #expect(forecast.p10[k] <= forecast.p50[k] && forecast.p50[k] <= forecast.p90[k])
                    }
                    #expect(forecast.p10 != forecast.p90)
                }
            }
        }
    }

    @Test func forecast_hasSixHoursInQuarters() throws {
        let made = try #require(CarbonSample.model).forecaster().forecast(grid, issue: issue)
        let forecast = try #require(made)
        #expect(forecast.model == "carbon-ridge-attention-lstm-v1" && forecast.fallback == nil)
        let slots = try #require(forecast.bySlots)
        #expect(slots.p50.count == 24)
        #expect(slots.firstSlot.start == GridHours.start(of: issue) && slots.madeAt == slots.firstSlot.start)
        #expect(slots.p50[3] == forecast.p50[0] && slots.p90[4] == forecast.p90[1])
    }

    @Test func noModel_fallsBackToTheDayBefore() throws {
        let forecast = try #require(CarbonForecaster(nil).forecast(grid, issue: issue))
        #expect(forecast.fallback == .noModel && forecast.model == "carbon-day-before-v1")
        #expect(forecast.p50 == grid.carbonIntensity(in: issue - 24..<issue - 18))
    }

    @Test func gapInTheDayBefore_fallsBackToTheBestThatIsKnown() throws {
        let forecaster = try #require(CarbonSample.model).forecaster()
        let lost = issue - 3
        let windless = grid.mapped { $0 == lost && $1 == .wind ? .nan : $2 }
        let dayBefore = try #require(forecaster.forecast(windless, issue: issue))
        #expect(dayBefore.fallback == .gap && dayBefore.model == "carbon-day-before-v1")
        #expect(forecaster.ridgeForecast(windless, issue: issue) == nil)
        let dayLost = grid.mapped { $0 == issue - 20 ? .nan : $2 }
        let persistence = try #require(forecaster.forecast(dayLost, issue: issue))
        #expect(persistence.fallback == .gap && persistence.model == "carbon-persistence-v1")
        #expect(persistence.p50 == Array(repeating: grid.carbonIntensity(issue - 1), count: 6))
        let lastLost = grid.mapped { $0 == issue - 20 || $0 == issue - 1 ? .nan : $2 }
        #expect(forecaster.forecast(lastLost, issue: issue) == nil)
    }

    @Test func intensityThatStoodStillForADay_isNotForecastByTheModel() throws {
        let forecaster = try #require(CarbonSample.model).forecaster()
        let stuck = grid.mapped { $0 >= issue - 24 && $1 == .carbonIntensity ? 321 : $2 }
        let forecast = try #require(forecaster.forecast(stuck, issue: issue))
        #expect(forecast.fallback == .constant && forecast.model == "carbon-day-before-v1")
    }

    @Test func historyThatTeachesNothing_isRefusedWithItsReason() {
        func reason(_ grid: GridHours, days: Int, _ parameters: CarbonParameters = .init()) -> String? {
            do throws(CarbonTrainingError) {
                _ = try CarbonModel.train(
                    grid, hours: SyntheticGrid.day(0)..<SyntheticGrid.day(days), parameters: parameters)
                return nil
            } catch { return error.description }
        }
        #expect(
            reason(grid, days: 20)
                == "carbon intensity: 451 hours with a day before and six hours after them; expected at least 1344")
        #expect(
            reason(grid.mapped { _, _, _ in .nan }, days: 45)
                == "carbon intensity: 0 hours with a day before and six hours after them; expected at least 1344")
        let constant = grid.mapped { $1 == .carbonIntensity ? 50 : $2 }
        #expect(
            reason(constant, days: 30, SyntheticGrid.quick)
                == "carbon intensity was 50.0 g/kWh throughout; expected one that changes")
    }

    @Test func stoppedTraining_saysSo_andProgressGrows() {
        var shares: [Double] = []
        #expect(throws: CarbonTrainingError.stopped) {
            try CarbonModel.train(grid, hours: CarbonSample.trainingHours, parameters: SyntheticGrid.quick) {
                shares.append($0)
                return $0 < 0.1
            }
        }
        #expect(shares.count > 1 && shares == shares.sorted())
        #expect(shares.allSatisfy { (0...1).contains($0) })
    }
}
