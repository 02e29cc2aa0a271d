// SPDX-License-Identifier: Apache-2.0

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
        return settings
    }

    private func folder(_ table: TOMLTableReader, _ key: String, default: String) -> String {
        table.parsed(
            key, expected: "an absolute path such as \"\(`default`)\"", placeholder: "", default: `default`,
            Self.absolutePath)
    }

    private static func absolutePath(_ text: String) -> String? {
        text.hasPrefix("/") && !text.hasSuffix("/") ? text : nil
    }
}
