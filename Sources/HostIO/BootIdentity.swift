// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Tells one boot of this machine from another.
public enum BootIdentity {
    /// The first 64 bits of the kernel's random boot id; nil where the kernel does not give it.
    public static func read() -> UInt64? {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return parse(String(decoding: bytes[..<count], as: UTF8.self))
    }

    /// The first 16 hexadecimal digits of a text such as `0b5b1bd5-28b6-4f6a-...`.
    static func parse(_ text: String) -> UInt64? {
        let digits = text.filter(\.isHexDigit).prefix(16)
        return digits.count == 16 ? UInt64(digits, radix: 16) : nil
    }
}
