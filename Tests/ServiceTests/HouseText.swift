// SPDX-License-Identifier: Apache-2.0

import Configuration
import HostIO
import Testing

extension Folder {
    /// Folders of the guard's state and of its socket, as the system makes them for the service.
    func makeServiceFolders() throws {
        for name in ["state", "run"] { try DurableFile.makeFolder(self[name]) }
    }

    /// The sample configuration with its devices at ports of this machine, and all that it keeps in this folder.
    ///
    /// - Parameter ports: of meter, inverter and heat pump.
    func sampleText(ports: [UInt16], statusPort: UInt16) -> String {
        var text = HearthConfiguration.sampleText
        for (k, port) in ports.enumerated() {
            text = text.replacing("192.168.1.\(20 + k):502", with: "127.0.0.1:\(port)")
        }
        let settings = """
            clock = "assumed"
            state = "\(self["state"])"
            runtime = "\(self["run"])"
            planner_user = "root"
            """
        text = text.replacing("clock = \"kernel\"", with: settings)
        text = text.replacing("/var/lib/hearth/hearth.sqlite", with: self["hearth.sqlite"])
        return text.replacing("127.0.0.1:8480", with: "127.0.0.1:\(statusPort)")
    }
}

extension HearthConfiguration {
    /// Reads a configuration with the profiles of the checkout.
    static func inCheckout(_ path: String) throws -> HearthConfiguration {
        try load(path: path, profiles: ProfileLibrary(folder: "\(Program.root)/devices"))
    }
}
