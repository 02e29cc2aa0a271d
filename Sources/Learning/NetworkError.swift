// SPDX-License-Identifier: Apache-2.0

/// Why weights or training data were refused.
public enum NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A size is outside 1...65,536: `name` was `found`.
    case size(name: String, found: Int)
    /// A tensor that the network needs is not there.
    case missingTensor(name: String)
    /// A tensor has another shape than the network's parameters ask for.
    case shape(name: String, found: [Int], expected: [Int])
    /// A tensor that the network does not know.
    case unknownTensor(name: String)
    /// A weight, input or target is not a finite number; `index` counts within `name`.
    case notFinite(name: String, index: Int)
    /// An array has another length than it must have.
    case count(name: String, found: Int, expected: Int)
    /// A number that counts something is `found`.
    case notACount(name: String, found: Float)
    /// A window begins at `start`, so that it reaches outside the `rows` there are.
    case window(start: Int, length: Int, rows: Int)
    /// There is no window to train on.
    case empty(name: String)
    /// The loss became infinite or no number in this epoch; a smaller learning rate or a bound on the gradient may help.
    case diverged(epoch: Int)

    /// What is wrong, where, and what was expected.
    public var description: String {
        switch self {
        case .size(let name, let found): "\(name) is \(found), must be in 1...\(sizeLimit)"
        case .missingTensor(let name): "tensor \(name) is missing"
        case .shape(let name, let found, let expected): "tensor \(name) has shape \(found), expected \(expected)"
        case .unknownTensor(let name): "tensor \(name) does not belong to this network"
        case .notFinite(let name, let index): "\(name) is not a finite number at index \(index)"
        case .count(let name, let found, let expected): "\(name) has \(found) numbers, expected \(expected)"
        case .notACount(let name, let found): "\(name) is \(found), must be a whole number from 0"
        case .window(let start, let length, let rows):
            "a window of \(length) rows begins at row \(start), but there are \(rows) rows"
        case .empty(let name): "\(name) has no window"
        case .diverged(let epoch): "training diverged in epoch \(epoch): the loss is not a finite number"
        }
    }
}

/// The largest size of a layer, window or batch: no product of sizes overflows.
private let sizeLimit = 65_536

/// Refuses a size below 1 or above the limit.
func requireSizes(_ sizes: [(name: String, value: Int)]) throws(NetworkError) {
    for size in sizes where !(1...sizeLimit).contains(size.value) {
        throw .size(name: size.name, found: size.value)
    }
}
