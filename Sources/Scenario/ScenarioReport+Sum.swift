// SPDX-License-Identifier: Apache-2.0

extension ScenarioReport {
    /// Several houses over the same days as one: energies, costs, counts and lists added up, the state of charge their
    /// mean, the figures of the machine left empty.
    ///
    /// - Parameters:
    ///   - houses: at least one, in their order.
    ///   - seed: the seed that theirs were derived from.
    public init(summing houses: [ScenarioReport], seed: UInt64) {
        self.init()
        guard let first = houses.first else { return }
        (policy, days, link, start, currency) = (first.policy, first.days, first.link, first.start, first.currency)
        self.seed = seed
        for house in houses { add(house) }
        finalSOC = houses.reduce(0.0) { $0 + $1.finalSOC } / Double(houses.count)
        violations = Array(violations.prefix(Self.keptViolations))
    }

    /// As many as one house keeps.
    private static let keptViolations = 20

    private mutating func add(_ house: ScenarioReport) {
        cycles += house.cycles
        slotsStored += house.slotsStored
        commandsWritten += house.commandsWritten
        commandsVerified += house.commandsVerified
        commandsRefused += house.commandsRefused
        refusals.merge(house.refusals, uniquingKeysWith: +)
        registerWrites += house.registerWrites
        modeChanges += house.modeChanges
        invariantViolations += house.invariantViolations
        violations += house.violations
        faultsInjected += house.faultsInjected
        faults += house.faults
        cost += house.cost
        costNoBattery += house.costNoBattery
        costSelfConsumption += house.costSelfConsumption
        costPerfectForesight += house.costPerfectForesight
        loadKWh += house.loadKWh
        pvKWh += house.pvKWh
        importKWh += house.importKWh
        exportKWh += house.exportKWh
        batteryDischargeKWh += house.batteryDischargeKWh
    }
}
