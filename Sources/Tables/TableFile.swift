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
        let first = try readChunk(descriptor, path, into: buffer)
        return Gzip.isGzip(buffer[..<first])
            ? try unpackedRest(descriptor, path, buffer, first: first, limit: limit)
            : try plainRest(descriptor, path, buffer, first: first, limit: limit)
    }

    private static func plainRest(
        _ descriptor: Int32, _ path: String, _ buffer: UnsafeMutableBufferPointer<UInt8>, first: Int, limit: Int
    ) throws(TableError) -> [UInt8] {
        var output: [UInt8] = []
        var count = first
        while count > 0 {
            if output.count + count > limit { throw .tooLarge(file: path, limit: limit) }
            output.append(contentsOf: buffer[..<count])
            count = try readChunk(descriptor, path, into: buffer)
        }
        return output
    }

    private static func unpackedRest(
        _ descriptor: Int32, _ path: String, _ buffer: UnsafeMutableBufferPointer<UInt8>, first: Int, limit: Int
    ) throws(TableError) -> [UInt8] {
        var output: [UInt8] = []
        var count = first
        var inflater = try naming(path) { () throws(GzipError) in try GzipInflater(limit: limit) }
        while count > 0 {
            let chunk = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
            try naming(path) { () throws(GzipError) in try inflater.inflate(chunk, into: &output) }
            count = try readChunk(descriptor, path, into: buffer)
        }
        try naming(path) { () throws(GzipError) in try inflater.finish() }
        return output
    }

    /// Says which file an error of the gzip layer is about.
    private static func naming<Value: ~Copyable>(
        _ path: String, _ body: () throws(GzipError) -> Value
    ) throws(TableError) -> Value {
        do {
            return try body()
        } catch {
            if case .tooLarge(let limit) = error { throw .tooLarge(file: path, limit: limit) }
            throw .gzip(file: path, error)
        }
    }

    /// Writes a file in one step: a reader sees the old content or the new, never a part.
    ///
    /// A link is followed; a device or pipe, such as `/dev/stdout`, is written to and never replaced.
    ///
    /// - Parameters:
    ///   - bytes: the content; packed when the name ends in `.gz`.
    ///   - path: the file; its folder must exist.
    public static func write(_ bytes: [UInt8], to path: String) throws(TableError) {
        var content = bytes
        if path.hasSuffix(".gz") {
            content = try naming(path) { () throws(GzipError) in try Gzip.compress(bytes) }
        }
        if isStream(path) { return try writeThrough(content, path) }
        let target = linkTarget(of: path)
        let (temporary, descriptor) = try createTemporary(beside: target, path)
        var failure = writeAll(content, to: descriptor)
        if failure == nil, fsync(descriptor) != 0 { failure = ("sync", errno) }
        if close(descriptor) != 0, failure == nil { failure = ("close", errno) }
        if failure == nil, rename(temporary, target) != 0 { failure = ("replace", errno) }
        if let failure {
            unlink(temporary)
            throw .system(file: path, operation: failure.operation, code: failure.code)
        }
        syncFolder(of: target)
    }

    /// Fails where `write` could not even begin, so that a person hears it before a long calculation and not after it.
    ///
    /// Leaves nothing behind; a file that is there keeps its content.
    public static func checkWritable(_ path: String) throws(TableError) {
        if isStream(path) {
            let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK)
            // A pipe that nobody reads from yet.
            if descriptor < 0, errno != ENXIO { throw .system(file: path, operation: "open", code: errno) }
            if descriptor >= 0 { close(descriptor) }
            return
        }
        if kind(of: path) == S_IFDIR { throw .system(file: path, operation: "replace", code: EISDIR) }
        let (temporary, descriptor) = try createTemporary(beside: linkTarget(of: path), path)
        close(descriptor)
        unlink(temporary)
    }

    private static func createTemporary(
        beside target: String, _ path: String
    ) throws(TableError) -> (path: String, descriptor: Int32) {
        let temporary = "\(target).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        if descriptor < 0 { throw .system(file: path, operation: "create", code: errno) }
        return (temporary, descriptor)
    }

    private static func writeThrough(_ content: [UInt8], _ path: String) throws(TableError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        if descriptor < 0 { throw .system(file: path, operation: "open", code: errno) }
        var failure = writeAll(content, to: descriptor)
        if close(descriptor) != 0, failure == nil { failure = ("close", errno) }
        if let failure { throw .system(file: path, operation: failure.operation, code: failure.code) }
    }

    /// The file type bits of what a path leads to, nil where there is nothing.
    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    /// True for what takes bytes and keeps none.
    private static func isStream(_ path: String) -> Bool {
        switch kind(of: path) {
        case nil, S_IFREG, S_IFDIR: false
        default: true
        }
    }

    /// What a path leads to; the path itself where nothing is there yet.
    private static func linkTarget(of path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
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
