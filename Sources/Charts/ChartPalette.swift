// SPDX-License-Identifier: Apache-2.0

/// Colours and fonts of the charts, those of the dashboard, for light and dark surroundings.
///
/// Plain colours in classes rather than CSS variables: programs other than browsers show the light ones correctly, and the
/// classes, all beginning with `c-`, leave the styles of a page alone that an image is put into.
enum ChartPalette {
    /// What a colour stands for; `f-` and `s-` before the name make the classes for filling and for lines.
    enum Role: String, CaseIterable {
        case card, ink, soft, rule, track, blue, green, amber, red, violet, teal
        case density1, density2, density3, density4, density5

        /// The class that fills with the colour.
        var fill: String { "c-f-\(rawValue)" }
        /// The class that draws lines in the colour.
        var stroke: String { "c-s-\(rawValue)" }

        /// The colour in light and in dark surroundings.
        var colours: (light: String, dark: String) {
            switch self {
            case .card: ("#fffefb", "#1a1f1c")
            case .ink: ("#1d2421", "#e9ece8")
            case .soft: ("#59635e", "#a5afa9")
            case .rule: ("#e3dfd5", "#2c3430")
            case .track: ("#ece8df", "#37413c")
            case .blue: ("#3d4fa8", "#a9b5ff")
            case .green: ("#1f6f4d", "#79d3a5")
            case .amber: ("#a06a00", "#f3c25c")
            case .red: ("#b4431f", "#f5936f")
            case .violet: ("#7a2f7d", "#dca0e0")
            case .teal: ("#0f6b7c", "#76cfe0")
            case .density1: ("#cdd4f1", "#2c3566")
            case .density2: ("#a3aee6", "#414d94")
            case .density3: ("#7585d6", "#5e6dc4")
            case .density4: ("#4a5bb8", "#8e9df2")
            case .density5: ("#27357c", "#d3daff")
            }
        }
    }

    /// Colours of several models side by side, in order; each is also told apart by its place or its mark.
    static let models: [Role] = [.blue, .amber, .green, .red, .violet, .teal]

    /// The colour of a model by its place.
    static func model(_ place: Int) -> Role { models[place % models.count] }

    /// Colours of the number of points in a place, from few to many.
    static let density: [Role] = [.density1, .density2, .density3, .density4, .density5]

    /// Font sizes in units of an image 560 wide: larger where the image is shown smaller.
    ///
    /// Media queries inside an image ask for its own width, so that text keeps about 11 to 15 pixels from a phone to a desktop.
    enum FontSize {
        /// In images up to 520 pixels wide; all places are kept for this size.
        static let largest = 16.0
        /// From 521 pixels on.
        static let middle = 12.5
        /// From 821 pixels on.
        static let small = 9.5
        /// From 1201 pixels on.
        static let smallest = 7.5
        /// How much larger the title is.
        static let titleFactor = 1.2
    }

    /// The style sheet of every image.
    static let styleSheet: String = {
        func rules(_ colour: (Role) -> String) -> String {
            Role.allCases.map { ".\($0.fill){fill:\(colour($0))}.\($0.stroke){stroke:\(colour($0))}" }.joined()
        }
        func fonts(_ size: Double) -> String {
            let title = SVGWriter.coordinate(size * FontSize.titleFactor)
            return ".c-text{font-size:\(SVGWriter.coordinate(size))px}.c-title{font-size:\(title)px}"
        }
        func from(_ width: Int, _ size: Double) -> String { "@media(min-width:\(width)px){\(fonts(size))}" }
        return """
            .c-text{font-family:ui-rounded,"SF Pro Rounded",system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;\
            font-variant-numeric:tabular-nums}.c-bold{font-weight:650}.c-mid{text-anchor:middle}.c-end{text-anchor:end}
            \(rules { $0.colours.light })
            .c-line,.c-thin{vector-effect:non-scaling-stroke}\
            .c-line{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}.c-thick{stroke-width:2.2}\
            .c-thin{fill:none;stroke-width:1}.c-dash{stroke-dasharray:4 3}.c-dots{fill:none;stroke-width:5;stroke-linecap:round;stroke-opacity:.55}\
            .c-few{stroke-width:8;stroke-opacity:.9}\
            .c-band{fill-opacity:.24}.c-shade{fill-opacity:.2}
            \(fonts(FontSize.largest))
            @media(max-width:520px){.c-wide{display:none}}\
            \(from(521, FontSize.middle))\(from(821, FontSize.small))\(from(1201, FontSize.smallest))
            @media(prefers-color-scheme:dark){\(rules { $0.colours.dark })}

            """
    }()
}
