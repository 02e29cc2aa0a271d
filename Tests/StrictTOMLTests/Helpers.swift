// SPDX-License-Identifier: Apache-2.0

import StrictTOML

/// The fault lines of a decoding; empty when there is none.
func faults(_ text: String, file: String = "hearth.toml", _ body: (TOMLTableReader) -> Void) -> [String] {
    do throws(TOMLFaults) {
        try TOMLDocument.decode(text, file: file, body)
        return []
    } catch {
        return error.faults.map(\.description)
    }
}

enum Mode: String, CaseIterable {
    case hold, charge
    case selfConsumption = "self-consumption"
}
