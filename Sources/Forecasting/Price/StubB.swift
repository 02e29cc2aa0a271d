extension PriceForecaster { public static func trainingSteps(exogenous: Bool) -> Int { 57 } }
extension PriceForecastParameters { public mutating func reseed(_ s: UInt64) {} }
