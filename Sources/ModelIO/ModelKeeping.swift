// SPDX-License-Identifier: Apache-2.0

import Energy

/// Which models of a target keep their files: the one in use, the last former ones to go back to, and the last refused
/// ones, so that people can look at what was refused or promote it all the same.
struct ModelKeeping {
    static let formerCount = 3
    static let refusedCount = 2
    /// What is kept, for people.
    static let rule =
        "the model in use, the last \(formerCount) former and the last \(refusedCount) refused ones are kept"

    /// Records of those that lose their files now.
    let discarded: [ModelRecord]
    /// Ids of all that are to have no file.
    let superfluous: [String]

    /// Sorts models out.
    ///
    /// - Parameters:
    ///   - changed: what a decision has just been made on; they come before all others of their state.
    ///   - others: of the same target, in the order they were admitted or refused.
    ///   - hasFile: whether a model has one; who has none takes no other's place.
    init(changed: [ModelRecord], others: [ModelRecord], hasFile: (String) -> Bool) {
        var left: [ModelRecord.State: Int] = [.former: Self.formerCount, .refused: Self.refusedCount]
        var (discarded, superfluous): ([ModelRecord], [String]) = ([], [])
        for var model in changed + others.reversed() where model.state != .champion {
            if let count = left[model.state], count > 0, hasFile(model.id) {
                left[model.state] = count - 1
                continue
            }
            superfluous.append(model.id)
            guard model.state != .discarded else { continue }
            model.state = .discarded
            discarded.append(model)
        }
        (self.discarded, self.superfluous) = (discarded, superfluous)
    }
}
