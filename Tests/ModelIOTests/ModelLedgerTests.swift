// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import HearthTestKit
import HostIO
import ModelIO
import Testing

/// What happens to models, in a real folder, with what the database is told.
@Suite struct ModelLedgerTests {
    private let home: ModelHome
    private var folder: ModelFolder { home.folder }
    private let store = MemoryStore(devices: [])
    private let now = UTCInstant(secondsSinceEpoch: 1_800_000_000)

    init() throws { home = try ModelHome() }

    private func put(_ seed: UInt64) throws -> String { try home.put(seed) }

    private func admit(_ id: String, error: Double, champion: String? = nil, championError: Double = 90) throws
        -> ModelWish
    {
        let championTrial = champion.map { _ in
            ModelTrial(window: ModelHome.trialWindow, points: 1344, error: championError, naiveError: 100)
        }
        return ModelWish(
            .admit, .demand, model: id, champion: champion,
            trial: ModelTrial(window: ModelHome.trialWindow, points: 1344, error: error, naiveError: 100),
            championTrial: championTrial)
    }

    private var ledger: ModelLedger { ModelLedger(folder: folder, store: store) }

    private func states() throws -> [String: ModelRecord.State] {
        Dictionary(uniqueKeysWithValues: try store.models(target: .demand).map { ($0.id, $0.state) })
    }

    @Test func betterModels_followEachOther_andRollBackStepByStep() throws {
        let (a, b) = (try put(1), try put(2))
        #expect(a != b && a.hasPrefix("demand-20161122T000000Z-"))
        let first = try ledger.carryOut(try admit(a, error: 90), now: now)
        #expect(first.decision.outcome == .promoted && first.inUse?.id == a)
        #expect(first.inUse?.stored.drift != nil)
        let second = try ledger.carryOut(try admit(b, error: 80, champion: a), now: now)
        #expect(second.decision.outcome == .promoted && second.decision.champion == a)
        #expect(second.decision.modelError == 80 && second.decision.championError == 90)
        #expect(try states() == [a: .former, b: .champion])
        #expect(try ledger.champions().good.map(\.id) == [b])

        let back = try ledger.carryOut(ModelWish(.rollback, .demand), now: now)
        #expect(back.decision.outcome == .rolledBack && back.inUse?.id == a)
        #expect(try states() == [a: .champion, b: .refused])
        let none = try ledger.carryOut(ModelWish(.rollback, .demand), now: now)
        #expect(none.decision.outcome == .retired && none.inUse == nil && none.isChange)
        let nothing = try ledger.carryOut(ModelWish(.rollback, .demand), now: now)
        #expect(nothing.decision.outcome == .refused && !nothing.isChange)
        #expect(nothing.decision.reason == "no model is in use")

        let byHand = try ledger.carryOut(ModelWish(.promote, .demand, model: b), now: now)
        #expect(byHand.decision.outcome == .promotedByHand && byHand.inUse?.id == b)
        #expect(try store.modelDecisions(target: .demand, limit: 100).count == 6)
    }

    @Test func modelThatIsNotBetter_isRefused_andTheOtherStays() throws {
        let (a, b) = (try put(1), try put(2))
        _ = try ledger.carryOut(try admit(a, error: 90), now: now)
        let worse = try ledger.carryOut(try admit(b, error: 89.5, champion: a), now: now)
        #expect(worse.decision.outcome == .refused && !worse.isChange)
        #expect(try states() == [a: .champion, b: .refused])
    }

    @Test func comparisonWithAModelThatIsGone_isRefused() throws {
        let (a, b) = (try put(1), try put(2))
        _ = try ledger.carryOut(try admit(a, error: 90), now: now)
        let late = try ledger.carryOut(try admit(b, error: 10), now: now)
        #expect(late.decision.outcome == .refused)
        #expect(late.decision.reason == "it was compared with the naive forecast, which is not in use any more")
        var untried = try admit(b, error: 10, champion: a)
        untried.championTrial = nil
        #expect(try ledger.carryOut(untried, now: now).decision.reason == "the model in use was not tried beside it")
        untried.trial = nil
        #expect(try ledger.carryOut(untried, now: now).decision.reason == "it was not tried")
    }

    @Test func trialOnDaysOfTheTraining_isNone() throws {
        let id = try put(1)
        let end = try folder.read(id, target: .demand).model.training.upperBound
        var wish = try admit(id, error: 10)
        func trial(from begin: UTCInstant) -> ModelTrial {
            ModelTrial(
                window: begin..<begin.advanced(bySeconds: 14 * 86_400), points: 1344, error: 10, naiveError: 100)
        }
        wish.trial = trial(from: end.advanced(bySeconds: -86_400))
        let seen = try ledger.carryOut(wish, now: now)
        #expect(seen.decision.outcome == .refused)
        #expect(seen.decision.reason == "it was tried on days that \(id) was trained on")
        wish.trial = trial(from: end)
        #expect(try ledger.carryOut(wish, now: now).decision.outcome == .promoted)
    }

    @Test func rollback_carriedOutAgain_goesNoStepFurther() throws {
        let (a, b) = (try put(1), try put(2))
        _ = try ledger.carryOut(try admit(a, error: 90), now: now)
        _ = try ledger.carryOut(try admit(b, error: 80, champion: a), now: now)
        let wish = ModelWish(.rollback, .demand, champion: b)
        #expect(try ledger.carryOut(wish, now: now).inUse?.id == a)
        let again = try ledger.carryOut(wish, now: now)
        #expect(again.decision.outcome == .refused && !again.isChange)
        #expect(again.decision.reason == "\(b) is not in use any more")
        #expect(try states() == [a: .champion, b: .refused])
    }

    @Test func fileThatIsNoModel_isRefused_andNamedAtTheNextStart() throws {
        let id = try put(1)
        _ = try ledger.carryOut(try admit(id, error: 50), now: now)
        let bytes = try DurableFile.read(folder.file(id))
        try DurableFile.write(Array(bytes.dropLast(9)), to: folder.file(id))
        let found = try ledger.champions()
        #expect(found.good.isEmpty && found.faults.count == 1)
        #expect(found.faults[0].hasPrefix(folder.file(id)))
        #expect(found.faults[0].hasSuffix("the naive forecast of demand is used instead"))
        let missing = try ledger.carryOut(ModelWish(.promote, .demand, model: "demand-none"), now: now)
        #expect(missing.decision.outcome == .refused)
        #expect(missing.decision.reason.contains("No such file"))
    }

    @Test func databaseThatFails_changesNothing() throws {
        let id = try put(1)
        store.writesFail = true
        let wish = try admit(id, error: 50)
        #expect(throws: MemoryStore.Failure.self) { try ledger.carryOut(wish, now: now) }
        store.writesFail = false
        #expect(try states().isEmpty)
    }
}
