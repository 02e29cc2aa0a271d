// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO

/// Why a file of the inbox is no document, or a document no file.
public enum DocumentFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be read or written, or is longer than one is, or is no regular file.
    case file(FileFailure)
    /// Its text is none.
    case text(InboxTextFault)

    /// Whether the file will never be a document: that a machine has too few files open or a card does not answer may pass.
    public var isLasting: Bool {
        switch self {
        case .file(let failure): [EFBIG, ELOOP, EINVAL, ENOENT].contains(failure.systemError)
        case .text: true
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .file(let failure): failure.description
        case .text(let fault): fault.description
        }
    }
}

/// A document out of the inbox.
public struct WaitingDocument<Document: Sendable>: Sendable {
    /// The document, or what is wrong with its file.
    public let document: Result<Document, DocumentFault>
    /// Name of its file, without the suffix.
    public let name: String
    let file: WaitingFiles.File

    init(_ file: WaitingFiles.File, reading: (String) throws(InboxTextFault) -> Document) {
        (self.file, name) = (file, file.name)
        document = Result { () throws(DocumentFault) in
            let bytes: [UInt8]
            do throws(FileFailure) { bytes = try file.content.get() } catch { throw .file(error) }
            do throws(InboxTextFault) {
                return try reading(String(decoding: bytes, as: UTF8.self))
            } catch {
                throw .text(error)
            }
        }
    }
}

extension UTCInstant {
    /// As `20261031T230000Z`, for the names of files: in order of time where they are in order of letters.
    var fileName: String { iso8601.filter { $0 != "-" && $0 != ":" } }

    /// The moment a name begins with; nil where it begins with none.
    init?(fileName name: String) {
        let bytes = Array(name.utf8.prefix(16))
        guard bytes.count == 16 else { return nil }
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        self.init(
            iso8601: "\(part(0..<4))-\(part(4..<6))-\(part(6..<11)):\(part(11..<13)):\(part(13..<16))")
    }
}
