// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Asserts the arrows of the design against the manifest and the sources.
@Suite struct ArchitectureTests {
    private struct Package: Decodable {
        struct Target: Decodable {
            let name: String
            let type: String
            let sources: [String]
            let targetDependencies: [String]?
            let productDependencies: [String]?
        }
        let targets: [Target]
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func describe() throws -> Package {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("hearth-describe").path
        process.arguments = [
            "swift", "package", "--package-path", root.path, "--scratch-path", scratch, "describe", "--type", "json",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Package.self, from: data)
    }

    private static func sources(of target: String) throws -> [(name: String, text: String)] {
        let folder = root.appendingPathComponent("Sources/\(target)")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try paths.filter { $0.hasSuffix(".swift") }.map {
            ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
        }
    }

    /// The modules a file imports, whatever attributes stand before the word.
    private static func imports(of text: String) -> [(module: String, line: String)] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({ $0.hasPrefix("@") || $0 == "public" || $0 == "internal" })
            else { return nil }
            let name = words[place + 1]
            let isKind = ["struct", "class", "enum", "protocol", "func", "typealias", "var", "let"].contains(name)
            let module = isKind && place + 2 < words.count ? words[place + 2] : name
            return (String(module.prefix { $0 != "." }), String(line))
        }
    }

    @Test func manifest_hasNoArrowBeyondTheDesign() throws {
        let package = try Self.describe()
        let names = Set(package.targets.map(\.name))
        #expect(names.isSuperset(of: Arrows.pureRing))
        for target in package.targets where target.type != "test" && target.name != "hearth" {
            let allowed = try #require(Arrows.allowed[target.name], "\(target.name) is not in the table")
            let extra = Set(target.targetDependencies ?? []).subtracting(allowed)
            #expect(extra.isEmpty, "\(target.name) -> \(extra.sorted())")
            let products = Set(target.productDependencies ?? []).subtracting(Arrows.allowedProducts[target.name] ?? [])
            #expect(products.isEmpty, "\(target.name) -> \(products.sorted())")
        }
    }

    @Test func sources_importOnlyWhatTheManifestAllows() throws {
        let own = Set(Arrows.allowed.keys)
        for (target, allowed) in Arrows.allowed where !target.hasPrefix("C") {
            for (file, text) in try Self.sources(of: target) {
                for (module, _) in Self.imports(of: text) where own.contains(module) {
                    #expect(allowed.contains(module), "\(target)/\(file) imports \(module)")
                }
            }
        }
    }

    @Test func pureRing_importsNothingOfTheOutsideWorld() throws {
        for target in Arrows.pureRing {
            for (file, text) in try Self.sources(of: target) {
                for (module, _) in Self.imports(of: text) {
                    #expect(!Arrows.outsideModules.contains(module), "\(target)/\(file) imports \(module)")
                }
            }
        }
    }

    @Test func fullFoundation_isImportedNowhere() throws {
        for target in Array(Arrows.allowed.keys) + ["hearth"] where !target.hasPrefix("C") {
            for (file, text) in try Self.sources(of: target) {
                #expect(!Self.imports(of: text).contains { $0.module == "Foundation" }, "\(target)/\(file)")
            }
        }
    }

    @Test func safety_isTestablyImportedByItsOwnTestsAlone() throws {
        let tests = Self.root.appendingPathComponent("Tests")
        var seenInOwnTests = false
        for path in try FileManager.default.subpathsOfDirectory(atPath: tests.path) where path.hasSuffix(".swift") {
            let text = try String(contentsOf: tests.appendingPathComponent(path), encoding: .utf8)
            let isTestable = Self.imports(of: text).contains { $0.module == "Safety" && $0.line.hasPrefix("@testable") }
            seenInOwnTests = seenInOwnTests || (isTestable && path.hasPrefix("SafetyTests/"))
            #expect(!isTestable || path.hasPrefix("SafetyTests/"), "\(path)")
        }
        #expect(seenInOwnTests, "the search would find one if it were there")
    }

    @Test func authorizedCommand_isMadeInSafetyAlone_andNeverDecodable() throws {
        let text = try #require(Self.sources(of: "Safety").first { $0.name.hasSuffix("AuthorizedCommand.swift") }?.text)
        #expect(!text.contains("public init"))
        #expect(!text.contains("Codable") && !text.contains(": Decodable"))
        for target in Arrows.allowed.keys where target != "Safety" && !target.hasPrefix("C") {
            for (file, text) in try Self.sources(of: target) {
                #expect(!text.contains("AuthorizedCommand("), "\(target)/\(file)")
            }
        }
    }

    @Test func topLevel_holdsWhatTheDesignNames() throws {
        let allowed: Set<String> = [
            "Package.swift", "Package.resolved", "Sources", "Tests", "devices", "policies", "systemd", "README.md",
            "LICENSE", "CHANGELOG.md",
        ]
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.root.path) where !name.hasPrefix(".") {
            #expect(allowed.contains(name), "\(name)")
        }
    }
}
