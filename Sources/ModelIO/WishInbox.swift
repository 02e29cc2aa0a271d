// SPDX-License-Identifier: Apache-2.0

import HostIO

/// A wish out of the folder where they wait.
public struct WaitingWish: Sendable {
    /// Name of its file without the folder and `.wish`.
    public var name: String { file.name }
    /// The wish, or what is wrong with it.
    public let wish: Result<ModelWish, ModelWishFault>
    let file: WaitingFiles.File

    init(_ file: WaitingFiles.File) {
        self.file = file
        wish = Result { () throws(ModelWishFault) in
            guard case .success(let bytes) = file.content else {
                throw ModelWishFault(found: "a file that cannot be read")
            }
            return try ModelWish(String(decoding: bytes, as: UTF8.self))
        }
    }
}

/// The wishes of a folder, each handed out until it is taken away, and no more after that even where its file stays.
public struct WishInbox {
    private var files: WaitingFiles

    /// The wishes of a folder.
    public init(_ folder: ModelFolder) { files = folder.wishes }

    /// The wishes that wait, in the order of their names.
    public mutating func waiting() -> [WaitingWish] { files.waiting().map(WaitingWish.init) }

    /// Takes a wish away; a newer one of its name, which nobody has read, stays.
    ///
    /// - Throws: `FileFailure` where its file cannot be deleted; the wish is not handed out again all the same.
    public mutating func takeAway(_ wish: WaitingWish) throws(FileFailure) { try files.takeAway(wish.file) }
}
