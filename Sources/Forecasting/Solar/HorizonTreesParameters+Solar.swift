// SPDX-License-Identifier: Apache-2.0

extension HorizonTreesParameters {
    /// For PV, chosen on the validation windows of the recorded homes.
    public static let solar = HorizonTreesParameters(
        nearMembers: [.trees(.scaled, 200, leaves: 31)],
        farMembers: [.trees(.scaled, 150, leaves: 8)],
        nearBand: .trees(.scaled, 150, leaves: 16), farBand: .trees(.scaled, 100, leaves: 8))
}
