// SPDX-License-Identifier: Apache-2.0

/// What a source is told so that it need not send again what is here already.
///
/// To be stored once the answer they came with is stored, and not before: a source that is told them says only that nothing
/// has changed.
public struct FeedValidators: Hashable, Sendable {
    /// Which address they belong to; those of another say nothing.
    public let address: UInt64
    /// The `ETag`, verbatim; nil for none.
    public let eTag: String?
    /// The `Last-Modified`, verbatim; nil for none.
    public let lastModified: String?

    /// Validators as they were stored.
    public init(address: UInt64, eTag: String?, lastModified: String?) {
        (self.address, self.eTag, self.lastModified) = (address, eTag, lastModified)
    }

    /// Those of an answer; nil where it has none.
    init?(_ fields: HTTPFields, of url: String) {
        guard fields[.eTag] != nil || fields[.lastModified] != nil else { return nil }
        self.init(address: Self.mark(url), eTag: fields[.eTag], lastModified: fields[.lastModified])
    }

    /// The fields that make a request for an address conditional; none where they belong to another address.
    func fields(for url: String) -> [(name: String, value: String)] {
        guard address == Self.mark(url) else { return [] }
        let candidates = [("If-None-Match", eTag), ("If-Modified-Since", lastModified)]
        return candidates.compactMap { name, value in value.map { (name, $0) } }
    }

    /// A number that stands for an address, which may hold a key and is not stored: FNV-1a of 64 bits.
    public static func mark(_ url: String) -> UInt64 {
        url.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
