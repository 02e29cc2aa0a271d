// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

#if os(Linux) && arch(x86_64)
    /// The objects of the fused kernels hold no code that the linker may share with another module.
    ///
    /// A function that the compiler copies into each module which uses it (a generic one of the standard library, specialised
    /// or always emitted) is a weak symbol, and the linker keeps one copy for the whole program. Were it the copy compiled
    /// for AVX2, an older processor would run it in places that no choice of kernels guards.
    @Suite struct KernelObjectTests {
        /// The objects stand beside the program that runs the tests.
        private func objects(of module: String) throws -> [URL] {
            let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let folder = URL(filePath: program).deletingLastPathComponent().appending(path: "\(module).build")
            return try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasSuffix(".o") }.map { folder.appending(path: $0) }
        }

        @Test func fusedKernels_shareNoCodeWithOtherModules() throws {
            let objects = try objects(of: "KernelsFMA")
            var functions: [ELFSymbol] = []
            for object in objects { functions += try ELFSymbol.functions(of: Array(Data(contentsOf: object))) }
            #expect(functions.contains { !$0.isWeak && $0.name.contains("matrixProduct") })
            let shared = functions.filter { $0.isWeak && !$0.name.contains("10KernelsFMA") }
            #expect(shared.isEmpty, "\(shared.map(\.name))")
        }

        @Test func weakCode_isFoundWhereThereIsSome() throws {
            let objects = try objects(of: "LearningTests")
            var functions: [ELFSymbol] = []
            for object in objects { functions += try ELFSymbol.functions(of: Array(Data(contentsOf: object))) }
            #expect(functions.contains { $0.isWeak && !$0.name.contains("LearningTests") })
        }
    }

    /// A function in an object file of the 64-bit ELF format (System V ABI, chapter 4).
    private struct ELFSymbol {
        let name: String
        let isWeak: Bool

        /// The functions that an object defines.
        static func functions(of file: [UInt8]) throws -> [ELFSymbol] {
            try #require(file.prefix(5) == [0x7F, 0x45, 0x4C, 0x46, 2])
            func number(_ offset: Int, _ size: Int) -> Int {
                (0..<size).reversed().reduce(0) { $0 << 8 | Int(file[offset + $1]) }
            }
            let sections = (0..<number(60, 2)).map { number(40, 8) + $0 * number(58, 2) }
            let table = try #require(sections.first { number($0 + 4, 4) == 2 })
            let names = number(sections[number(table + 40, 4)] + 24, 8)
            let start = number(table + 24, 8)
            return stride(from: start, to: start + number(table + 32, 8), by: 24).compactMap { entry in
                let info = number(entry + 4, 1)
                guard info & 15 == 2, number(entry + 6, 2) != 0 else { return nil }
                let name = file[(names + number(entry, 4))...].prefix { $0 != 0 }
                return ELFSymbol(name: String(decoding: name, as: UTF8.self), isWeak: info >> 4 == 2)
            }
        }
    }
#endif
