// SPDX-License-Identifier: Apache-2.0

import Energy

/// The step of numbers that a source stamps with their beginning alone.
enum EvenSteps {
    /// Steps a source may have, s.
    private static let steps = 300...3600

    /// How long each number is, s: the shortest distance of two, which all other distances are multiples of.
    ///
    /// Not the distance to the next one: a number before a gap would last until the gap's end.
    ///
    /// - Parameters:
    ///   - starts: in any order, with or without repetitions.
    ///   - place: where they stand in the answer, for the fault.
    static func seconds(_ starts: [UTCInstant], at place: String) throws(FeedFault) -> Int {
        let seconds = starts.map(\.secondsSinceEpoch).sorted()
        let distances = zip(seconds, seconds.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
        guard let step = distances.min() else {
            throw .document(at: place, found: "a single moment", expected: "two, of which the step can be told")
        }
        guard steps.contains(step), 3600 % step == 0 else {
            throw .document(at: place, found: "a step of \(step) s", expected: "one of 5 to 60 minutes")
        }
        if let odd = distances.first(where: { $0 % step != 0 }) {
            throw .document(at: place, found: "a step of \(odd) s", expected: "a multiple of the shortest, \(step) s")
        }
        return step
    }
}
