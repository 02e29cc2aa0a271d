// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a source gave.
public enum FeedReply: Sendable {
    /// The same as the last time; it need not be asked again before a moment, where it says one.
    case unchanged(expires: UTCInstant?)
    /// Numbers.
    case pages([FeedAnswer])
}

/// One answer that could be read.
public struct FeedAnswer: Hashable, Sendable {
    /// What it says.
    public let page: FeedPage
    /// The body as it came, decompressed; of an answer that was read while it arrived only the beginning.
    public let body: [UInt8]
    /// 200, or 203 where the source is about to take this version of its interface away.
    public let status: Int
    /// Header fields.
    public let fields: HTTPFields
    /// What to tell the source the next time; nil where it gave nothing of that kind, or has several pages: one page that did
    /// not change says nothing of the others.
    public let validators: FeedValidators?

    /// Until when the source need not be asked again; nil where it does not say.
    public var expires: UTCInstant? { fields[.expires].flatMap(HTTPTime.read) }
}
