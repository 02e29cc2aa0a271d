// SPDX-License-Identifier: Apache-2.0

import Foundation
import HearthTestKit

/// A folder with an authority that only tests trust, and what it has certified.
final class Certificates {
    let folder: String

    /// The authority's own certificate.
    var authority: String { folder + "/ca.pem" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/hearth-tls-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try openssl(
            ["req", "-x509"] + Self.key("ca") + ["-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority"])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A certificate for a host.
    ///
    /// - Parameters:
    ///   - name: of its files.
    ///   - days: how long it lasts from now; less than 0 for one that is over.
    func certify(_ name: String, host: String, days: Int = 2) throws {
        let purposes = "subjectAltName=DNS:\(host)\nbasicConstraints=CA:FALSE\n"
        try Data(purposes.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).ext"))
        try openssl(["req", "-new"] + Self.key(name) + ["-out", "\(name).csr", "-subj", "/CN=\(host)"])
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile",
            "\(name).ext", "-days", "\(days)", "-out", "\(name).pem",
        ])
    }

    /// A certificate that nobody but its owner has signed.
    func certifyItself(_ name: String, host: String) throws {
        let names = ["-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)"]
        try openssl(["req", "-x509"] + Self.key(name) + ["-out", "\(name).pem", "-days", "2"] + names)
    }

    private static func key(_ name: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(name).key"]
    }

    private func openssl(_ words: [String]) throws { _ = try output(of: ["openssl"] + words, in: folder) }
}

/// A server with TLS at localhost: the test server of OpenSSL, which gives files that are whole answers with their heads.
final class TLSServer {
    private let process = Process()
    private let port: Substring

    /// - Parameters:
    ///   - name: of the certificate and its key.
    ///   - answers: by the path they are given for, without the slash.
    init(_ name: String, _ certificates: Certificates, _ answers: [String: SwitchedServer.Answer]) throws {
        for (path, answer) in answers {
            let bytes = answer.flatMap { step -> [UInt8] in if case .send(let bytes) = step { bytes } else { [] } }
            try Data(bytes).write(to: URL(fileURLWithPath: "\(certificates.folder)/\(path)"))
        }
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["openssl", "s_server", "-4", "-accept", "0", "-HTTP", "-cert", "\(name).pem", "-key", "\(name).key"]
        process.currentDirectoryURL = URL(fileURLWithPath: certificates.folder)
        let lines = Pipe()
        (process.standardOutput, process.standardError) = (lines, FileHandle.nullDevice)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // It says where it listens once it does: `ACCEPT 0.0.0.0:42977`.
        var text = ""
        while text.firstRange(of: #/ACCEPT .*\n/#) == nil {
            let bytes = lines.fileHandleForReading.availableData
            if bytes.isEmpty { throw ProgramFailure(words: "openssl s_server: \(text)") }
            text += String(decoding: bytes, as: UTF8.self)
        }
        port = text.firstMatch(of: #/ACCEPT .*:(\d+)\n/#)?.1 ?? ""
    }

    deinit {
        // The thread that started it may have blocked the signals that ask, and it has inherited that.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The address of an answer.
    func url(_ path: String) -> String { "https://localhost:\(port)/\(path)" }
}
