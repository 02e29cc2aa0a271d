// SPDX-License-Identifier: Apache-2.0

import Learning

/// Keeps what a training has finished, so that a later one of the same inputs goes on from there and ends with the same bits.
///
/// It holds parts of one training alone, that of its `ForecastModel.trainingKey(_:until:seed:)`: parts are not checked
/// against the inputs again.
public protocol TrainingStore: AnyObject {
    /// A part that an earlier training has left.
    ///
    /// - Parameter kind: what its reader asks for.
    func part(_ name: String, kind: String) -> ModelFile?

    /// Takes in a finished part, or a later state of one.
    func keep(_ part: ModelFile, as name: String)
}

/// The parts of a training in a store, under a common name; without a store nothing is kept and nothing found.
struct TrainingParts {
    private let store: (any TrainingStore)?
    private let prefix: String

    init(_ store: (any TrainingStore)?) { self.init(store, prefix: "") }

    private init(_ store: (any TrainingStore)?, prefix: String) { (self.store, self.prefix) = (store, prefix) }

    /// Without a store.
    static var none: TrainingParts { TrainingParts(nil) }

    /// Whether what is finished is kept.
    var isKept: Bool { store != nil }

    /// The parts of a part.
    func inside(_ name: String) -> TrainingParts { TrainingParts(store, prefix: "\(prefix)\(name).") }

    /// A part that was kept; nil where there is none, or where it does not make one.
    func kept<Part>(_ name: String, kind: String, _ read: (ModelFile) throws -> Part?) -> Part? {
        store?.part(prefix + name, kind: kind).flatMap { (try? read($0)) ?? nil }
    }

    func keep(_ part: @autoclosure () -> ModelFile, as name: String) { store?.keep(part(), as: prefix + name) }
}
