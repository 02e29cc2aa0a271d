// SPDX-License-Identifier: Apache-2.0

import Glibc
import StrictTOML

extension ConfigurationDecoder {
    func readGuard() -> GuardSettings {
        let table = root.tableOrEmpty("guard")
        return GuardSettings(
            fuseFraction: table.number("fuse_fraction", in: 0.5...1, default: 0.9),
            isDryRun: table.bool("dry_run", default: false),
            clock: table.choice("clock", default: ClockSource.kernel),
            stateFolder: folder(table, "state", default: "/var/lib/hearth-guard"),
            runtimeFolder: folder(table, "runtime", default: "/run/hearth-guard"),
            plannerUser: table.string("planner_user", default: "hearth"))
    }

    func readStatus() -> StatusSettings {
        let table = root.tableOrEmpty("status")
        let local = NetworkAddress(host: "127.0.0.1", port: 8480)
        let address = table.parsed(
            "listen", expected: "an address with a port such as \"\(local.host):8480\"", placeholder: local,
            default: local
        ) { text in NetworkAddress(text).flatMap { $0.port == nil ? nil : $0 } }
        let settings = StatusSettings(
            host: address.host, port: address.port ?? 8480, hostNames: table.strings("host_names", default: []),
            tokenFile: table.parsedIfPresent(
                "token_file", expected: "an absolute path", placeholder: "", Self.absolutePath))
        if !settings.isLoopback && settings.tokenFile == nil {
            table.fault(
                "listen",
                expected: "an address of this machine alone such as \"\(local.host):8480\", or token_file beside it")
        }
        checkNames(settings, table)
        return settings
    }

    /// What the status endpoint would refuse when it opens, and nobody would see a page that could say so.
    private func checkNames(_ settings: StatusSettings, _ table: TOMLTableReader) {
        let address = Self.bytes(ofAddress: settings.host)
        if address == nil && settings.host != "localhost" {
            table.fault("listen", expected: "localhost or an IP address of this machine, and a port")
        }
        if let address, address.allSatisfy({ $0 == 0 }), settings.hostNames.isEmpty {
            table.fault(
                "host_names", expected: "the names and addresses in browsers' address bars: \(settings.host) is no such"
            )
        }
        for name in settings.hostNames where !Self.isHostName(name) {
            table.fault(
                "host_names", found: "\"\(name)\"",
                expected: "names of letters, digits, \"-\" and \".\", without a port")
        }
    }

    /// The 4 or 16 bytes of an IP address, nil for other text.
    private static func bytes(ofAddress text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }

    private static func isHostName(_ name: String) -> Bool {
        (1...253).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (isNameByte($0) && $0 != UInt8(ascii: "_")) }
    }

    func folder(_ table: TOMLTableReader, _ key: String, default: String) -> String {
        table.parsed(
            key, expected: "an absolute path such as \"\(`default`)\"", placeholder: "", default: `default`,
            Self.absolutePath)
    }

    static func absolutePath(_ text: String) -> String? {
        text.hasPrefix("/") && !text.hasSuffix("/") ? text : nil
    }
}
