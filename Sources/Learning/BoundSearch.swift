// SPDX-License-Identifier: Apache-2.0

/// The bin of a value by binary search without branches.
struct BoundSearch: Sendable {
    /// Bounds filled up with infinity to this many, so that eight halvings always find the place.
    static let paddedCount = 256

    private let padded: [Float]

    init(_ bounds: [Float]) {
        padded = bounds + [Float](repeating: .infinity, count: Self.paddedCount - bounds.count)
    }

    func bin(of value: Float) -> UInt8 {
        padded.withUnsafeBufferPointer { bounds in
            bounds.baseAddress.map { Self.bin(of: value, $0) } ?? Binning.missingBin
        }
    }

    /// Number of bounds below a value, or the bin of missing values where it is not finite.
    ///
    /// - Parameter bounds: `paddedCount` ascending numbers, infinite after the last of at most 254 bounds.
    @inline(__always)
    static func bin(of value: Float, _ bounds: UnsafePointer<Float>) -> UInt8 {
        var position = 0
        var step = paddedCount / 2
        while step > 0 {
            position &+= bounds[position &+ step &- 1] < value ? step : 0
            step >>= 1
        }
        return value.isFinite ? UInt8(truncatingIfNeeded: position) : Binning.missingBin
    }
}
