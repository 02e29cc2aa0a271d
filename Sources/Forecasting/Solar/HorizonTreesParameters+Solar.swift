// SPDX-License-Identifier: Apache-2.0

extension HorizonTreesParameters {
    /// For PV, chosen on the validation windows of the recorded homes.
    ///
    /// Beyond the hours over which clouds stay, history says little more than how bright it usually is: small trees.
    public static let solar = HorizonTreesParameters(
        nearMembers: [.trees(.scaled, 300, leaves: 64)],
        farMembers: [
            .trees(.scaled, 150, leaves: 8), .trees(.scaled, 60, leaves: 16), .trees(.scaled, 150, leaves: 4),
        ],
        nearBand: .trees(.scaled, 150, leaves: 16), farBand: .trees(.scaled, 100, leaves: 8), bandLevel: 0.9)
}
