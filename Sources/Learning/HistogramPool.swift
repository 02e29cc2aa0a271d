// SPDX-License-Identifier: Apache-2.0

/// The histograms of one tree's open nodes: for each column and bin the packed sum of the rows in it.
///
/// `[slot][column][bin]` with 256 places per column, so that the address of a bin is a shift and an addition; the last place
/// is that of missing values. Slots are taken and given back; the memory grows to the widest level of a tree and stays.
struct HistogramPool: ~Copyable {
    /// Places per column.
    static let stride = 256

    private var slots: [UnsafeMutablePointer<Int64>] = []
    private var free: [Int] = []
    /// Places of one slot, columns filled up to whole groups.
    private let size: Int

    init(groupCount: Int) { size = groupCount * BinnedTable.laneCount * Self.stride }

    deinit { for slot in slots { slot.deallocate() } }

    /// A slot of unknown content.
    mutating func take() -> Int {
        if let slot = free.popLast() { return slot }
        let memory = UnsafeMutablePointer<Int64>.allocate(capacity: size)
        memory.initialize(repeating: 0, count: size)
        slots.append(memory)
        return slots.count - 1
    }

    mutating func giveBack(_ slot: Int) { free.append(slot) }

    /// The sums of one column's bins, `stride` places.
    func column(_ column: Int, of slot: Int) -> UnsafeMutablePointer<Int64> { slots[slot] + column * Self.stride }

    /// Takes another slot's sums off those of this one: the parent's become those of the other child.
    ///
    /// - Parameter columns: which columns are wanted, with their number of bins.
    func subtract(_ other: Int, from slot: Int, columns: [Int], binning: Binning) {
        for index in columns {
            let (minuend, subtrahend) = (column(index, of: slot), column(index, of: other))
            for bin in 0..<binning.binCount(index) { minuend[bin] &-= subtrahend[bin] }
            let missing = Int(Binning.missingBin)
            minuend[missing] &-= subtrahend[missing]
        }
    }

    /// Makes a slot the histogram of some rows.
    ///
    /// - Parameters:
    ///   - rows: row numbers, in the order of `gradients`.
    ///   - gradients: one packed sum per row.
    ///   - columns: ascending; groups without any of them are left out.
    func build(
        _ slot: Int, rows: UnsafeBufferPointer<UInt32>, gradients: UnsafePointer<Int64>, table: BinnedTable,
        columns: [Int]
    ) {
        let lanes = BinnedTable.laneCount
        var done = -1
        table.bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            for group in columns.lazy.map({ $0 / lanes }) where group != done {
                done = group
                let sums = column(group * lanes, of: slot)
                sums.update(repeating: 0, count: lanes * Self.stride)
                Self.accumulate(sums, bins: base + table.start(of: group * lanes), rows: rows, gradients: gradients)
            }
        }
    }

    /// Adds each row's packed sum to the bins of eight columns.
    @inline(__always)
    private static func accumulate(
        _ sums: UnsafeMutablePointer<Int64>, bins: UnsafeRawPointer, rows: UnsafeBufferPointer<UInt32>,
        gradients: UnsafePointer<Int64>
    ) {
        for k in 0..<rows.count {
            let gradient = gradients[k]
            // Little-endian or not is of no matter where eight lanes are read as bytes of one load.
            let word = UInt64(littleEndian: bins.load(fromByteOffset: Int(rows[k]) &* 8, as: UInt64.self))
            sums[Int(word & 255)] &+= gradient
            sums[256 + Int(word >> 8 & 255)] &+= gradient
            sums[512 + Int(word >> 16 & 255)] &+= gradient
            sums[768 + Int(word >> 24 & 255)] &+= gradient
            sums[1024 + Int(word >> 32 & 255)] &+= gradient
            sums[1280 + Int(word >> 40 & 255)] &+= gradient
            sums[1536 + Int(word >> 48 & 255)] &+= gradient
            sums[1792 + Int(word >> 56)] &+= gradient
        }
    }
}
