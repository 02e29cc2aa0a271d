// SPDX-License-Identifier: Apache-2.0

/// Where the body of one answer goes to: into the source's reader while it arrives, or together.
final class FeedSink {
    /// How much is kept of a body that a reader reads, bytes.
    static let beginning = 16 << 10

    /// The body, or its beginning.
    private(set) var body: [UInt8] = []
    /// What the reader minded, which ended the transfer.
    private(set) var fault: FeedFault?
    private var reader: (any FeedReader)?

    init(_ reader: (any FeedReader)?) { self.reader = reader }

    /// Whether a status is that of an answer to the question: 203 is 200 of an interface that is about to end.
    static func isAnswer(_ status: Int) -> Bool { status == 200 || status == 203 }

    /// Takes the next bytes; false where no more are wanted.
    func take(_ bytes: [UInt8], status: Int) -> Bool {
        guard reader != nil, Self.isAnswer(status) else {
            body += bytes
            return true
        }
        body += bytes.prefix(Self.beginning - body.count)
        do throws(FeedFault) { try reader?.take(bytes) } catch { fault = error }
        return fault == nil
    }

    /// Reads an answer that has arrived.
    func page(_ source: any FeedSource, _ question: FeedQuestion) throws(FeedFault) -> FeedPage {
        if let page = try reader?.finish() { return page }
        return try source.read(body, to: question)
    }
}
