// SPDX-License-Identifier: Apache-2.0

/// How a model looks at inputs and target.
public enum LevelShift: String, CaseIterable, Hashable, Sendable {
    /// As they are.
    case none
    /// As differences from the usual level of the target's step.
    case shifted
    /// As such differences in units of their usual size these days.
    case scaled

    func apply(_ value: Float, _ kind: FeatureColumn.Kind, _ reference: RowReference) -> Float {
        switch (self, kind) {
        case (.none, _), (_, .plain), (.shifted, .difference): value
        case (.shifted, .level): value - Float(reference.level)
        case (.scaled, .difference): value / Float(reference.scale)
        case (.scaled, .level): (value - Float(reference.level)) / Float(reference.scale)
        }
    }

    /// The target as the model sees it.
    func target(_ value: Double, _ reference: RowReference) -> Float {
        apply(Float(value), .level, reference)
    }

    /// What the model's answer means in the target's unit.
    func value(_ answer: Float, _ reference: RowReference) -> Double {
        switch self {
        case .none: Double(answer)
        case .shifted: reference.level + Double(answer)
        case .scaled: reference.level + Double(answer) * reference.scale
        }
    }
}

/// Rows of inputs before any shift, with what their targets are measured against.
struct FeatureRows: Sendable {
    let columnCount: Int
    /// `[row][column]`.
    private(set) var values: [Float] = []
    private(set) var references: [RowReference] = []
    private var writer: RowWriter

    var count: Int { references.count }

    init(columnCount: Int) {
        self.columnCount = columnCount
        writer = RowWriter(columnCount: columnCount)
    }

    mutating func reserve(_ rows: Int) {
        values.reserveCapacity(rows * columnCount)
        references.reserveCapacity(rows)
    }

    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        references.removeAll(keepingCapacity: true)
    }

    /// Adds the row of a forecast; false where too little is known for one.
    mutating func append(_ features: some StepFeatures, issue: Int, target: Int) -> Bool {
        writer.restart()
        guard let reference = features.fill(issue: issue, target: target, into: &writer) else { return false }
        values.append(contentsOf: writer.row)
        references.append(reference)
        return true
    }

    /// The first rows of a column as a model with a shift sees them.
    func column(_ index: Int, _ column: FeatureColumn, _ shift: LevelShift, upTo count: Int) -> [Float] {
        (0..<count).map {
            shift.apply(values[$0 * columnCount + index], column.kind, references[$0])
        }
    }

    /// Some rows as a model with a shift sees them, `[row][column]`.
    func shifted(_ rows: Range<Int>, _ columns: [FeatureColumn], _ shift: LevelShift, into result: inout [Float]) {
        result.removeAll(keepingCapacity: true)
        for row in rows {
            let reference = references[row]
            for index in 0..<columnCount {
                result.append(shift.apply(values[row * columnCount + index], columns[index].kind, reference))
            }
        }
    }
}
