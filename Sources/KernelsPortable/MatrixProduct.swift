// SPDX-License-Identifier: Apache-2.0

/// Numeric kernels over memory the caller owns; none allocates, none checks a bound.
public enum Kernel {}

extension Kernel {
    /// Placeholder of the layout; replaced by the real product.
    public static func matrixProduct(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
        let a = UnsafeRawPointer(x).loadUnaligned(as: SIMD8<Float>.self)
        UnsafeMutableRawPointer(y).storeBytes(of: fma(a, a, a), as: SIMD8<Float>.self)
    }
}
