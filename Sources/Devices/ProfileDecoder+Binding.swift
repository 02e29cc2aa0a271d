// SPDX-License-Identifier: Apache-2.0

import StrictTOML

extension ProfileDecoder {
    /// Notes points that share a name or registers.
    func checkPoints() {
        var names: Set<String> = []
        for draft in drafts
        where !draft.name.isEmpty && !draft.name.hasSuffix(".") && !names.insert(draft.name).inserted {
            draft.reader.fault("name", found: "\"\(draft.name)\" twice", expected: "a name of its own for each point")
        }
        let ordered = drafts.map { (draft: $0, span: span($0)) }.sorted {
            ($0.span.group, $0.span.start) < ($1.span.group, $1.span.start)
        }
        for (a, b) in zip(ordered, ordered.dropFirst()) where a.span.group == b.span.group && b.span.start < a.span.end
        {
            b.draft.reader.fault(
                b.span.key, found: "registers of \"\(a.draft.name)\"", expected: "registers of its own for each point")
        }
        var ids: Set<UInt16> = []
        for (model, reader) in zip(models, root.tables("model")) where !ids.insert(model.id).inserted {
            reader.fault("id", expected: "each model once")
        }
    }

    private func span(_ draft: PointDraft) -> (group: String, start: Int, end: Int, key: String) {
        switch draft.place {
        case .fixed(let table, let address):
            (table.rawValue, Int(address), Int(address) + draft.type.width, "address")
        case .model(let index, let offset): ("model \(index)", offset, offset + draft.type.width, "offset")
        }
    }

    /// The points with their scale factors resolved.
    func boundPoints() -> [ProfilePoint] {
        var textStart = 0
        return drafts.map { draft in
            defer { if draft.type.kind == .string { textStart += draft.type.width } }
            return ProfilePoint(
                name: draft.name, place: draft.place, type: draft.type, codec: draft.codec,
                scaleFactor: scaleFactor(draft), unit: draft.unit, access: draft.access, isFlash: draft.isFlash,
                initial: draft.initial, textStart: textStart)
        }
    }

    private func scaleFactor(_ draft: PointDraft) -> Int? {
        guard let name = draft.scaleFactor else { return nil }
        guard let slot = drafts.firstIndex(where: { $0.name == name }), isSibling(drafts[slot], draft) else {
            draft.reader.fault("sf", expected: "the name of a point of the same table")
            return nil
        }
        if drafts[slot].type.kind != .sunssf {
            draft.reader.fault("sf", expected: "a point of type \"sunssf\"")
            return nil
        }
        return slot
    }

    /// True when one request can bring both.
    private func isSibling(_ a: PointDraft, _ b: PointDraft) -> Bool { span(a).group == span(b).group }
}
