// SPDX-License-Identifier: Apache-2.0

/// A strict reader of the XML that charts are written in; anything it does not know is a fault.
struct SVGDocument {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// Text directly inside, entities resolved.
        var text = ""
        /// Names of the elements around it.
        let parents: [String]

        var classes: [String] { (attributes["class"] ?? "").split(separator: " ").map(String.init) }
    }

    struct Fault: Error { let what: String }

    /// In the order of their start tags.
    private(set) var elements: [Element] = []

    private var rest: Substring
    private var open: [Int] = []

    init(_ text: String) throws {
        rest = text[...]
        repeat { try step() } while !open.isEmpty
        guard rest.allSatisfy(\.isWhitespace) else { throw Fault(what: "text after the root: \(rest.prefix(40))") }
    }

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    func all(_ name: String, class wanted: String) -> [Element] { all(name).filter { $0.classes.contains(wanted) } }

    private mutating func step() throws {
        let text = rest.prefix { $0 != "<" }
        rest = rest.dropFirst(text.count)
        if let last = open.last {
            elements[last].text += try Self.resolved(text)
        } else if !text.isEmpty {
            throw Fault(what: "text outside the root")
        }
        guard rest.popFirst() == "<" else { throw Fault(what: "end of file inside \(open.map { elements[$0].name })") }
        guard let end = rest.firstIndex(of: ">") else { throw Fault(what: "tag without end") }
        let tag = rest[..<end]
        rest = rest[rest.index(after: end)...]
        tag.first == "/" ? try close(String(tag.dropFirst())) : try start(tag)
    }

    private mutating func close(_ name: String) throws {
        guard let last = open.popLast(), elements[last].name == name else {
            throw Fault(what: "</\(name)> closes nothing")
        }
    }

    private mutating func start(_ tag: Substring) throws {
        let isEmpty = tag.last == "/"
        var inside = isEmpty ? tag.dropLast() : tag
        let name = inside.prefix { $0.isLetter }
        guard !name.isEmpty else { throw Fault(what: "<\(tag)>") }
        inside = inside.dropFirst(name.count)
        var attributes: [String: String] = [:]
        while !inside.isEmpty {
            guard inside.popFirst() == " " else { throw Fault(what: "no space in <\(tag)>") }
            let key = inside.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
            inside = inside.dropFirst(key.count)
            guard !key.isEmpty, inside.popFirst() == "=", inside.popFirst() == "\"",
                let end = inside.firstIndex(of: "\"")
            else {
                throw Fault(what: "attribute in <\(tag)>")
            }
            guard attributes.updateValue(try Self.resolved(inside[..<end]), forKey: String(key)) == nil else {
                throw Fault(what: "\(key) twice in <\(tag)>")
            }
            inside = inside[inside.index(after: end)...]
        }
        elements.append(Element(name: String(name), attributes: attributes, parents: open.map { elements[$0].name }))
        if !isEmpty { open.append(elements.count - 1) }
    }

    private static func resolved(_ text: Substring) throws -> String {
        var (resolved, rest) = ("", text)
        while let character = rest.popFirst() {
            guard character != "<", character != "\0" else { throw Fault(what: "bare \(character)") }
            guard character == "&" else {
                resolved.append(character)
                continue
            }
            let entity = rest.prefix { $0 != ";" }
            guard let meant = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'"][String(entity)] else {
                throw Fault(what: "&\(entity.prefix(10))")
            }
            resolved += meant
            rest = rest.dropFirst(entity.count + 1)
        }
        return resolved
    }
}

/// The points a path goes through, by stretch of the pen; arcs end where they end.
func stretches(_ path: String) throws -> [[(x: Double, y: Double)]] {
    var result: [[(x: Double, y: Double)]] = []
    var (x, y, start) = (0.0, 0.0, (x: 0.0, y: 0.0))
    var rest = path[...]
    while let command = rest.popFirst() {
        var numbers: [Double] = []
        while let next = rest.first, !next.isLetter {
            if next == " " { rest.removeFirst() }
            let sign = rest.first == "-" ? "-" : ""
            let digits = rest.dropFirst(sign.count).prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(sign.count + digits.count)
            guard let number = Double(sign + digits) else {
                throw SVGDocument.Fault(what: "number in \(path.prefix(60))")
            }
            numbers.append(number)
        }
        switch (command, numbers.count) {
        case ("M", 2): (x, y) = (numbers[0], numbers[1])
        case ("m", 2): (x, y) = (x + numbers[0], y + numbers[1])
        case ("L", 2): (x, y) = (numbers[0], numbers[1])
        case ("l", 2): (x, y) = (x + numbers[0], y + numbers[1])
        case ("H", 1): x = numbers[0]
        case ("h", 1): x += numbers[0]
        case ("V", 1): y = numbers[0]
        case ("v", 1): y += numbers[0]
        case ("a", 7): (x, y) = (x + numbers[5], y + numbers[6])
        case ("Z", 0), ("z", 0): (x, y) = start
        default: throw SVGDocument.Fault(what: "\(command) with \(numbers)")
        }
        if command == "M" || command == "m" {
            start = (x, y)
            result.append([start])
        } else if command != "Z", command != "z" {
            result[result.count - 1].append((x, y))
        }
    }
    return result
}
