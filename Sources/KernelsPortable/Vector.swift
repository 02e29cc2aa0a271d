// SPDX-License-Identifier: Apache-2.0

/// Eight numbers at an address of any alignment.
@inline(__always)
func load(_ address: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(address).loadUnaligned(as: SIMD8<Float>.self)
}

/// Writes eight numbers to an address of any alignment.
@inline(__always)
func store(_ value: SIMD8<Float>, _ address: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(address).storeBytes(of: value, as: SIMD8<Float>.self)
}

/// The first `count` numbers, at most eight; zeros beyond.
///
/// The end of a row goes through the same vector arithmetic as its middle, so that a value does not depend on where in the
/// row it stands.
@inline(__always)
func load(_ address: UnsafePointer<Float>, _ count: Int) -> SIMD8<Float> {
    if count >= 8 { return load(address) }
    var value = SIMD8<Float>(repeating: 0)
    var lane = 0
    while lane < count {
        value[lane] = address[lane]
        lane += 1
    }
    return value
}

/// Writes the first `count` numbers, at most eight.
@inline(__always)
func store(_ value: SIMD8<Float>, _ address: UnsafeMutablePointer<Float>, _ count: Int) {
    if count >= 8 { return store(value, address) }
    var lane = 0
    while lane < count {
        address[lane] = value[lane]
        lane += 1
    }
}

/// Sum of the lanes, halves first.
@inline(__always)
func horizontalSum(_ value: SIMD8<Float>) -> Float {
    let four = value.lowHalf + value.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
}
