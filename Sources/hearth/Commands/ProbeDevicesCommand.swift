// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Configuration
import Devices
import Energy
import GuardService
import HostIO

/// `hearth devices probe`: which profiles fit what is behind an address.
struct ProbeDevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Tries every device profile at an address and tells which fit.",
        discussion: """
            Nothing is written. SunSpec devices name themselves; for others a profile fits when its registers answer and \
            hold what a house has. Exit code 1 when none fits. Refuses while a guard holds the devices.

            Example: hearth devices probe 192.168.1.20
            Example: hearth devices probe inverter.lan:1502 --unit 3 --json
            Example: hearth devices probe /dev/ttyUSB0
            Example: hearth devices probe "/dev/ttyUSB0 19200" --unit 2
            """)

    @Argument(
        help:
            "Host, host and port, or path of a serial line and its bits a second; what is left out is that of each profile."
    )
    var address: String

    @Option(help: "Modbus unit identifier, 0 to 255; that of each profile by default.")
    var unit: UInt8?

    @Option(help: "Configuration whose guard is looked for; the installed one by default.")
    var config: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        let place = try ProbeAddress(address, option: "<address>")
        let lockPath = try config.map { try ConfigurationInput.load($0).guardSettings.lockPath }
        let lock = try DevicesCommand.busLock(lockPath ?? BusLock.installedPath)
        defer { withExtendedLifetime(lock) {} }
        StopSignal.install()
        let findings = DeviceProbe(address: place, unit: unit).run(try DevicesCommand.profiles())
        if json {
            StandardOutput.write(try JSONOutput.text(findings.map { ProbeDocument($0) }))
        } else {
            for finding in findings { StandardOutput.write(ProbeDocument.line(finding)) }
        }
        if StopSignal.isRequested { throw CommandFailure.failed("interrupted") }
        if !findings.contains(where: \.fits) { throw CommandFailure.failed("no profile fits what is at \(address)") }
    }
}

/// A tried profile for scripts.
private struct ProbeDocument: Encodable {
    let profile, role, identity: String
    /// Of a network address.
    let port: UInt16?
    /// Of a serial line.
    let baud: Int?
    let unit: UInt8
    let fits: Bool
    let misfit: String?
    let signals: [String: Double]

    init(_ finding: DeviceProbe.Finding) {
        (profile, role, identity) = (finding.profile.id, finding.profile.role.rawValue, finding.identity)
        (unit, fits, misfit) = (finding.unit, finding.fits, finding.misfit)
        switch finding.endpoint {
        case .tcp(_, let port): (self.port, baud) = (port, nil)
        case .serial(_, let baud, _, _): (port, self.baud) = (nil, baud)
        }
        let told = finding.profile.offeredSignals.compactMap { signal in
            finding.value(signal).map { ("\(signal)", $0) }
        }
        signals = Dictionary(told) { first, _ in first }
    }

    /// The same for people.
    static func line(_ finding: DeviceProbe.Finding) -> String {
        let head = "\(finding.profile.id) at \(finding.endpoint.address), unit \(finding.unit)"
        if let misfit = finding.misfit { return "\(head): does not fit: \(misfit)" }
        let identity = finding.identity.isEmpty ? "" : " \(finding.identity);"
        let values = finding.profile.offeredSignals.prefix(6).compactMap { signal in
            finding.value(signal).map { "\(signal) \(decimalText($0, decimals: 2, trimmed: true))" }
        }
        return "\(head): FITS:\(identity) \(values.joined(separator: ", "))"
    }
}
