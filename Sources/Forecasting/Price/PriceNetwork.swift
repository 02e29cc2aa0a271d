// SPDX-License-Identifier: Apache-2.0

import Learning

/// Temporal convolution networks over days that give one number for each hour of the next.
public struct PriceNetwork: Hashable, Sendable {
    /// What the numbers are.
    public enum Target: Hashable, Sendable {
        /// The price relative to level and spread of the week before, its median.
        case price
        /// Log odds that the hour is one of the eight dearest of the day.
        case peak
        /// Log odds that the hour is one of the eight cheapest of the day.
        case valley
    }

    /// How they are trained.
    public struct Parameters: Hashable, Sendable {
        /// Days they are trained on, the latest.
        public var window = 1456
        /// Networks with other seeds; their outputs are averaged.
        public var members: Int
        /// Days of the spread that prices are divided by, 1...28.
        public var spreadDays: Int
        /// Channels of each block.
        public var channels = 64
        /// Distances between the taps of each block, days.
        public var dilations = [1, 2]
        /// Epochs; all of them are done.
        public var epochs = 30
        /// Step of the optimiser.
        public var learningRate: Float = 1e-3
        /// Windows per step.
        public var batchSize = 32
        /// Weight of a missed hour against that of a false alarm.
        public var missWeight: Float = 1.5
        /// Seed of the first member.
        public var seed: UInt64 = 1

        /// The values chosen on the validation windows.
        public init(members: Int = 2, spreadDays: Int = 7) {
            (self.members, self.spreadDays) = (members, spreadDays)
        }

        static let fewestDays = 56
    }

    /// Dear or cheap hours of a day.
    public static let extremeHours = 8

    /// What the numbers are.
    public let target: Target
    let windows: PriceWindows
    let members: [TemporalConvolutionNetwork]

    init(target: Target, windows: PriceWindows, members: [TemporalConvolutionNetwork]) {
        (self.target, self.windows, self.members) = (target, windows, members)
    }

    /// Trains on the days before one; nil where there are too few.
    public init?(
        _ market: MarketDays, before day: Int, target: Target, parameters: Parameters,
        startingFrom previous: PriceNetwork? = nil
    ) {
        self.init(
            market, before: day, target: target, parameters: parameters, startingFrom: previous, parts: .none)
    }

    init?(
        _ market: MarketDays, before day: Int, target: Target, parameters: Parameters,
        startingFrom previous: PriceNetwork? = nil, parts: TrainingParts
    ) {
        let first = max(PriceWindows.reach, day - parameters.window)
        guard day - first >= Parameters.fewestDays, day <= market.count else { return nil }
        let inputs = previous?.windows ?? PriceWindows(market, days: first..<day, spreadDays: parameters.spreadDays)
        let (targets, mask) = Self.targets(market, days: first..<day, target, inputs)
        guard let windows = inputs.training(market, days: first..<day, targets: targets, mask: mask) else { return nil }
        let shape = TemporalConvolutionNetwork.Parameters(
            inputCount: inputs.columns, windowLength: PriceWindows.length, channels: parameters.channels, taps: 3,
            dilations: parameters.dilations, outputCount: MarketDays.hours)
        let members = (0..<max(1, parameters.members)).compactMap { member -> TemporalConvolutionNetwork? in
            let seed = parameters.seed &+ UInt64(member) &* 0x9E37_79B9
            let kept = parts.kept("\(member)", kind: TemporalConvolutionNetwork.modelKind) { file in
                try TemporalConvolutionNetwork(parameters: shape, tensors: file.tensors)
            }
            if let kept { return kept }
            guard let start = try? TemporalConvolutionNetwork(parameters: shape, seed: seed) else { return nil }
            var training = NetworkTraining(
                previous?.members[member] ?? start, parameters: parameters.training(target, seed: seed))
            guard let outcome = try? training.fit(windows), outcome == .finished else { return nil }
            parts.keep(training.latest.modelFile(name: ""), as: "\(member)")
            return training.latest
        }
        guard members.count == max(1, parameters.members) else { return nil }
        self.init(target: target, windows: inputs, members: members)
    }

    /// Targets and which of them count: the hours next to the border of an extreme do not.
    private static func targets(
        _ market: MarketDays, days: Range<Int>, _ target: Target, _ windows: PriceWindows
    ) -> (values: [Float], mask: [Bool]?) {
        switch target {
        case .price:
            let values = days.flatMap { day in
                let scale = windows.scale(market, day)
                return market[day].map { Float(scale.scaled($0)) }
            }
            return (values, nil)
        case .peak, .valley:
            let ranks = days.flatMap { day in
                let prices = Array(market[day])
                let order = Self.order(prices, target)
                var ranks = [Int](repeating: 0, count: order.count)
                for (rank, hour) in order.enumerated() { ranks[hour] = rank }
                return ranks
            }
            return (
                ranks.map { $0 < extremeHours ? 1 : 0 }, ranks.map { $0 != extremeHours - 1 && $0 != extremeHours }
            )
        }
    }

    /// The hours of a day by price, the dearest first for `peak`, the cheapest for `valley`.
    static func order(_ values: [Double], _ target: Target) -> [Int] {
        let sign: Double = target == .peak ? -1 : 1
        return values.indices.sorted { (sign * values[$0], $0) < (sign * values[$1], $1) }
    }

    /// One number for each hour of a day, the mean of the members.
    public func outputs(_ market: MarketDays, day: Int) -> [Double] {
        let row = windows.rows(market, days: CollectionOfOne(day))
        var sums = [Double](repeating: 0, count: MarketDays.hours)
        var output = [Float](repeating: 0, count: MarketDays.hours)
        for member in members {
            NetworkPredictor(member).predict(row, into: &output)
            for hour in sums.indices { sums[hour] += Double(output[hour]) / Double(members.count) }
        }
        return sums
    }

    /// The prices of a day, of a network with the target `price`.
    public func forecast(_ market: MarketDays, day: Int) -> [Double] {
        let scale = windows.scale(market, day)
        return outputs(market, day: day).map { scale.unscaled($0) }
    }
}

extension PriceNetwork.Parameters {
    fileprivate func training(_ target: PriceNetwork.Target, seed: UInt64) -> NetworkTrainingParameters {
        let loss: NetworkLoss =
            target == .price ? .quantile([0.5]) : .asymmetricCrossEntropy(falseAlarm: 1, miss: missWeight)
        var adam = Adam.Parameters()
        adam.learningRate = learningRate
        return NetworkTrainingParameters(
            loss: loss, batchSize: batchSize, epochLimit: epochs, adam: adam, patience: epochs, seed: seed)
    }
}
