// SPDX-License-Identifier: Apache-2.0

import Energy

/// The files of the page, by path; they hold no data of the house.
enum PageAsset: String, CaseIterable, Hashable, Sendable {
    case page = "/"
    case style = "/style.css"
    case script = "/app.js"
    case icon = "/icon.svg"

    /// The file as it was when the program was built.
    var bytes: [UInt8] {
        switch self {
        case .page: PackageResources.index_html
        case .style: PackageResources.style_css
        case .script: PackageResources.app_js
        case .icon: PackageResources.icon_svg
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
