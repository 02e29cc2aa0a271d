// SPDX-License-Identifier: Apache-2.0

/// Collects what is wrong with the words of a command, so that a person sees all of it at once.
struct UsageFaults {
    private var messages: [String] = []

    /// The value of a word, nil when it is wrong, which is kept; any other failure is thrown on.
    @discardableResult mutating func collect<Value>(_ word: () throws -> Value) throws -> Value? {
        do {
            return try word()
        } catch let failure as CommandFailure where failure.isUsage {
            messages.append(failure.message)
            return nil
        }
    }

    /// Keeps a fault unless a condition holds.
    mutating func require(_ condition: Bool, _ message: @autoclosure () -> String) {
        if !condition { messages.append(message()) }
    }

    var isEmpty: Bool { messages.isEmpty }

    /// All of them, one a line.
    var failure: CommandFailure { .usage(messages.joined(separator: "\n")) }
}
