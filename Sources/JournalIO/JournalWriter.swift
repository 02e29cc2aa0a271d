// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Safety

/// What was found when the journal was opened.
public enum JournalFinding: Hashable, Sendable {
    /// The last record had not been written to its end and was cut off.
    case torn(bytes: Int)
    /// The file was damaged; it is kept under another name, and a new one begun.
    case damaged(keptAs: String, reason: String)
}

/// Appends records to the journal's file; owned by one thread.
///
/// What `append` returned from survives a power cut.
struct JournalWriter: ~Copyable {
    /// The length beyond which the next file is begun, bytes.
    static let longestFile = 4 * 1024 * 1024

    /// What all files together say of earlier lives.
    private(set) var memory = JournalMemory()
    /// The records behind the memory: every new file begins with them, so that nothing is forgotten with the oldest.
    private var essentials: [JournalRecord] = []
    /// What was found at opening, oldest file first.
    private(set) var findings: [JournalFinding] = []

    /// What the files told at opening, for whoever was not there; whoever takes it empties it.
    var history = JournalHistory()

    private let path: String
    private let longestFile: Int
    private var descriptor: Int32 = -1
    private var length = 0
    private var hash = JournalChain.noHash
    private var encoder = FrameEncoder()

    init(path: String, longestFile: Int = JournalWriter.longestFile) throws(JournalFailure) {
        self.path = path
        self.longestFile = longestFile
        for file in JournalFiles.paths(path) { try recall(file) }
        if descriptor < 0 { try begin() }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Writes records and waits until they have reached the disk.
    mutating func append(_ records: [JournalRecord]) throws(JournalFailure) {
        if length > longestFile { try turnOver() }
        try write(records)
    }

    private mutating func write(_ records: [JournalRecord]) throws(JournalFailure) {
        let (bytes, last) = chained(records)
        try put(bytes)
        hash = last
        for record in records { note(record) }
    }

    /// Records as they go on from the present hash, and the hash of the last of them.
    private mutating func chained(_ records: [JournalRecord]) -> (bytes: [UInt8], hash: [UInt8]) {
        var bytes: [UInt8] = []
        var last = hash
        for record in records {
            let record = record.bytes(encoder: &encoder)
            last = JournalChain.hash(after: last, record: record)
            bytes += record + last
        }
        return (bytes, last)
    }

    private mutating func note(_ record: JournalRecord) {
        let before = memory
        memory.note(record.event.kind, device: record.device)
        guard memory != before else { return }
        if record.event.kind == .faultAcknowledged { essentials.removeAll { $0.event.kind != .nativeSettings } }
        essentials.append(record)
    }

    /// Reads what a file says, and goes on writing in it when it is the last.
    private mutating func recall(_ file: String) throws(JournalFailure) {
        let content = try JournalFiles.read(file)
        recall(content.records)
        switch content.tail {
        case .whole: break
        case .torn(let bytes): findings.append(.torn(bytes: bytes))
        case .damaged(_, let reason):
            findings.append(.damaged(keptAs: try JournalFiles.setAside(file), reason: reason))
            memory.isComplete = false
            return
        }
        hash = content.lastHash
        guard file == path, content.length > 0 else { return }
        try openFile(length: content.length)
    }

    private mutating func recall(_ records: [JournalRecord]) {
        // A file begins with what must not be forgotten of those before it, and that has been recalled already.
        let repeated = records.starts(with: essentials) ? essentials.count : 0
        for record in records { note(record) }
        history.append(records.dropFirst(repeated))
    }

    private mutating func openFile(length: Int) throws(JournalFailure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw JournalFailure("opening", path) }
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw JournalFailure("cutting off a torn record", path) }
        self.length = length
    }

    /// Begins a file that goes on from the hash before.
    private mutating func begin() throws(JournalFailure) {
        try openFile(length: 0)
        try put(JournalChain.header(firstHash: hash))
        DurableFile.syncFolder(of: path)
    }

    /// Begins the next file with what must not be forgotten.
    ///
    /// The next file is whole and durable before an older one is touched: a full disk leaves everything as it was.
    private mutating func turnOver() throws(JournalFailure) {
        let next = path + ".next"
        let (bytes, last) = chained(essentials)
        let content = JournalChain.header(firstHash: hash) + bytes
        do throws(FileFailure) { try DurableFile.write(content, to: next) } catch {
            throw JournalFailure("beginning the next file", error.path, code: error.systemError)
        }
        try JournalFiles.rotate(path, next: next)
        close(descriptor)
        descriptor = -1
        try openFile(length: content.count)
        hash = last
    }

    private mutating func put(_ bytes: [UInt8]) throws(JournalFailure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if count < 0 {
                let code = errno
                if code == EINTR { continue }
                // What was written of the record would break the chain for the next one.
                ftruncate(descriptor, off_t(length))
                throw JournalFailure("writing", path, code: code)
            }
            done += count
        }
        guard fdatasync(descriptor) == 0 else {
            let code = errno
            ftruncate(descriptor, off_t(length))
            throw JournalFailure("making it durable", path, code: code)
        }
        length += bytes.count
    }
}
