// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// The files of the page, by path; they hold no data of the house.
enum PageAsset: String, CaseIterable, Hashable, Sendable {
    case page = "/"
    case style = "/style.css"
    case script = "/app.js"
    case icon = "/icon.svg"

    /// What is sent: the file without what is there for its reader alone.
    var bytes: [UInt8] {
        switch self {
        case .page: Self.leanPage
        case .style: Self.leanStyle
        case .script: Self.leanScript
        case .icon: PackageResources.icon_svg
        }
    }

    private static let leanPage = lean(PackageResources.index_html)
    private static let leanStyle = leanStyle(PackageResources.style_css)
    private static let leanScript = lean(PackageResources.app_js)

    /// A text without indentation, empty lines and lines that are comments (`//`); no file of the page has a string over
    /// several lines, which this would change.
    static func lean(_ text: [UInt8]) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        let slash = UInt8(ascii: "/")
        return text.split(separator: newline).flatMap { line -> [UInt8] in
            let rest = line.drop { $0 == UInt8(ascii: " ") }
            return rest.isEmpty || rest.starts(with: [slash, slash]) ? [] : rest + [newline]
        }
    }

    /// A style sheet without what `lean` drops and without the space after `:`, `;`, `,` and `{`, which means nothing there;
    /// the style of the page has no string with one of them.
    static func leanStyle(_ text: [UInt8]) -> [UInt8] {
        let ends = Array(":;,{".utf8)
        return lean(text).reduce(into: []) { kept, byte in
            let means = byte != UInt8(ascii: " ") || !(kept.last.map(ends.contains) ?? false)
            if means { kept.append(byte) }
        }
    }

    /// The answer that carries it, or tells a browser that its copy is still right.
    ///
    /// - Parameter knownTag: the `If-None-Match` field of the request.
    func answer(knownTag: String?) -> Answer {
        let tag = "\"\(ASCII.hex(withUnsafeBytes(of: CRC32.checksum(bytes).bigEndian, Array.init)))-\(bytes.count)\""
        let isKnown = knownTag == tag
        var answer = Answer(status: isKnown ? 304 : 200, contentType: contentType, body: .bytes(isKnown ? [] : bytes))
        answer.fields = [("ETag", tag), ("Cache-Control", "no-cache")]
        return answer
    }

    private var contentType: Answer.ContentType {
        switch self {
        case .page: .html
        case .style: .css
        case .script: .javaScript
        case .icon: .svg
        }
    }
}
