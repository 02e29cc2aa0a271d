// SPDX-License-Identifier: Apache-2.0

import CExpat

/// What is met while XML is read: elements by their local names, without attributes, comments and instructions.
enum XMLEvent: Hashable {
    /// An element begins; `parent` is the name of the one around it, empty for the outermost.
    case begin(_ name: String, parent: String)
    /// An element ends; `text` is what stands in it after its last child, without white space around.
    case end(_ name: String, parent: String, text: String)
}

/// XML of answers, read by libexpat.
///
/// A document type is refused whatever it says, and with it every entity that could grow or fetch something.
enum XMLEvents {
    /// Most elements around each other.
    static let deepest = 16
    /// Longest text of one element, bytes.
    static let longestText = 4096

    /// Reads a body whole.
    ///
    /// - Parameter take: is given the events in order; a fault it throws ends the reading.
    /// - Throws: `.document` with the line that is no XML, too deep, too long or of a document type, and what `take` throws.
    static func read(
        _ body: [UInt8], _ take: @escaping (XMLEvent) throws(FeedFault) -> Void
    ) throws(FeedFault) {
        guard let length = Int32(exactly: body.count) else {
            throw .document(at: "the answer", found: "\(body.count) bytes", expected: "less than two gigabytes")
        }
        // Names come as `namespace|name`: the namespaces' versions change, and say nothing here.
        guard let parser = XML_ParserCreateNS(nil, XML_Char(UInt8(ascii: "|"))) else {
            throw .transfer(.request("no memory to read XML"))
        }
        defer { XML_ParserFree(parser) }
        let reading = Reading(parser, take)
        XML_SetUserData(parser, Unmanaged.passUnretained(reading).toOpaque())
        XML_SetElementHandler(parser, beginElement, endElement)
        XML_SetCharacterDataHandler(parser, takeText)
        XML_SetStartDoctypeDeclHandler(parser, refuseDocumentType)
        let status = withExtendedLifetime(reading) {
            body.withUnsafeBytes { XML_Parse(parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), length, 1) }
        }
        if let fault = reading.fault { throw fault }
        guard status == XML_STATUS_OK else {
            let words = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "an unknown fault"
            throw .document(at: reading.line, found: words, expected: "XML")
        }
    }
}

/// Where the reading stands; used by the calls of one parser alone.
private final class Reading {
    private let parser: XML_Parser
    private let take: (XMLEvent) throws(FeedFault) -> Void
    /// Names of the elements that have begun, from the outermost.
    private var path: [String] = []
    private var text: [UInt8] = []
    /// Why the reading was ended; after it libexpat may still make some calls.
    private(set) var fault: FeedFault?

    init(_ parser: XML_Parser, _ take: @escaping (XMLEvent) throws(FeedFault) -> Void) {
        (self.parser, self.take) = (parser, take)
    }

    /// As `line 3`.
    var line: String { "line \(XML_GetCurrentLineNumber(parser))" }

    func begin(_ name: String) {
        guard fault == nil else { return }
        guard path.count < XMLEvents.deepest else {
            return stop(
                .document(at: line, found: "elements nested deeper than \(path.count)", expected: "a flat document"))
        }
        let parent = path.last ?? ""
        path.append(name)
        text.removeAll(keepingCapacity: true)
        hand(.begin(name, parent: parent))
    }

    func end() {
        guard fault == nil, let name = path.popLast() else { return }
        let isSpace: (UInt8) -> Bool = { $0 == 32 || (9...13).contains($0) }
        let trimmed = text.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        text.removeAll(keepingCapacity: true)
        hand(.end(name, parent: path.last ?? "", text: String(decoding: trimmed, as: UTF8.self)))
    }

    func add(_ bytes: UnsafeRawBufferPointer) {
        guard fault == nil else { return }
        guard text.count + bytes.count <= XMLEvents.longestText else {
            let found = "a text longer than \(XMLEvents.longestText) bytes"
            return stop(.document(at: line, found: found, expected: "numbers, times and short texts"))
        }
        text.append(contentsOf: bytes)
    }

    func refuseDocumentType() {
        stop(.document(at: line, found: "a document type, as HTML has it", expected: "XML without one"))
    }

    private func hand(_ event: XMLEvent) {
        guard fault == nil else { return }
        do throws(FeedFault) { try take(event) } catch { stop(error) }
    }

    private func stop(_ fault: FeedFault) {
        guard self.fault == nil else { return }
        self.fault = fault
        _ = XML_StopParser(parser, 0)
    }
}

private func reading(_ context: UnsafeMutableRawPointer?) -> Reading? {
    context.map { Unmanaged<Reading>.fromOpaque($0).takeUnretainedValue() }
}

/// An `XML_StartElementHandler`.
private func beginElement(
    _ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?,
    _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
) {
    guard let name else { return }
    let whole = String(cString: name)
    reading(context)?.begin(whole.split(separator: "|").last.map { String($0) } ?? whole)
}

/// An `XML_EndElementHandler`; what ends is what began last, as libexpat sees to.
private func endElement(_ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?) {
    reading(context)?.end()
}

/// An `XML_CharacterDataHandler`; one text may come in several pieces.
private func takeText(_ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<XML_Char>?, _ length: Int32) {
    guard let text, length > 0 else { return }
    reading(context)?.add(UnsafeRawBufferPointer(start: text, count: Int(length)))
}

/// An `XML_StartDoctypeDeclHandler`, called before anything inside is read.
private func refuseDocumentType(
    _ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?, _ system: UnsafePointer<XML_Char>?,
    _ publicName: UnsafePointer<XML_Char>?, _ hasInternalSubset: Int32
) {
    reading(context)?.refuseDocumentType()
}
