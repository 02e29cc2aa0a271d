// SPDX-License-Identifier: Apache-2.0

/// What goes back to a client.
struct Answer: Sendable {
    /// Media types that are sent.
    enum ContentType: String, Sendable {
        case json = "application/json"
        case html = "text/html; charset=utf-8"
        case css = "text/css; charset=utf-8"
        case javaScript = "text/javascript; charset=utf-8"
        case svg = "image/svg+xml"
        case metrics = "text/plain; version=0.0.4; charset=utf-8"
        case events = "text/event-stream"
    }

    /// What follows the head.
    enum Body: Sendable {
        /// All at once.
        case bytes([UInt8])
        /// Piece by piece, each made when the one before has left.
        case pieces(RangeDocument)
        /// The stream of status events.
        case events
    }

    let status: Int
    let contentType: ContentType
    var body: Body
    /// Fields beside those that every answer has.
    var fields: [(name: String, value: String)] = []

    init(status: Int = 200, contentType: ContentType, body: Body) {
        (self.status, self.contentType, self.body) = (status, contentType, body)
    }

    /// An answer with one JSON document.
    static func json(_ bytes: [UInt8], status: Int = 200) -> Answer {
        Answer(status: status, contentType: .json, body: .bytes(bytes))
    }

    /// Fields that every answer has: nobody may frame, sniff or keep it, and only the page may load and ask anything, from
    /// this server alone.
    var securityFields: [(name: String, value: String)] {
        let page =
            "; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'"
        let policy = "default-src 'none'\(contentType == .html ? page : ""); frame-ancestors 'none'"
        return [
            ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
    }
}
