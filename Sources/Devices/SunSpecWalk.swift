// SPDX-License-Identifier: Apache-2.0

import Energy

/// A SunSpec model as found on a device.
public struct LocatedModel: Hashable, Sendable {
    /// Model id.
    public let id: UInt16
    /// Address of its ID register.
    public let address: UInt16
    /// Its length L as the device states it, without ID and L.
    public let length: Int

    /// Puts a model together; for tests and simulators.
    public init(id: UInt16, address: UInt16, length: Int) {
        (self.id, self.address, self.length) = (id, address, length)
    }
}

/// Finds the SunSpec models of a device, as a state machine without I/O.
///
/// Ask `nextRead` what to read, hand the reply to `take`, until `nextRead` is nil; then look at `outcome`. The addresses only
/// grow, so it ends after at most `maxModels` headers (SunSpec Device Information Model Specification, "Discovery").
public struct SunSpecWalk: Sendable {
    /// Addresses at which a map may begin, in the order they are tried.
    public static let bases: [UInt16] = [40000, 0, 50000]
    /// More headers than this are not read.
    public static let maxModels = 96
    /// The marker "SunS".
    static let marker: [UInt16] = [0x5375, 0x6E53]

    private enum State: Sendable {
        case probing(base: Int)
        case header(address: Int)
        case ended
    }

    private let required: [[UInt16]]
    private var state = State.probing(base: 0)
    private var models: [LocatedModel] = []
    private var sawReply = false
    private var lastLoss = LossReason.noResponse
    /// The models in the order of the chain, or why there are none; nil while the walk goes on.
    public private(set) var outcome: Result<[LocatedModel], DeviceError>?

    /// A walk for the models that a profile needs.
    public init(profile: DeviceProfile) {
        self.init(required: profile.models.filter(\.isRequired).map { [$0.id] + $0.alternates })
    }

    /// A walk for models by id.
    ///
    /// - Parameter required: for each model that must be there the ids it may have; may be empty.
    public init(required: [[UInt16]]) { self.required = required }

    /// What to read next, nil when the walk has ended.
    public func nextRead() -> RegisterRange? {
        switch state {
        case .probing(let base): RegisterRange(table: .holding, address: Int(Self.bases[base]), count: 2)
        case .header(let address): RegisterRange(table: .holding, address: address, count: 2)
        case .ended: nil
        }
    }

    /// Takes the reply to `nextRead`; a reply of another length than asked for counts as `.malformed`.
    public mutating func take(_ reply: Result<[UInt16], ReadFailure>) {
        var reply = reply
        if case .success(let words) = reply, words.count != 2 { reply = .failure(.malformed) }
        switch state {
        case .probing(let base): takeMarker(reply, base: base)
        case .header(let address): takeHeader(reply, address: address)
        case .ended: break
        }
    }

    private mutating func takeMarker(_ reply: Result<[UInt16], ReadFailure>, base: Int) {
        switch reply {
        case .success(Self.marker):
            state = .header(address: Int(Self.bases[base]) + 2)
            return
        case .success: sawReply = true
        case .failure(let failure):
            // An exception is an answer; silence may be the device's way to refuse an address, so the next base is tried.
            if case .exception = failure { sawReply = true }
            lastLoss = failure.lossReason
        }
        if base + 1 < Self.bases.count {
            state = .probing(base: base + 1)
        } else {
            end(
                sawReply
                    ? .failure(.notSunSpec(tried: Self.bases))
                    : .failure(.interrupted(address: Self.bases[0], reason: lastLoss)))
        }
    }

    private mutating func takeHeader(_ reply: Result<[UInt16], ReadFailure>, address: Int) {
        switch reply {
        case .success(let words): takeModel(id: words[0], length: Int(words[1]), address: address)
        case .failure(.exception): endOfChain()
        case .failure(let failure):
            // Silence is not the end of a chain: a model behind it would be taken for missing.
            end(.failure(.interrupted(address: UInt16(clamping: address), reason: failure.lossReason)))
        }
    }

    private mutating func takeModel(id: UInt16, length: Int, address: Int) {
        let next = address + 2 + length
        // ID 0 or L 0 is what a device sends that reads 0 at unknown addresses.
        guard id != 0xFFFF, id != 0, length > 0, next <= 65536 else { return endOfChain() }
        models.append(LocatedModel(id: id, address: UInt16(clamping: address), length: length))
        if next + 2 > 65536 || models.count == Self.maxModels {
            endOfChain()
        } else {
            state = .header(address: next)
        }
    }

    private mutating func endOfChain() {
        let found = models.map(\.id)
        if let missing = required.first(where: { ids in !ids.contains(where: found.contains) }) {
            end(.failure(.modelMissing(ids: missing, found: found)))
        } else {
            end(.success(models))
        }
    }

    private mutating func end(_ outcome: Result<[LocatedModel], DeviceError>) {
        state = .ended
        self.outcome = outcome
    }
}
