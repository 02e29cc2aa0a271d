// SPDX-License-Identifier: Apache-2.0

import Energy
import StrictTOML

extension ProfileDecoder {
    /// A term as read: a point, or another signal that is a sum of points.
    private struct TermDraft {
        var slot: Int?
        var signal: Signal?
        var factor: Double
        let reader: TOMLTableReader
    }

    /// Reads `[signals]` and replaces signals within sums by their points.
    func readSignals(efficiency: Double?) -> [SignalFormula] {
        let table = root.table("signals")
        var drafts: [Signal: [TermDraft]] = [:]
        for signal in Signal.allCases {
            let terms = table.tables("\(signal)").map { readTerm($0, efficiency: efficiency) }
            if terms.isEmpty && table.contains("\(signal)") { table.fault("\(signal)", expected: "at least one term") }
            drafts[signal] = terms
        }
        return Signal.allCases.compactMap { signal in
            let terms = (drafts[signal] ?? []).flatMap { term -> [SignalFormula.Term] in
                if let slot = term.slot { return [SignalFormula.Term(slot: slot, factor: term.factor)] }
                return term.signal.map { expand($0, term, drafts[$0] ?? []) } ?? []
            }
            return terms.isEmpty ? nil : SignalFormula(signal: signal, terms: merged(terms))
        }
    }

    private func readTerm(_ term: TOMLTableReader, efficiency: Double?) -> TermDraft {
        var factor = term.number("factor", default: 1)
        if factor == 0 { term.fault("factor", expected: "a number other than 0") }
        if term.bool("dc", default: false) {
            if efficiency == nil { term.fault("dc", expected: "conversion_efficiency at the top of the profile") }
            factor *= efficiency ?? 1
        }
        let point = slotIfPresent(term, "point")
        let name = term.stringIfPresent("signal")
        let signal = Signal.allCases.first { "\($0)" == name }
        if name != nil && signal == nil { term.fault("signal", expected: "the name of a signal") }
        if term.contains("point") == term.contains("signal") { term.fault("", expected: "either point or signal") }
        return TermDraft(slot: point, signal: signal, factor: factor, reader: term)
    }

    private func expand(_ signal: Signal, _ term: TermDraft, _ inner: [TermDraft]) -> [SignalFormula.Term] {
        if inner.isEmpty || inner.contains(where: { $0.signal != nil }) {
            term.reader.fault("signal", expected: "a signal of this profile that is a sum of points")
        }
        return inner.compactMap { inner in
            inner.slot.map { SignalFormula.Term(slot: $0, factor: term.factor * inner.factor) }
        }
    }

    /// Terms of the same point added up.
    private func merged(_ terms: [SignalFormula.Term]) -> [SignalFormula.Term] {
        var result: [SignalFormula.Term] = []
        for term in terms {
            if let place = result.firstIndex(where: { $0.slot == term.slot }) {
                result[place] = SignalFormula.Term(slot: term.slot, factor: result[place].factor + term.factor)
            } else {
                result.append(term)
            }
        }
        return result
    }
}
