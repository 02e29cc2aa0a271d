// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

@testable import StatusServer

/// Pictures of the page at the widths of a phone and of a desk.
///
/// With `HEARTH_PICTURES=FOLDER` they are left there, for people to look at.
@Suite(.serialized, .enabled(if: Chromium.path != nil, "no Chromium is installed"))
struct PagePictureTests {
    @Test(arguments: [390, 1280]) func page_fitsItsWidth_andHasMoreThanABackground(_ width: Int) throws {
        let served = try ServedHouse()
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/", width: width, height: 900)
            _ = try browser.wait(for: "document.body.dataset.ready")
            #expect(try browser.wait(for: "document.documentElement.scrollWidth") == .number(Double(width)))
            let picture = try browser.screenshot()
            #expect(Self.size(picture)?.width == width)
            #expect(Self.size(picture)?.height ?? 0 >= 900)
            // An empty page of this size packs to a few kilobytes.
            #expect(picture.count > 30_000)
            if let folder = getenv("HEARTH_PICTURES") {
                try picture.write(to: URL(filePath: "\(String(cString: folder))/page-\(width).png"))
            }
        }
    }

    /// Width and height from a PNG's header; nil where it is none.
    private static func size(_ picture: Data) -> (width: Int, height: Int)? {
        let bytes = Array(picture.prefix(24))
        guard bytes.count == 24, Array(bytes[1...3]) == Array("PNG".utf8) else { return nil }
        func number(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        return (number(16), number(20))
    }
}
