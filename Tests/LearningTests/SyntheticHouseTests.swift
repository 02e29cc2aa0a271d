// SPDX-License-Identifier: Apache-2.0

import Bits
import Learning
import Testing

/// The digests are those of the little-endian bytes that `perf/common.py`, `perf/p1_gbdt.py` and `perf/p3_ppo.py` of the peers'
/// measurements make with numpy 2.4.6.
@Suite struct SyntheticHouseTests {
    @Test func gaussian_equalsNumpy() {
        let values = SyntheticNoise.gaussian(seed: 7, count: 1000)
        #expect(digest(values) == "a19f276b2084f3a0b14366150f2eacd58d330b166adf5c969ceeef442cbaf687")
    }

    @Test func house_equalsNumpy() {
        let house = SyntheticHouse(count: 2000)
        #expect(digest(house.quarter) == "a2a76ffe92b4ffa580ef2b44786be71063062b3e918b8a0303425804f09ac9a2")
        #expect(digest(house.dayOfWeek) == "792743a52b406e19e727ecfbe83cb29a88e1ee2c45adb7edd7477a2797fdc891")
        #expect(digest(house.year) == "f0c00e306128fc72f0da32e6090e730f6aec0f4550d51c98206f2324101015a7")
        #expect(digest(house.weekend) == "732e851027b962c2e88dbea34c38fde201cc4a2c45c26d840dbdd290b3ccd370")
        #expect(digest(house.temperature) == "9a916f6dd25cba8fc83f859224ed5725a7dae57b148873f5bf4e02b38181cb87")
        #expect(digest(house.cloud) == "e8920ad498711e6c6d449bc58472bd4aa5a7c7b6c29c5cb9643349755b3bc67d")
        #expect(digest(house.irradiance) == "fa04bf99e06214fd4a7f4194e867a9ec3643af29a99544f7a867653d459e75d2")
        #expect(digest(house.load) == "1c6e3fadd6331633969cb42d763be63c2350603d7efda60a98f2d4bffbf36862")
        #expect(digest(house.price) == "39ebd3f5e981ee30dbbe5bb9b4892e79e69fe95caf44bd8f8442724f3f0ad15d")
    }

    @Test func benchmarkTable_equalsNumpy() {
        let task = SyntheticDemand()
        #expect(task.columns.count == 40 && task.names.count == 40)
        #expect(digest(task.target) == "1c9c36218d872d0456ec26de30c3b8fb5938cd44aadcc569113c486984b74737")
        #expect(
            digest(task.features(task.target.indices))
                == "93844b660508c590f93429ef80dcf834980d5a9800280d5859cb4aa08d558873")
    }

    /// 200 steps of eight batteries, by `BatteryVec` of `perf/p3_ppo.py`.
    @Test func batteryDays_equalNumpy() {
        var environment = SyntheticBatteryDay(count: 8)
        var step = VectorStep(for: environment)
        environment.reset(into: &step)
        var (observations, rewards): ([Float], [Float]) = (step.observations, [])
        for time in 0..<200 {
            environment.step((0..<8).map { Float((7 * $0 + 5 * time + time * time) % 21) }, into: &step)
            observations += step.observations
            rewards += step.rewards
            #expect(step.ends == [EpisodeEnd](repeating: time % 96 == 95 ? .terminated : .none, count: 8))
        }
        #expect(digest(observations) == "66f3bd33ddf6cefd20d2d2e5883bbe07f78230e8a4520560f36d93afa2fca6f0")
        #expect(digest(rewards) == "14e3bef23b5eda7a2b4094cb17c21878f0510aca2ebd75dc8db5e6787bddcc5e")
    }

    /// Storing the surplus and serving the deficit on the 60 evaluation days, as `rule` of `perf/p3_ppo.py`.
    @Test func batteryDays_giveTheRuleWhatTheyGiveItThere() {
        var environment = SyntheticBatteryDay(days: SyntheticBatteryDay.evaluationDays)
        var step = VectorStep(for: environment)
        environment.reset(into: &step)
        var saving = 0.0
        for _ in 0..<SyntheticBatteryDay.stepsPerDay {
            let actions = (0..<60).map { index in
                min(max((10 - 2 * step.observations[24 * index + 23]).rounded(.toNearestOrEven), 0), 20)
            }
            environment.step(actions, into: &step)
            saving += step.rewards.reduce(0) { $0 + Double($1) }
        }
        #expect(environment.count == 60)
        #expect(abs(saving / 60 - 0.846_095_3) < 1e-6)
    }

    private func digest<Value>(_ values: [Value]) -> String {
        let bytes = values.withUnsafeBytes { Array($0) }
        return SHA256.digest(bytes).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
