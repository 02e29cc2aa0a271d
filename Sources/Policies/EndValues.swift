// SPDX-License-Identifier: Apache-2.0

/// The values of stored energy at the end of a slot, by node of the grid; valid only while their owner lends them.
struct EndValues {
    /// Mean over the weather.
    let mean: UnsafePointer<Double>
    /// What each case of the slot leads to, as many as cases; empty where that is not told apart.
    ///
    /// A case says something of what follows: a sunny quarter hour is worth most to a battery that the sunny hours after it
    /// will not fill anyway. The mean over the cases is `mean`.
    let byCase: [UnsafePointer<Double>]

    /// Values that are the same after every case.
    init(mean: UnsafePointer<Double>, byCase: [UnsafePointer<Double>] = []) {
        (self.mean, self.byCase) = (mean, byCase)
    }

    /// The values after a case.
    func after(case k: Int) -> UnsafePointer<Double> { byCase.isEmpty ? mean : byCase[k] }
}
