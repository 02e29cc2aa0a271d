// SPDX-License-Identifier: Apache-2.0

/// What a fetcher remembers of a source between two runs, so that nobody is asked for what is here already.
///
/// Losing it costs a few requests, nothing else.
public struct SourceMemory: Hashable, Sendable {
    /// What came with an answer from an address.
    public struct Answer: Hashable, Sendable {
        /// A number that stands for the address, which may hold a key.
        public let address: UInt64
        /// Until when the source says that it need not be asked again; nil where it does not say.
        public let expires: UTCInstant?
        /// The `ETag`, verbatim; nil for none.
        public let eTag: String?
        /// The `Last-Modified`, verbatim; nil for none.
        public let lastModified: String?

        /// Puts an answer together.
        public init(address: UInt64, expires: UTCInstant?, eTag: String?, lastModified: String?) {
            (self.address, self.expires, self.eTag, self.lastModified) = (address, expires, eTag, lastModified)
        }
    }

    /// The source's name and what it is asked for, such as `entsoe-SE3`.
    public let about: String
    /// A number that stands for how the source is configured: what was learned under another counts no longer.
    public let settings: UInt64
    /// When a document was left last; nil for never.
    public var documentAt: UTCInstant?
    /// The end of the prices that came without a gap; nil where there are none.
    public var completeUntil: Slot?
    /// Before when the source asked not to be asked again; nil where it did not.
    public var notBefore: UTCInstant?
    /// A number that stands for the token that was refused; nil where none was.
    public var refusedToken: UInt64?
    /// What came with the last answers, one for each address.
    public var answers: [Answer] = []

    /// A memory of nothing.
    public init(about: String, settings: UInt64) { (self.about, self.settings) = (about, settings) }
}
