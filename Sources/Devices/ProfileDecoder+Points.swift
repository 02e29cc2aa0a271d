// SPDX-License-Identifier: Apache-2.0

import StrictTOML

/// A point as read, before its scale factor is resolved.
struct PointDraft {
    let reader: TOMLTableReader
    let name: String
    let place: ProfilePoint.Place
    let type: PointType
    let codec: PointCodec
    /// Full name of the scale-factor point.
    let scaleFactor: String?
    let unit: String
    let access: ProfilePoint.Access
    let isFlash: Bool
    let initial: Double?
}

/// What the points of a table have in common unless they say otherwise.
private struct PointDefaults {
    /// Names of the points and of their scale factors begin with these.
    var prefix = ""
    var scalePrefix = ""
    var type: PointType?
    var order = WordOrder.big
    var scale = 1.0
    var unit = ""
    var range: ClosedRange<Double>?
    var notAvailable: [Int]?
    var access = ProfilePoint.Access.read
    /// True in SunSpec models, where each type has its own not-available value.
    var isSunSpec = false
}

extension ProfileDecoder {
    /// Reads every `[[block]]` and `[[model]]`.
    mutating func readPoints() {
        let blocks = root.tables("block")
        let models = root.tables("model")
        if blocks.isEmpty == models.isEmpty {
            root.fault("", expected: "either [[block]] tables of a fixed map or [[model]] tables of SunSpec")
        }
        for block in blocks { readBlock(block) }
        for model in models { readModel(model) }
    }

    private mutating func readBlock(_ block: TOMLTableReader) {
        let table = block.choice("table", as: RegisterTable.self)
        var defaults = PointDefaults()
        defaults.type = block.parsedIfPresent("type", expected: typeExpectation, placeholder: placeholderType) {
            PointType($0)
        }
        if table.isBits && defaults.type == nil { defaults.type = PointType(.bool) }
        defaults.order = block.choice("word_order", as: WordOrder.self, default: .big)
        defaults.scale = block.number("scale", default: 1)
        defaults.unit = block.string("unit", allowingEmpty: true, default: "")
        defaults.range = range(block)
        defaults.notAvailable = patterns(block)
        defaults.access = block.choice("access", as: ProfilePoint.Access.self, default: .read)
        for point in block.tables("points", atLeast: 1) {
            let address = point.integer("address", in: UInt16.min...UInt16.max)
            readPoint(point, place: .fixed(table: table, address: address), defaults)
        }
    }

    private mutating func readModel(_ model: TOMLTableReader) {
        let id = model.integer("id", in: UInt16(1)...65534)
        let fixedLength = model.integer("length", in: 1...65533)
        let index = models.count
        var defaults = PointDefaults(prefix: "\(id).", scalePrefix: "\(id).")
        defaults.isSunSpec = true
        for point in model.tables("points", atLeast: 1) {
            let offset = point.integer("offset", in: 2...fixedLength + 1)
            readPoint(point, place: .model(index: index, offset: offset), defaults, end: fixedLength + 2)
        }
        var length = fixedLength
        if let block = model.tableIfPresent("repeat") {
            let blockLength = block.integer("length", in: 1...1000)
            let count = block.integer("count", in: 1...16)
            length = min(65533, fixedLength + blockLength * count)
            for number in 1...count {
                defaults.prefix = "\(id).\(number)."
                let start = fixedLength + 2 + (number - 1) * blockLength
                for point in block.tables("points", atLeast: 1) {
                    let offset = start + point.integer("offset", in: 0...blockLength - 1)
                    readPoint(point, place: .model(index: index, offset: offset), defaults, end: start + blockLength)
                }
            }
        }
        models.append(
            SunSpecModel(
                id: id, alternates: model.integers("alternates", in: UInt16(1)...65534, default: []), length: length,
                isRequired: model.bool("required", default: true)))
    }

    private mutating func readPoint(
        _ point: TOMLTableReader, place: ProfilePoint.Place, _ defaults: PointDefaults, end: Int = 65536
    ) {
        let name = point.string("name")
        let type: PointType = point.parsed(
            "type", expected: typeExpectation, placeholder: placeholderType, default: defaults.type
        ) { PointType($0) }
        let scale = point.number("scale", default: defaults.scale)
        if scale == 0 { point.fault("scale", expected: "a number other than 0") }
        let sign = point.integer("sign", in: -1...1, default: 1)
        if sign == 0 { point.fault("sign", expected: "1 or -1") }
        let notAvailable = patterns(point) ?? defaults.notAvailable
        let standard = defaults.isSunSpec ? type.sunSpecNotAvailable.map { [$0] } : nil
        let codec = PointCodec(
            type, order: defaults.isSunSpec ? .big : point.choice("word_order", default: defaults.order),
            factor: scale * Double(sign), offset: point.number("value_offset", default: 0),
            range: range(point) ?? defaults.range,
            notAvailable: notAvailable.map { $0.map { bitPattern($0, type: type) } } ?? standard ?? [])
        checkPlace(point, place, type, end: end)
        drafts.append(
            PointDraft(
                reader: point, name: defaults.prefix + name, place: place, type: type, codec: codec,
                scaleFactor: point.stringIfPresent("sf").map { defaults.scalePrefix + $0 },
                unit: point.string("unit", allowingEmpty: true, default: defaults.unit),
                access: point.choice("access", default: defaults.access), isFlash: point.bool("flash", default: false),
                initial: point.numberIfPresent("initial")))
    }

    private func checkPlace(_ point: TOMLTableReader, _ place: ProfilePoint.Place, _ type: PointType, end: Int) {
        switch place {
        case .fixed(let table, let address):
            if Int(address) + type.width > end {
                point.fault("address", expected: "an address whose \(type.width) registers end below 65536")
            }
            if table.isBits != (type.kind == .bool) {
                point.fault("type", found: "\(type)", expected: table.isBits ? "\"bool\"" : "a register type")
            }
        case .model(_, let offset):
            if offset + type.width > end {
                point.fault("offset", expected: "an offset whose \(type.width) registers lie inside its table's length")
            }
            if type.kind == .bool { point.fault("type", expected: "a register type") }
        }
    }

    /// An optional pair of bounds in the point's unit.
    private func range(_ table: TOMLTableReader) -> ClosedRange<Double>? {
        let bounds = table.numbers("range", count: 2...2, default: [])
        guard bounds.count == 2 else { return nil }
        guard bounds[0] <= bounds[1] else {
            table.fault("range", found: "[\(bounds[0]), \(bounds[1])]", expected: "the lower bound first")
            return nil
        }
        return bounds[0]...bounds[1]
    }

    /// Optional register contents that mean "no value".
    private func patterns(_ table: TOMLTableReader) -> [Int]? {
        let patterns: [Int] = table.integers("not_available", count: 0...2, default: [])
        return table.contains("not_available") ? patterns : nil
    }

    /// A raw value as a bit pattern of the type's width, so that -32768 and 32768 are the same 16 bits.
    private func bitPattern(_ value: Int, type: PointType) -> UInt64 {
        let bits = UInt64(16 * min(4, type.width))
        let pattern = UInt64(bitPattern: Int64(value))
        return bits >= 64 ? pattern : pattern & ((1 << bits) - 1)
    }
}

private let placeholderType = PointType(.u16)
private let typeExpectation = "a register type such as \"u16\", \"f32\", \"acc32\" or \"string(8)\""
