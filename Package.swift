// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// The targets and their arrows. `Tests/ArchitectureTests` asserts them against this manifest, so an arrow that is not
// meant to be there fails the tests even where it compiles.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A system library with a two-file folder: a module map and the few lines of C that Swift needs.
func systemLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

/// What trains models: optimised in debug builds too, where the tests would take minutes each, and in releases in the same way.
func trained(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + [.unsafeFlags(optimised)])
}

/// What plans and simulates: optimised in debug builds too, where all tests together would take 480 s instead of 276.
func numeric(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    let settings = strict + [.unsafeFlags(optimised, .when(configuration: .debug))]
    return .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

let optimised = ["-disable-batch-mode", "-O", "-whole-module-optimization", "-num-threads", "1"]

/// The numeric kernels: one set of sources, compiled for any processor and, on x86-64, for AVX2 with fused multiply-add.
///
/// aarch64 has fused multiply-add always, so there both are the same; a manifest does not know what a build is for, so whoever
/// builds for aarch64 on x86-64 says `HEARTH_KERNELS=portable`. Optimised in debug builds too: there they would be a
/// hundred times slower, and hold copies of the standard library's functions that the linker may share with other modules.
func kernels(_ name: String, fused: Bool = false) -> Target {
    var settings = strict + [.unsafeFlags(optimised)]
    #if arch(x86_64)
        if fused && Context.environment["HEARTH_KERNELS"] != "portable" {
            settings += [.define("FUSED"), .unsafeFlags(["-Xcc", "-march=x86-64-v3"])]
        }
    #endif
    return .target(name: name, swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func nio(_ product: String) -> Target.Dependency { .product(name: product, package: "swift-nio") }

let pureRing: [Target] = [
    numeric("Bits"),
    numeric("Energy", ["Bits"]),
    .systemLibrary(name: "CCPU", path: "Sources/CCPU"),
    kernels("KernelsPortable"),
    kernels("KernelsFMA", fused: true),
    trained("Learning", ["Bits", "CCPU", "KernelsFMA", "KernelsPortable"]),
    library("StrictTOML", [.product(name: "TOMLKit", package: "TOMLKit")]),
    library("Charts", ["Energy"]),
    numeric("Plant", ["Bits", "Energy"]),
    library("Devices", ["Energy", "StrictTOML"]),
    trained("Forecasting", ["Bits", "Energy", "Learning"]),
    numeric("Policies", ["Bits", "Energy", "Learning", "Plant", "StrictTOML"]),
    library("Safety", ["Energy"]),
    numeric("Backtest", ["Bits", "Energy", "Forecasting", "Plant", "Policies", "Safety"]),
    library("GuardCycle", ["Devices", "Energy", "Safety"]),
    library("PlanCycle", ["Energy", "Forecasting", "Policies"]),
    numeric(
        "Scenario",
        ["Backtest", "Bits", "Devices", "Energy", "GuardCycle", "PlanCycle", "Plant", "Policies", "Safety"]),
]

let shellRing: [Target] = [
    systemLibrary("CModbus", pkgConfig: "libmodbus", apt: "libmodbus-dev"),
    systemLibrary("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
    systemLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    systemLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    systemLibrary("CExpat", pkgConfig: "expat", apt: "libexpat1-dev"),
    .systemLibrary(name: "CHost", path: "Sources/CHost"),
    library("HostIO", ["CHost", "Energy"]),
    library("Feeds", ["CCurl", "CExpat", "Energy"]),
    library("GuardLink", ["Energy", "HostIO"]),
    library("Inbox", ["Energy", "HostIO"]),
    library("JournalIO", ["Bits", "Energy", "HostIO", "Safety"]),
    library("Configuration", ["Devices", "Energy", "HostIO", "StrictTOML"]),
    numeric("Tables", ["CZlib", "Energy"]),
    library("ModelIO", ["Bits", "Energy", "Forecasting", "HostIO", "Learning"]),
    library("ModbusIO", ["Bits", "CModbus", "Devices", "Energy", "HostIO", "Safety"]),
    library("ReadingStore", ["Bits", "CSQLite", "Energy", "HostIO"]),
    library("Simulator", ["Bits", "Devices", "Energy", "ModbusIO", "Plant", "Safety"]),
    .target(
        name: "StatusServer",
        dependencies: ["Bits", "Energy", nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix")],
        // In code rather than in a bundle, because finding a bundle takes full Foundation.
        resources: ["index.html", "style.css", "app.js", "icon.svg"].map { .embedInCode("Page/\($0)") },
        swiftSettings: strict),
]

/// Wiring: what the programs are put together from, and the programs.
let serviceRing: [Target] = [
    library(
        "GuardService",
        [
            "Configuration", "Devices", "Energy", "GuardCycle", "GuardLink", "HostIO", "JournalIO", "ModbusIO",
            "Safety",
        ]),
    library(
        "PlannerService",
        [
            "Configuration", "Energy", "Forecasting", "GuardLink", "HostIO", "Inbox", "ModelIO", "PlanCycle",
            "Policies", "ReadingStore", "StatusServer", "StrictTOML",
        ]),
    library("FetchService", ["Bits", "Configuration", "Energy", "Feeds", "HostIO", "Inbox"]),
    .executableTarget(name: "hearth-fetch", dependencies: ["FetchService", "HostIO"], swiftSettings: strict),
    .executableTarget(name: "hearth-guard", dependencies: ["GuardService", "HostIO"], swiftSettings: strict),
    .executableTarget(name: "hearthd", dependencies: ["HostIO", "PlannerService"], swiftSettings: strict),
    .executableTarget(
        name: "hearth",
        dependencies: [
            "Backtest", "Bits", "Charts", "Configuration", "Devices", "Energy", "Feeds", "FetchService", "Forecasting",
            "GuardCycle", "GuardService", "HostIO", "Inbox", "JournalIO", "Learning", "ModbusIO", "ModelIO",
            "PlanCycle",
            "PlannerService",
            "Plant", "Policies", "ReadingStore", "Safety", "Scenario", "Simulator", "StrictTOML", "Tables",
            argumentParser,
        ],
        swiftSettings: strict),
]

let testRing: [Target] = [
    library("HearthTestKit", ["Energy", "Safety"]),
    tests("ArchitectureTests", []),
    tests("BitsTests", ["Bits", "Energy"]),
    tests("EnergyTests", ["Bits", "Energy", "HearthTestKit"], exclude: ["Fixtures"]),
    tests("LearningTests", ["Bits", "KernelsFMA", "KernelsPortable", "Learning"], exclude: ["Fixtures"]),
    tests("StrictTOMLTests", ["StrictTOML"]),
    tests("ChartsTests", ["Charts", "Energy"]),
    tests("PlantTests", ["Bits", "Energy", "HearthTestKit", "Plant"]),
    tests("DevicesTests", ["Bits", "Devices", "Energy", "HearthTestKit", "StrictTOML"], exclude: ["Fixtures"]),
    tests(
        "ForecastingTests", ["Bits", "Energy", "Forecasting", "HearthTestKit", "Learning", "Tables"],
        exclude: ["Fixtures"]),
    tests("PoliciesTests", ["Bits", "Energy", "HearthTestKit", "Learning", "Plant", "Policies", "StrictTOML"]),
    tests("SafetyTests", ["Bits", "Energy", "HearthTestKit", "Safety"]),
    tests(
        "BacktestTests",
        ["Backtest", "Energy", "Forecasting", "HearthTestKit", "Plant", "Policies", "Tables"]),
    tests("GuardCycleTests", ["Devices", "Energy", "GuardCycle", "HearthTestKit", "Safety"]),
    tests(
        "PlanCycleTests",
        [
            "Backtest", "Bits", "Energy", "Forecasting", "HearthTestKit", "Learning", "PlanCycle", "Policies", "Tables",
        ]),
    tests("HostIOTests", ["Energy", "HostIO"]),
    tests("InboxTests", ["Energy", "HostIO", "Inbox"]),
    tests("FeedsTests", ["Energy", "Feeds", "HearthTestKit"]),
    tests(
        "FetchServiceTests",
        ["Bits", "Configuration", "Energy", "Feeds", "FetchService", "HearthTestKit", "HostIO", "Inbox"]),
    tests("GuardLinkTests", ["Energy", "GuardLink", "HostIO"]),
    tests("JournalIOTests", ["Energy", "HostIO", "JournalIO", "Safety"]),
    tests("ConfigurationTests", ["Configuration", "Devices", "Energy", "StrictTOML"]),
    tests("TablesTests", ["Energy", "Tables"]),
    tests("ModelIOTests", ["Bits", "Energy", "Forecasting", "HearthTestKit", "HostIO", "Learning", "ModelIO"]),
    tests("ModbusIOTests", ["Bits", "Devices", "Energy", "HearthTestKit", "HostIO", "ModbusIO", "Safety"]),
    tests("ReadingStoreTests", ["Bits", "CSQLite", "Energy", "HearthTestKit", "ReadingStore"]),
    tests("SimulatorTests", ["Devices", "Energy", "HearthTestKit", "ModbusIO", "Plant", "Safety", "Simulator"]),
    tests("StatusServerTests", ["Bits", "Energy", "StatusServer", nio("NIOCore")]),
    tests(
        "ScenarioTests",
        [
            "Backtest", "Configuration", "Devices", "Energy", "GuardCycle", "HearthTestKit", "PlanCycle", "Plant",
            "Policies", "ReadingStore", "Safety", "Scenario", "Simulator", "Tables",
        ]),
    tests(
        "ServiceTests",
        [
            "Bits", "Configuration", "Devices", "Energy", "GuardCycle", "GuardLink", "GuardService", "HearthTestKit",
            "HostIO", "Inbox", "JournalIO", "Learning", "ModbusIO", "PlanCycle", "PlannerService", "Plant", "Policies",
            "ReadingStore",
            "Safety", "Simulator", "hearth", "hearth-fetch", "hearth-guard", "hearthd",
        ]),
    tests(
        "CommandLineTests",
        [
            "CSQLite", "Devices", "Energy", "HearthTestKit", "HostIO", "JournalIO", "ModbusIO", "ReadingStore",
            "StatusServer", "hearth", "hearthd",
        ]),
]

let package = Package(
    name: "hearth",
    products: [
        .executable(name: "hearth", targets: ["hearth"]),
        .executable(name: "hearth-fetch", targets: ["hearth-fetch"]),
        .executable(name: "hearth-guard", targets: ["hearth-guard"]),
        .executable(name: "hearthd", targets: ["hearthd"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    ],
    targets: pureRing + shellRing + serviceRing + testRing,
    swiftLanguageModes: [.v6]
)
