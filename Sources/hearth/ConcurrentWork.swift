// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Pieces of work that know nothing of each other, as many at a time as there are cores.
enum ConcurrentWork {
    /// Does all pieces, or until one fails or is stopped: no other begins then, as its result would not be told.
    ///
    /// - Parameters:
    ///   - count: pieces.
    ///   - progress: told the part of all that is done, 0...1, by one thread at a time; gives whether to go on.
    ///   - piece: does the piece of a number, telling which part of it is done; nil where it was told to stop.
    /// - Returns: by number, nil for a piece that was stopped.
    /// - Throws: what went wrong in the first piece, by number, that failed.
    static func run<Value: Sendable>(
        _ count: Int, progress: @escaping @Sendable (Double) -> Bool,
        piece: @Sendable (_ number: Int, _ progress: @escaping @Sendable (Double) -> Bool) throws -> Value?
    ) throws -> [Value?] {
        let done = Mutex((parts: [Double](repeating: 0, count: count), isStopped: false))
        let results = Mutex([Result<Value?, any Error>](repeating: .success(nil), count: count))
        DispatchQueue.concurrentPerform(iterations: count) { number in
            guard results.withLock({ !$0.contains(where: \.isFailure) }), done.withLock({ !$0.isStopped }) else {
                return
            }
            let result = Result {
                try piece(number) { part in
                    done.withLock { done in
                        done.parts[number] = part
                        if !progress(done.parts.reduce(0, +) / Double(count)) { done.isStopped = true }
                        return !done.isStopped
                    }
                }
            }
            results.withLock { $0[number] = result }
        }
        return try results.withLock { $0 }.map { try $0.get() }
    }
}

extension Result {
    fileprivate var isFailure: Bool {
        if case .failure = self { true } else { false }
    }
}
