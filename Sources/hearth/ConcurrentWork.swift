// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Pieces of work that know nothing of each other, as many at a time as there are cores.
enum ConcurrentWork {
    /// Does all pieces, or until one fails: no other begins then, as its result would not be told.
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
        let done = Mutex([Double](repeating: 0, count: count))
        let results = Mutex([Result<Value?, any Error>](repeating: .success(nil), count: count))
        DispatchQueue.concurrentPerform(iterations: count) { number in
            guard results.withLock({ !$0.contains(where: \.isFailure) }) else { return }
            let result = Result {
                try piece(number) { part in
                    done.withLock {
                        $0[number] = part
                        return progress($0.reduce(0, +) / Double(count))
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
