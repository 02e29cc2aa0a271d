// SPDX-License-Identifier: Apache-2.0

/// Working memory of a network: zeros at first, aligned to a line of the cache, freed with its owner.
final class FloatBuffer {
    /// The first number.
    let start: UnsafeMutablePointer<Float>
    /// How many numbers there are.
    let count: Int

    init(_ count: Int) {
        self.count = count
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
        start = bytes.bindMemory(to: Float.self, capacity: count)
        clear()
    }

    deinit { UnsafeMutableRawPointer(start).deallocate() }

    /// Sets all numbers, or the first few, to zero.
    func clear(_ part: Int? = nil) { start.update(repeating: 0, count: part ?? count) }
}
