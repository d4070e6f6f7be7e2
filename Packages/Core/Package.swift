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

/// The pure heart of Gatehouse: no outside dependency, no Foundation, no clock, no I/O.
let package = Package(
    name: "Core",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "GatehouseModel", targets: ["GatehouseModel"]),
        .library(name: "GatehouseOpenID", targets: ["GatehouseOpenID"]),
        .library(name: "GatehousePolicy", targets: ["GatehousePolicy"]),
        .library(name: "GatehouseSCIM", targets: ["GatehouseSCIM"]),
        .library(name: "GatehouseTPM", targets: ["GatehouseTPM"]),
        .library(name: "GatehouseWebAuthn", targets: ["GatehouseWebAuthn"]),
        .library(name: "GatehouseWire", targets: ["GatehouseWire"]),
    ],
    targets: [
        // Seeded bytes and what checks them without cryptography; only tests import it.
        .target(name: "GatehouseFuzzing", swiftSettings: settings),
        .target(name: "GatehouseModel", swiftSettings: settings),
        // OAuth 2.0 and OpenID Connect as values; hashes and signatures come through ports.
        .target(
            name: "GatehouseOpenID", dependencies: ["GatehouseModel", "GatehouseWire"], swiftSettings: settings),
        .target(name: "GatehousePolicy", dependencies: ["GatehouseModel"], swiftSettings: settings),
        // SCIM 2.0 as values: schemas, resources, filters and changes, without HTTP and storage.
        .target(name: "GatehouseSCIM", dependencies: ["GatehouseModel", "GatehouseWire"], swiftSettings: settings),
        // TPM 2.0 structures and commands as bytes; both the agent and the server speak them.
        .target(name: "GatehouseTPM", swiftSettings: settings),
        // The two ceremonies of WebAuthn level 3 as values; signatures and certificates are verified by ports.
        .target(
            name: "GatehouseWebAuthn", dependencies: ["GatehouseModel", "GatehouseTPM", "GatehouseWire"],
            swiftSettings: settings),
        .target(name: "GatehouseWire", dependencies: ["GatehouseModel"], swiftSettings: settings),
        // Measures one decision, and writes its rules and requests out so that others can be measured with them.
        .executableTarget(
            name: "policy-bench", dependencies: ["GatehouseModel", "GatehousePolicy"], swiftSettings: settings),
        .testTarget(
            name: "GatehouseModelTests", dependencies: ["GatehouseFuzzing", "GatehouseModel"], swiftSettings: settings),
        .testTarget(
            name: "GatehouseOpenIDTests",
            dependencies: ["GatehouseFuzzing", "GatehouseModel", "GatehouseOpenID", "GatehouseWire"],
            swiftSettings: settings),
        // A second, naive reading of the rules, to run against the real one; only tests import it.
        .target(
            name: "GatehousePolicyReference", dependencies: ["GatehouseModel", "GatehousePolicy"],
            swiftSettings: settings),
        .testTarget(
            name: "GatehousePolicyTests",
            dependencies: ["GatehouseFuzzing", "GatehouseModel", "GatehousePolicy", "GatehousePolicyReference"],
            swiftSettings: settings),
        .testTarget(
            name: "GatehouseSCIMTests",
            dependencies: ["GatehouseFuzzing", "GatehouseModel", "GatehouseSCIM", "GatehouseWire"],
            swiftSettings: settings),
        .testTarget(
            name: "GatehouseTPMTests", dependencies: ["GatehouseFuzzing", "GatehouseModel", "GatehouseTPM"],
            swiftSettings: settings),
        .testTarget(
            name: "GatehouseWebAuthnTests",
            dependencies: ["GatehouseFuzzing", "GatehouseModel", "GatehouseTPM", "GatehouseWebAuthn", "GatehouseWire"],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(
            name: "GatehouseWireTests", dependencies: ["GatehouseFuzzing", "GatehouseModel", "GatehouseWire"],
            swiftSettings: settings),
    ]
)
