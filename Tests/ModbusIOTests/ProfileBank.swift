// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import FoundationEssentials
import HostIO
import Synchronization
import Testing

@testable import ModbusIO

/// The text of a profile of the `devices` folder.
func shippedTOML(_ id: String) throws -> String {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let data = try #require(FileManager.default.contents(atPath: "\(root)/devices/\(id).toml"))
    return String(decoding: data, as: UTF8.self)
}

/// A profile of the `devices` folder, its text changed first where a test wants another device.
func shippedProfile(_ id: String, change: (String) -> String = { $0 }) throws -> DeviceProfile {
    try DeviceProfile(toml: change(shippedTOML(id)), file: "\(id).toml")
}

/// The registers of an inverter with a battery of 5 kW.
func inverterImage(_ profile: DeviceProfile, base: UInt16 = 40000) throws -> RegisterImage {
    var image = try RegisterImage(profile, base: base)
    let values: [(String, Double)] = [("124.WChaMax", 5000), ("121.WMax", 8000), ("103.W", 1234), ("124.ChaState", 50)]
    for (name, value) in values { try image.set(try #require(image.handle(name)), to: value) }
    image.set(try #require(image.handle("1.SN")), text: "TEST-1")
    return image
}

/// Devices by unit identifier, and what a test does to them.
final class ProfileBank: RegisterBank {
    struct State {
        var images: [UInt8: RegisterImage]
        var silent: Set<UInt8> = []
        /// Addresses that reads of are not answered.
        var silentAddresses: Set<Int> = []
        /// Exceptions of reads that touch an address.
        var refused: [Int: UInt8] = [:]
        /// Exceptions of writes that touch an address.
        var refusedWrites: [Int: UInt8] = [:]
        /// Registers that read differently from what was written.
        var stuck: [Int: UInt16] = [:]
        var writes: [RegisterWrite] = []
        var reads: [(unit: UInt8, range: RegisterRange)] = []
    }

    private let state: Mutex<State>
    private let wasAsked = Semaphore()

    init(_ images: [UInt8: RegisterImage]) { state = Mutex(State(images: images)) }

    /// Changes what the devices do.
    func change(_ body: (inout State) throws -> Void) rethrows { try state.withLock { try body(&$0) } }

    /// Every write that was taken, in order.
    var writes: [RegisterWrite] { state.withLock { $0.writes } }

    /// Where a unit has a SunSpec model.
    func model(_ id: UInt16, unit: UInt8) -> LocatedModel? {
        state.withLock { $0.images[unit]?.models.first { $0.id == id } }
    }

    /// What a unit was asked for, in order.
    func reads(unit: UInt8) -> [RegisterRange] {
        state.withLock { $0.reads.filter { $0.unit == unit }.map(\.range) }
    }

    /// How often a unit was asked.
    func readCount(unit: UInt8) -> Int { reads(unit: unit).count }

    /// Waits until what was asked meets a condition; false when it does not within half a minute.
    func wait(until isMet: (State) -> Bool) -> Bool {
        let deadline = MachineClock.now().advanced(bySeconds: 30)
        while !state.withLock({ isMet($0) }) {
            guard MachineClock.now() < deadline else { return false }
            wasAsked.wait(until: deadline)
        }
        return true
    }

    func read(_ range: RegisterRange, unit: UInt8) -> BankReply {
        defer { wasAsked.signal() }
        return state.withLock { state in
            state.reads.append((unit, range))
            guard let image = state.images[unit], !state.silent.contains(unit),
                state.silentAddresses.isDisjoint(with: range.addresses)
            else { return .silence }
            if let code = range.addresses.compactMap({ state.refused[$0] }).first { return .exception(code: code) }
            do throws(ModbusException) {
                var words = try image.read(range)
                for (k, address) in range.addresses.enumerated() { words[k] = state.stuck[address] ?? words[k] }
                return .words(words)
            } catch {
                return .exception(code: error.code)
            }
        }
    }

    func write(_ write: RegisterWrite, unit: UInt8) -> BankReply {
        defer { wasAsked.signal() }
        return state.withLock { state in
            guard var image = state.images[unit], !state.silent.contains(unit) else { return .silence }
            if let code = write.addresses.compactMap({ state.refusedWrites[$0] }).first {
                return .exception(code: code)
            }
            do throws(ModbusException) { try image.write(write) } catch { return .exception(code: error.code) }
            state.images[unit] = image
            state.writes.append(write)
            return .accepted
        }
    }
}
