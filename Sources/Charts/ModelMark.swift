// SPDX-License-Identifier: Apache-2.0

/// The mark that tells one model's points from another's without colour.
enum ModelMark: CaseIterable {
    case circle, square, triangle, diamond, wedge, cross

    /// The mark of the n-th model.
    static func of(_ index: Int) -> ModelMark { allCases[index % allCases.count] }

    /// The mark in a legend.
    var glyph: String {
        switch self {
        case .circle: "●"
        case .square: "■"
        case .triangle: "▲"
        case .diamond: "◆"
        case .wedge: "▼"
        case .cross: "✚"
        }
    }

    /// The mark as a closed path around a point, about 8 units in size.
    func path(x: Double, y: Double) -> String {
        guard x.isFinite, y.isFinite else { return "" }
        let outline =
            switch self {
            case .circle: "m-4 0a4 4 0 1 1 8 0a4 4 0 1 1-8 0z"
            case .square: "m-3.5-3.5h7v7h-7z"
            case .triangle: "m0-4.5l4.5 8h-9z"
            case .diamond: "m0-5l4.5 5l-4.5 5l-4.5-5z"
            case .wedge: "m0 4.5l-4.5-8h9z"
            case .cross: "m-1.4-4.5h2.8v3.1h3.1v2.8h-3.1v3.1h-2.8v-3.1h-3.1v-2.8h3.1z"
            }
        return "M\(SVGWriter.coordinate(x)) \(SVGWriter.coordinate(y))" + outline
    }
}
