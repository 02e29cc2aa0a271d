// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import Inbox
import PlanCycle
import Policies

/// Says which policy drives: the configured one, or the optimiser while that one has to prove its worth.
///
/// What promotes and demotes are the comparisons that replays leave in the inbox; every verdict is in the database, and what
/// it says of the same version of the same policy in the same configuration holds after a restart. A policy that was promoted
/// pauses while no comparison of the last week says that it still should drive.
struct PolicyKeeper {
    /// What a policy that was promoted waits for before it drives, in words after "until".
    private enum Pause: String {
        case clock = "the clock is to be trusted"
        case comparison = "a comparison of the last week is there"
    }

    /// Time between two looks at the inbox, s.
    private static let lookSeconds = 30.0

    /// Without a comparison for so long nobody knows whether the driver has fallen behind, s.
    private static let longestUnwatched = PolicyGate.demotionDays * 86_400

    /// Which policy drives, and why.
    private(set) var standing: PolicyStanding
    /// The policy that drives at the start.
    let driver: any Policy
    /// All that are compared in a dry run: self-consumption, the optimiser, the learned policy that comes with Hearth where its file
    /// can be used, and the configured one.
    let compared: [any Policy]
    /// What is wrong with the files of the policies; lasts until the next start.
    let troubles: [String]

    private let store: any ReadingStoring
    /// By which comparisons are judged.
    private let trial: PolicyTrial
    /// The policy on trial; nil for none.
    private let candidate: (any Policy)?
    private let fallback: any Policy
    /// Whether the one on trial was promoted.
    private var isInUse = false
    /// What it waits for, if it is in use; nil for nothing.
    private var pause: Pause? = .clock
    /// What the last verdict on it says; nil before the first.
    private var verdictSentence: String?
    private let configurationHash: UInt64
    private var inbox: ComparisonInbox
    private let tell: (ServiceLog.Level, String) -> Void
    private var nextLook: BootInstant?
    /// What is wrong, once said.
    private var told = SaidOnce()

    init(
        _ configuration: HearthConfiguration, library: PolicyLibrary, store: any ReadingStoring,
        tell: @escaping (ServiceLog.Level, String) -> Void
    ) {
        (self.store, self.tell) = (store, tell)
        inbox = ComparisonInbox(besideDatabase: configuration.databasePath)
        configurationHash = configuration.hash
        let name = configuration.policyName
        let (fallback, fallbackTrouble) = library.fallback()
        self.fallback = fallback
        let loaded = Result { try library.file(name) }
        let onTrial = (try? loaded.get()).flatMap { $0.needsProof ? $0 : nil }
        candidate = onTrial?.makePolicy()
        let usual = PolicyFile.usuallyCompared.map { other -> PolicyFile? in
            do { return try library.file(other) } catch {
                // The configured one is told of below.
                if other != name { tell(.warning, "\(other) is not compared: \(error)") }
                return nil
            }
        }
        let others = [fallback] + (usual + [try? loaded.get()]).compactMap { $0?.makePolicy() }
        compared = others.reduce(into: [SelfConsumption()]) { all, policy in
            if !all.contains(where: { $0.name == policy.name }) { all.append(policy) }
        }
        trial = PolicyTrial(
            of: onTrial.map { PolicyComparison.Candidate(name: name, fingerprint: $0.fingerprint) },
            configurationHash: configuration.hash, currency: configuration.tariff.currency,
            marketZone: configuration.site.marketZone)
        switch loaded {
        case .success(let file) where file.needsProof:
            (driver, troubles) = (fallback, [fallbackTrouble].compactMap { $0 })
            standing = PolicyStanding(
                driver: fallback.name, candidate: name,
                sentence: "\(name) has to beat self-consumption and the optimiser on the days of this house first")
        case .success(let file):
            (driver, troubles) = (file.makePolicy(), [])
            standing = PolicyStanding(driver: name, sentence: "\(name) is configured")
        case .failure(let fault):
            // Nobody is worse off with the optimiser than with a policy that nobody can read.
            let trouble =
                name == RollingOptimiser.name
                ? fallbackTrouble : "policy \(name) cannot be used, \(fallback.name) runs instead: \(fault)"
            (driver, troubles) = (fallback, [trouble ?? "\(fault)"])
            standing = PolicyStanding(driver: fallback.name, sentence: "the file of \(name) cannot be used")
        }
    }

    /// Makes the inbox, and takes up what the database says.
    mutating func load(into planner: Planner) {
        do throws(FileFailure) { try inbox.make() } catch { say(.error, "\(error)") }
        do {
            let latest = try store.policyVerdicts(changesOnly: false, limit: 1).first
            standing.comparison = latest?.comparison
            let changes = try store.policyVerdicts(changesOnly: true, limit: 1)
            // One on another version or another policy says nothing on this one.
            guard let last = changes.first, trial.candidate != nil, isOfCandidate(last.comparison) else { return }
            take(last, in: planner)
            if let latest, isOfCandidate(latest.comparison) { explain(latest) }
        } catch {
            say(.error, "\(error); \(standing.driver) drives until a comparison can be judged")
        }
    }

    /// Whether a comparison is of the candidate and the configuration there are now.
    private func isOfCandidate(_ comparison: PolicyComparison) -> Bool {
        comparison.candidate == trial.candidate && comparison.configurationHash == configurationHash
    }

    /// What a person should know where nobody has looked for long whether a promoted policy should still drive.
    func warning(now: UTCInstant) -> String? {
        guard isInUse, isUnwatched(now), let name = trial.candidate?.name else { return nil }
        let since = (standing.comparison?.madeAt.date).map { " since \($0)" } ?? ""
        return
            "The policy \(name) was not compared\(since), and \(fallback.name) drives until it is: see hearth-shadow.timer."
    }

    /// Whether no comparison of the candidate, in this configuration, in the last week is known; one of the future tells no
    /// more than none.
    private func isUnwatched(_ now: UTCInstant) -> Bool {
        guard let comparison = standing.comparison, isOfCandidate(comparison) else { return true }
        let made = comparison.madeAt
        let age = now.secondsSinceEpoch - made.secondsSinceEpoch
        return age > Self.longestUnwatched || age < -PolicyTrial.slack
    }

    /// Takes in the comparisons that have come.
    ///
    /// - Parameter wall: the wall clock, nil while it is not to be trusted: then they wait.
    mutating func look(now: BootInstant, wall: UTCInstant?, planner: Planner) {
        if let nextLook, now < nextLook { return }
        nextLook = now.advanced(bySeconds: Self.lookSeconds)
        guard let wall else { return }
        for waiting in inbox.waiting() {
            do {
                try judge(try waiting.comparison.get(), now: wall, planner: planner)
                takeAway(waiting)
            } catch let fault as ComparisonFileFault {
                takeAway(waiting)
                say(.error, "\(waiting.path): \(fault)")
            } catch let refusal as ComparisonRefusal {
                takeAway(waiting)
                say(.warning, "a comparison of policies is not used: \(refusal)")
            } catch {
                // The database failed: the comparison waits.
                say(.warning, "\(error)")
            }
        }
        let pause: Pause? = isUnwatched(wall) ? .comparison : nil
        if pause != self.pause {
            self.pause = pause
            drive(in: planner)
        }
    }

    private mutating func judge(_ comparison: PolicyComparison, now: UTCInstant, planner: Planner) throws {
        let last = try store.policyVerdicts(changesOnly: false, limit: 1).first?.comparison.madeAt
        let record = try trial.judge(comparison, isInUse: isInUse, last: last, now: now)
        try store.store(verdict: record)
        standing.comparison = comparison
        let name = record.candidate.map { "\($0.name) " } ?? ""
        tell(.info, "policies compared over \(comparison.dayCount) days: \(name)\(record.sentence)")
        if record.verdict.isChange {
            take(record, in: planner)
        } else if candidate != nil {
            explain(record)
        }
    }

    /// Lets a promotion or a demotion hold from the next decision on.
    private mutating func take(_ record: PolicyVerdictRecord, in planner: Planner) {
        isInUse = record.verdict == .promote
        standing.since = record.time
        explain(record)
        drive(in: planner)
    }

    /// Tells why the driver drives, by a verdict.
    private mutating func explain(_ record: PolicyVerdictRecord) {
        verdictSentence = record.sentence
        explain()
    }

    private mutating func explain() {
        guard let verdictSentence else { return }
        let waiting = isInUse ? pause.map { "pauses until \($0.rawValue); last verdict: " } : nil
        standing.sentence = (waiting ?? "") + verdictSentence
    }

    /// Lets the one on trial drive from the next decision on where it may, and the fallback where not.
    private mutating func drive(in planner: Planner) {
        guard trial.candidate != nil else { return }
        let policy = candidate.flatMap { isInUse && pause == nil ? $0 : nil } ?? fallback
        planner.use(policy)
        standing.driver = policy.name
        explain()
    }

    /// A comparison whose file stays is not judged again.
    private mutating func takeAway(_ comparison: WaitingComparison) {
        do throws(FileFailure) { try inbox.takeAway(comparison) } catch { say(.error, "\(error)") }
    }

    private mutating func say(_ level: ServiceLog.Level, _ text: String) {
        if told.isNew(text) { tell(level, text) }
    }
}
