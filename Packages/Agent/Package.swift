// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
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
