// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Testing

@Suite struct SunSpecWalkTests {
    /// A device's memory: addresses that are not in it answer with exception 2.
    private struct Memory {
        var words: [Int: UInt16] = [:]
        var silent: Set<Int> = []

        init(base: Int = 40000, models: [(id: UInt16, length: UInt16)], end: Bool = true) {
            (words[base], words[base + 1]) = (0x5375, 0x6E53)
            var address = base + 2
            for model in models {
                words[address] = model.id
                words[address + 1] = model.length
                for place in 0..<Int(model.length) { words[address + 2 + place] = 0 }
                address += 2 + Int(model.length)
            }
            if end { (words[address], words[address + 1]) = (0xFFFF, 0) }
        }

        func read(_ range: RegisterRange) -> Result<[UInt16], ReadFailure> {
            if range.addresses.contains(where: silent.contains) { return .failure(.noResponse) }
            let found = range.addresses.compactMap { words[$0] }
            return found.count == range.count ? .success(found) : .failure(.exception(code: 2))
        }
    }

    private func walk(
        _ memory: Memory, required: [[UInt16]] = []
    ) -> (outcome: Result<[LocatedModel], DeviceError>?, reads: [Int]) {
        var walk = SunSpecWalk(required: required)
        var reads: [Int] = []
        while let range = walk.nextRead() {
            reads.append(Int(range.address))
            walk.take(memory.read(range))
        }
        return (walk.outcome, reads)
    }

    @Test func chain_isListedWithTheDevicesOwnLengths() throws {
        let memory = Memory(models: [(1, 65), (103, 50), (64000, 7), (124, 30)])
        let (outcome, reads) = walk(memory, required: [[1], [101, 102, 103], [124]])
        let models = try #require(try outcome?.get())
        #expect(
            models == [
                LocatedModel(id: 1, address: 40002, length: 65), LocatedModel(id: 103, address: 40069, length: 50),
                LocatedModel(id: 64000, address: 40121, length: 7), LocatedModel(id: 124, address: 40130, length: 30),
            ])
        #expect(reads == [40000, 40002, 40069, 40121, 40130, 40162])
    }

    @Test(arguments: [40000, 0, 50000]) func bases_areTriedInOrder(base: Int) throws {
        let (outcome, reads) = walk(Memory(base: base, models: [(1, 66)]))
        #expect(try outcome?.get().first?.address == UInt16(base + 2))
        let tried = [40000, 0, 50000]
        let place = try #require(tried.firstIndex(of: base))
        #expect(Array(reads.prefix { $0 != base + 2 }) == Array(tried[...place]))
    }

    @Test func noMarker_isNotSunSpec() {
        var memory = Memory(models: [(1, 66)])
        memory.words[40001] = 0x6E54
        #expect(walk(memory).outcome == .failure(.notSunSpec(tried: [40000, 0, 50000])))
    }

    @Test func silenceEverywhere_isInterrupted_notMissing() {
        var memory = Memory(models: [])
        memory.silent = [40000, 0, 50000]
        #expect(walk(memory).outcome == .failure(.interrupted(address: 40000, reason: .noResponse)))
    }

    @Test func silenceAtOneBase_triesTheNext() throws {
        var memory = Memory(base: 0, models: [(1, 66)])
        memory.silent = [40000]
        #expect(try walk(memory).outcome?.get().map(\.id) == [1])
    }

    @Test func silenceWithinTheChain_isInterrupted() {
        var memory = Memory(models: [(1, 66), (103, 50)])
        memory.silent = [40070]
        #expect(walk(memory).outcome == .failure(.interrupted(address: 40070, reason: .noResponse)))
    }

    @Test func exceptionWithinTheChain_endsIt() throws {
        let memory = Memory(models: [(1, 66), (103, 50)], end: false)
        #expect(try walk(memory).outcome?.get().map(\.id) == [1, 103])
    }

    @Test func missingModel_isNamed() throws {
        let memory = Memory(models: [(1, 66), (113, 60)])
        let outcome = walk(memory, required: [[1], [103, 101]]).outcome
        #expect(outcome == .failure(.modelMissing(ids: [103, 101], found: [1, 113])))
        guard case .failure(let error) = outcome else { return }
        #expect(error.description == "SunSpec model 103 or 101 is missing, found 1, 113")
    }

    @Test func zeros_endTheChain() throws {
        var memory = Memory(models: [(1, 66)], end: false)
        for address in 40070..<42000 { memory.words[address] = 0 }
        let (outcome, reads) = walk(memory)
        #expect(try outcome?.get().count == 1)
        #expect(reads.count == 3)
    }

    @Test func lengthBeyondTheAddressSpace_endsTheChain() throws {
        var memory = Memory(models: [(1, 66)], end: false)
        (memory.words[40070], memory.words[40071]) = (103, 65000)
        #expect(try walk(memory).outcome?.get().map(\.id) == [1])
    }

    @Test func modelUpToTheLastAddress_isTaken() throws {
        var memory = Memory(base: 50000, models: [(1, 66)], end: false)
        (memory.words[50070], memory.words[50071]) = (103, UInt16(65536 - 50072))
        #expect(try walk(memory).outcome?.get().map(\.id) == [1, 103])
    }

    @Test func chainOfTinyModels_isCutAfterItsLimit() throws {
        var memory = Memory(models: [], end: false)
        for address in stride(from: 40002, to: 65530, by: 3) {
            (memory.words[address], memory.words[address + 1], memory.words[address + 2]) = (9, 1, 0)
        }
        let (outcome, reads) = walk(memory)
        #expect(try outcome?.get().count == SunSpecWalk.maxModels)
        #expect(reads.count == SunSpecWalk.maxModels + 1)
    }

    @Test func replyOfAnotherLength_isMalformed() {
        var walk = SunSpecWalk(required: [])
        walk.take(.success([0x5375, 0x6E53]))
        walk.take(.success([1, 66, 0]))
        #expect(walk.outcome == .failure(.interrupted(address: 40002, reason: .malformed)))
        #expect(walk.nextRead() == nil)
        walk.take(.success([1, 66]))
        #expect(walk.outcome == .failure(.interrupted(address: 40002, reason: .malformed)))
    }

    @Test func everyRead_ofAShippedImage_isAnswered() throws {
        let profile = try shippedProfile("sunspec-hybrid")
        let image = try RegisterImage(profile, base: 0)
        var walk = SunSpecWalk(profile: profile)
        while let range = walk.nextRead() {
            do { walk.take(.success(try image.read(range))) } catch { walk.take(.failure(.exception(code: 2))) }
        }
        #expect(try walk.outcome?.get() == image.models)
    }
}
