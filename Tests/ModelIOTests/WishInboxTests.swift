// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Glibc
import HostIO
import ModelIO
import Testing

@Suite struct WishInboxTests {
    private let home: ModelHome
    private var folder: ModelFolder { home.folder }

    init() throws { home = try ModelHome() }

    private func path(_ name: String) -> String { "\(folder.path)/incoming/\(name).wish" }

    @Test func wishes_waitInTheFolder_untilTheyAreTakenAway() throws {
        try folder.leave(ModelWish(.rollback, .price))
        try DurableFile.write(Array("nonsense".utf8), to: path("a"))
        var inbox = WishInbox(folder)
        let found = inbox.waiting()
        #expect(found.map(\.name) == ["a", "price-rollback"])
        #expect(throws: ModelWishFault.self) { try found[0].wish.get() }
        #expect(try found[1].wish.get() == ModelWish(.rollback, .price))
        #expect(inbox.waiting().count == 2)
        for wish in found { try inbox.takeAway(wish) }
        #expect(inbox.waiting().isEmpty && FileIdentity(path("a")) == nil)
    }

    /// Opening a pipe waits for a writer, which the planner must not, and a link could lead to what only it may read.
    @Test func pipesAndLinks_areNeitherWishesNorModels() throws {
        try #require(mkfifo(path("a"), 0o600) == 0)
        try #require(mkfifo(folder.file("demand-a"), 0o600) == 0)
        try DurableFile.write(Array(ModelWish(.rollback, .price).text.utf8), to: "\(folder.path)/elsewhere")
        try #require(symlink("\(folder.path)/elsewhere", path("b")) == 0)
        let id = try home.put(1)
        try #require(symlink(folder.file(id), folder.file("demand-b")) == 0)
        var inbox = WishInbox(folder)
        let found = inbox.waiting()
        #expect(found.map(\.name) == ["a", "b"])
        for wish in found {
            #expect(throws: ModelWishFault.self) { try wish.wish.get() }
            try inbox.takeAway(wish)
        }
        #expect(inbox.waiting().isEmpty && FileIdentity("\(folder.path)/elsewhere") != nil)
        for name in ["demand-a", "demand-b"] {
            #expect(throws: ModelFolderError.self) { try folder.read(name, target: .demand) }
        }
        // A file that a person names may be a link.
        #expect(try ModelFolder.read(path: folder.file("demand-b"), target: .demand).model.target == .demand)
    }

    @Test func wishWhoseFileStays_isHandedOutOnce() throws {
        // A folder in the place of a file cannot be deleted as one.
        try #require(mkdir(path("a"), 0o700) == 0)
        var inbox = WishInbox(folder)
        let wish = try #require(inbox.waiting().first)
        let failure = #expect(throws: FileFailure.self) { try inbox.takeAway(wish) }
        #expect(failure?.purpose == "deleting" && failure?.path == path("a"))
        #expect(inbox.waiting().isEmpty)
        rmdir(path("a"))
        try DurableFile.write(Array(ModelWish(.rollback, .price).text.utf8), to: path("a"))
        #expect(try inbox.waiting().map { try $0.wish.get() } == [ModelWish(.rollback, .price)], "another file")
    }

    @Test func wishThatWasReplacedMeanwhile_isNotTakenAwayUnread() throws {
        try folder.leave(ModelWish(.promote, .price, model: "price-1"))
        var inbox = WishInbox(folder)
        let old = try #require(inbox.waiting().first)
        try folder.leave(ModelWish(.promote, .price, model: "price-2"))
        try inbox.takeAway(old)
        #expect(try inbox.waiting().map { try $0.wish.get().model } == ["price-2"])
    }
}
