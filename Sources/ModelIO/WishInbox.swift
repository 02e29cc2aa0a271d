// SPDX-License-Identifier: Apache-2.0

import HostIO

/// A wish out of the folder where they wait.
public struct WaitingWish: Sendable {
    /// Name of its file without the folder and `.wish`.
    public let name: String
    /// The wish, or what is wrong with it.
    public let wish: Result<ModelWish, ModelWishFault>
    /// The file it was read from; nil where that is gone.
    let file: FileIdentity?
}

/// The wishes of a folder, each handed out until it is taken away, and no more after that even where its file stays.
public struct WishInbox {
    private let folder: ModelFolder
    /// Wishes that were taken away and whose files could not be, by name.
    private var leftovers: [String: FileIdentity] = [:]

    /// The wishes of a folder.
    public init(_ folder: ModelFolder) { self.folder = folder }

    /// The wishes that wait, in the order of their names.
    public mutating func waiting() -> [WaitingWish] {
        let found = folder.wishes()
        let names = Set(found.map(\.name))
        leftovers = leftovers.filter { names.contains($0.key) }
        return found.filter { $0.file == nil || leftovers[$0.name] != $0.file }
    }

    /// Takes a wish away; a newer one of its name, which nobody has read, stays.
    ///
    /// - Throws: `FileFailure` where its file cannot be deleted; the wish is not handed out again all the same.
    public mutating func takeAway(_ wish: WaitingWish) throws(FileFailure) {
        guard wish.file == folder.identity(ofWish: wish.name) else { return }
        do throws(FileFailure) {
            try folder.remove(wish: wish.name)
        } catch {
            leftovers[wish.name] = wish.file
            throw error
        }
    }
}
