// SPDX-License-Identifier: Apache-2.0

/// The dotted path of a key in a table; a key that is not bare is quoted, so that no two keys share a path.
func joined(_ path: String, _ key: String) -> String {
    let isBare = !key.isEmpty && key.utf8.allSatisfy(isBareKeyByte)
    let text = isBare ? key : quoted(key)
    return path.isEmpty ? text : path + "." + text
}

/// The path of an element of an array, as `point[3]`.
func indexed(_ path: String, _ index: Int) -> String { "\(path)[\(index)]" }

/// True for the bytes of a bare key (TOML 1.0, "Keys").
func isBareKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
    default: false
    }
}

/// Text in quotes on one line, cut after 60 characters so that a message stays readable.
func quoted(_ text: String) -> String {
    text.count <= 60 ? text.debugDescription : String(text.prefix(60)).debugDescription.dropLast() + "...\""
}
