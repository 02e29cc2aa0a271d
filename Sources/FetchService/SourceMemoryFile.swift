// SPDX-License-Identifier: Apache-2.0

import Bits
import Configuration
import Energy
import Feeds
import HostIO

/// The file in which it is remembered what a source gave, in the state folder.
struct SourceMemoryFile {
    private let path: String
    private let blank: SourceMemory

    /// The file of a source.
    ///
    /// - Parameter parts: not empty.
    init(_ settings: FeedSourceSettings, _ parts: [SourcePart], _ house: FetchHouse, folder: String) {
        let about = parts.first.map { "\($0.source.rules.name)-\($0.source.place)" } ?? settings.name
        blank = SourceMemory(
            about: about, settings: fingerprint("\(settings.feed) \(settings.server ?? "") \(house)"))
        // Two places that look the same in the name of a file are told apart by what is in it.
        let plain = about.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == 0x2D || byte == 0x5F
            return isPlain ? Character(Unicode.Scalar(byte)) : "_"
        }
        path = "\(folder)/\(settings.kind.rawValue)-\(String(plain.prefix(100))).memory"
    }

    /// What is remembered; nothing where there is no file, or one of another configuration.
    ///
    /// - Parameter minds: told in a line why a file that is there is of no use.
    func read(minds: (String) -> Void) -> SourceMemory {
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try DurableFile.read(path, limit: SourceMemory.longestText, isRegular: true, followsLink: false)
        } catch {
            if FileIdentity(path) != nil { minds("\(error); everything is asked for again") }
            return blank
        }
        do throws(InboxTextFault) {
            let memory = try SourceMemory(text: String(decoding: bytes, as: UTF8.self))
            return memory.about == blank.about && memory.settings == blank.settings ? memory : blank
        } catch {
            minds("\(path): \(error); everything is asked for again")
            return blank
        }
    }

    /// Keeps what is remembered.
    ///
    /// - Parameter minds: told in a line why it could not be kept, which costs requests and no prices.
    func write(_ memory: SourceMemory, minds: (String) -> Void) {
        do throws(InboxTextFault) {
            let text = try memory.text()
            do throws(FileFailure) { try DurableFile.write(Array(text.utf8), to: path, mode: 0o600) } catch {
                minds("\(error)")
            }
        } catch {
            minds("\(path): \(error)")
        }
    }
}

/// A number that stands for a text, which cannot be told from it.
func fingerprint(_ text: String) -> UInt64 { SHA256.fingerprint(Array(text.utf8)) }

extension SourceMemory {
    /// How long what was left for the planner counts as being there, s.
    ///
    /// A planner that has lost its database gets everything again after that, and weather that did not change is fetched anew
    /// before its six hours are over, after which it would count as old.
    private static let trustedSeconds = 4 * 3600

    /// Whether the last document is so young that the source need only tell what is new.
    func isTrusted(now: UTCInstant) -> Bool {
        guard let documentAt else { return false }
        return (0..<Self.trustedSeconds).contains(now.secondsSinceEpoch - documentAt.secondsSinceEpoch)
    }
}
