// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Whole files in and out; gzip is unpacked by content on reading and packed by name on writing.
public enum TableFile {
    /// Bytes of content accepted by default: thirty times a year of quarter hours with five columns.
    public static let defaultLimit = 64 << 20

    /// Reads a file, plain or gzip.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - limit: bytes of content that are accepted after decompression.
    public static func read(_ path: String, limit: Int = defaultLimit) throws(TableError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .system(file: path, operation: "open", code: errno) }
        defer { close(descriptor) }
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
        defer { buffer.deallocate() }
        // The first chunk is filled up, so that the two magic bytes are seen together.
        var chunk = try readChunk(descriptor, path, into: buffer)
        var output: [UInt8] = []
        guard Gzip.isGzip(buffer[..<chunk]) else {
            while chunk > 0 {
                if output.count + chunk > limit { throw .tooLarge(file: path, limit: limit) }
                output.append(contentsOf: buffer[..<chunk])
                chunk = try readChunk(descriptor, path, into: buffer)
            }
            return output
        }
        do {
            var inflater = try GzipInflater(limit: limit)
            while chunk > 0 {
                try inflater.inflate(UnsafeMutableBufferPointer(rebasing: buffer[..<chunk]), into: &output)
                chunk = try readChunk(descriptor, path, into: buffer)
            }
            try inflater.finish()
        } catch let error as GzipError {
            throw error == .tooLarge(limit: limit) ? .tooLarge(file: path, limit: limit) : .gzip(file: path, error)
        } catch let error as TableError {
            throw error
        } catch {
            throw .gzip(file: path, .outOfMemory)
        }
        return output
    }

    /// Writes a file in one step: a reader sees the old content or the new, never a part.
    ///
    /// - Parameters:
    ///   - bytes: the content; packed when the name ends in `.gz`.
    ///   - path: the file; its folder must exist.
    public static func write(_ bytes: [UInt8], to path: String) throws(TableError) {
        var content = bytes
        if path.hasSuffix(".gz") {
            do throws(GzipError) { content = try Gzip.compress(bytes) } catch { throw .gzip(file: path, error) }
        }
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        if descriptor < 0 { throw .system(file: path, operation: "create", code: errno) }
        var failure = writeAll(content, to: descriptor)
        if failure == nil, fsync(descriptor) != 0 { failure = ("sync", errno) }
        if close(descriptor) != 0, failure == nil { failure = ("close", errno) }
        if failure == nil, rename(temporary, path) != 0 { failure = ("replace", errno) }
        if let failure {
            unlink(temporary)
            throw .system(file: path, operation: failure.operation, code: failure.code)
        }
        syncFolder(of: path)
    }

    private static func readChunk(
        _ descriptor: Int32, _ path: String, into buffer: UnsafeMutableBufferPointer<UInt8>
    ) throws(TableError) -> Int {
        var count = 0
        while count < buffer.count {
            let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            if got < 0 {
                let code = errno
                if code == EINTR { continue }
                throw .system(file: path, operation: "read", code: code)
            }
            if got == 0 { break }
            count += got
        }
        return count
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> (operation: String, code: Int32)? {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0 {
                    let code = errno
                    if code == EINTR { continue }
                    return ("write", code)
                }
                rest = rest.dropFirst(written)
            }
            return nil
        }
    }

    /// Makes the rename itself durable; where the file system cannot, the content is safe all the same.
    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
