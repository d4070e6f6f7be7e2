// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // Only where debugging: with the Swift runtime linked in, the compiler takes C members such as those of `stat` to
    // belong to CoreFoundation, which few targets may import.
    .enableUpcomingFeature("MemberImportVisibility", .when(configuration: .debug)),
]

/// What the agent reads of the machine it runs on: collectors over real files, `/proc`, `/sys` and netlink.
let package = Package(
    name: "Agent",
    platforms: [.macOS(.v15)],
    products: [.library(name: "GatehouseAgent", targets: ["GatehouseAgent"])],
    dependencies: [.package(path: "../Core")],
    targets: [
        .target(name: "CLinux"),
        .target(
            name: "GatehouseAgent",
            dependencies: ["CLinux", .product(name: "GatehouseModel", package: "Core")],
            swiftSettings: settings),
        .testTarget(
            name: "GatehouseAgentTests",
            dependencies: ["GatehouseAgent", .product(name: "GatehouseModel", package: "Core")],
            swiftSettings: settings),
    ]
)
