// SPDX-License-Identifier: Apache-2.0

/// The arrows that may be: for each target, what it may import of the package itself.
///
/// This is the table of the design, written once more by hand: a new arrow has to be wanted twice.
enum Arrows {
    static let allowed: [String: Set<String>] = [
        "CCurl": [], "CExpat": [], "CModbus": [], "CSQLite": [], "CHost": [], "CZlib": [], "CCPU": [],
        "Bits": [], "KernelsPortable": [], "KernelsFMA": [],
        "Learning": ["Bits", "CCPU", "KernelsFMA", "KernelsPortable"],
        "Energy": ["Bits"],
        "StrictTOML": [],
        "Charts": ["Energy"],
        "Plant": ["Bits", "Energy"],
        "Devices": ["Energy", "StrictTOML"],
        "Forecasting": ["Bits", "Energy", "Learning"],
        "Policies": ["Bits", "Energy", "Learning", "Plant", "StrictTOML"],
        "Safety": ["Energy"],
        "Backtest": ["Bits", "Energy", "Forecasting", "Plant", "Policies", "Safety"],
        "GuardCycle": ["Devices", "Energy", "Safety"],
        "PlanCycle": ["Energy", "Forecasting", "Policies"],
        "Scenario": [
            "Backtest", "Bits", "Devices", "Energy", "GuardCycle", "PlanCycle", "Plant", "Policies", "Safety",
        ],
        "HostIO": ["CHost", "Energy"],
        "Feeds": ["CCurl", "CExpat", "Energy"],
        "GuardLink": ["Energy", "HostIO"],
        "Inbox": ["Energy", "HostIO"],
        "JournalIO": ["Bits", "Energy", "HostIO", "Safety"],
        "Configuration": ["Devices", "Energy", "HostIO", "StrictTOML"],
        "Tables": ["CZlib", "Energy"],
        "ModelIO": ["Bits", "Energy", "Forecasting", "HostIO", "Learning"],
        "ModbusIO": ["Bits", "CModbus", "Devices", "Energy", "HostIO", "Safety"],
        "ReadingStore": ["Bits", "CSQLite", "Energy", "HostIO"],
        "Simulator": ["Bits", "Devices", "Energy", "ModbusIO", "Plant", "Safety"],
        "FeedSimulator": ["Bits", "Energy"],
        "StatusServer": ["Bits", "Energy"],
        "GuardService": [
            "Configuration", "Devices", "Energy", "GuardCycle", "GuardLink", "HostIO", "JournalIO", "ModbusIO",
            "Safety",
        ],
        "PlannerService": [
            "Configuration", "Energy", "Forecasting", "GuardLink", "HostIO", "Inbox", "ModelIO", "PlanCycle",
            "Policies", "ReadingStore", "StatusServer", "StrictTOML",
        ],
        "FetchService": ["Bits", "Configuration", "Energy", "Feeds", "HostIO", "Inbox"],
        "hearth-fetch": ["FetchService", "HostIO"],
        "hearth-guard": ["GuardService", "HostIO"],
        "hearthd": ["HostIO", "PlannerService"],
        "HearthTestKit": ["Energy", "Safety"],
    ]

    /// Products of other packages a target may use; whatever is not listed may use none.
    static let allowedProducts: [String: Set<String>] = [
        "StrictTOML": ["TOMLKit"],
        "FeedSimulator": ["NIOCore", "NIOHTTP1", "NIOPosix"],
        "StatusServer": ["NIOCore", "NIOHTTP1", "NIOPosix"],
        "hearth": ["ArgumentParser"],
    ]

    /// The pure ring: no sockets, files, clocks.
    static let pureRing: Set<String> = [
        "Bits", "Energy", "KernelsPortable", "KernelsFMA", "Learning", "StrictTOML", "Charts", "Plant", "Devices",
        "Forecasting", "Policies", "Safety", "Backtest", "GuardCycle", "PlanCycle", "Scenario",
    ]

    /// Modules the pure ring never imports: they reach the outside world.
    static let outsideModules = [
        "CModbus", "CSQLite", "CHost", "CZlib", "CCurl", "CExpat", "CGPIO", "Dispatch", "Foundation",
    ]
}
