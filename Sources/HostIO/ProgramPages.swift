// SPDX-License-Identifier: Apache-2.0

import CHost
import Glibc

/// The pages of the running program's own file that are in memory.
///
/// Reading the configuration and the profiles runs ten times as much code as a cycle does, and the kernel keeps it mapped.
/// Pages let go stay in the file cache for as long as there is room, and are mapped again where they are next needed.
enum ProgramPages {
    /// Lets go of code and constants; what the program or its loader has written stays.
    ///
    /// - Returns: the bytes of address space let go, 0 where the program's headers are not known.
    @discardableResult
    static func letGo() -> Int {
        let pageMask = UInt(bitPattern: sysconf(Int32(_SC_PAGESIZE))) &- 1
        var bytes = 0
        for segment in readOnlySegments() {
            // Whole pages inside the segment: a page at its end may be shared with one that is written.
            let first = (segment.lowerBound &+ pageMask) & ~pageMask
            let end = segment.upperBound & ~pageMask
            guard first < end, madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), MADV_DONTNEED) == 0
            else { continue }
            bytes += Int(end - first)
        }
        return bytes
    }

    /// Addresses of the loaded segments that the program file marks as never written.
    static func readOnlySegments() -> [Range<UInt>] {
        let headers = UnsafePointer<Elf64_Phdr>(bitPattern: UInt(getauxval(UInt(AT_PHDR))))
        guard let headers else { return [] }
        let table = UnsafeBufferPointer(start: headers, count: Int(getauxval(UInt(AT_PHNUM))))
        // The table's own entry tells where it was meant to be, and so by how much the program was moved.
        guard let own = table.first(where: { $0.p_type == PT_PHDR }) else { return [] }
        let moved = UInt(bitPattern: headers) &- UInt(own.p_vaddr)
        return table.filter { $0.p_type == PT_LOAD && $0.p_flags & UInt32(PF_W) == 0 }.map { segment in
            let start = moved &+ UInt(segment.p_vaddr)
            return start..<start &+ UInt(segment.p_memsz)
        }
    }
}
