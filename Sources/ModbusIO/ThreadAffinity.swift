// SPDX-License-Identifier: Apache-2.0

import CModbus
import Glibc

/// The processor cores that a thread may run on; threads that it starts inherit them.
struct ThreadAffinity {
    private var bits = cpu_set_t()

    /// Those of the calling thread.
    static var current: ThreadAffinity {
        var found = ThreadAffinity()
        sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &found.bits)
        return found
    }

    private init() {}

    init(core: Int) {
        withUnsafeMutableBytes(of: &bits) { bytes in
            if core / 8 < bytes.count { bytes[core / 8] |= 1 << UInt8(core % 8) }
        }
    }

    /// Core numbers, ascending.
    var cores: [Int] {
        withUnsafeBytes(of: bits) { bytes in
            (0..<bytes.count * 8).filter { bytes[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
        }
    }

    /// Binds the calling thread.
    func apply() {
        var bits = bits
        sched_setaffinity(0, MemoryLayout<cpu_set_t>.size, &bits)
    }
}
