// swift-tools-version: 6.2
import PackageDescription

/// The settings of every target that is ours.
///
/// Never by a flag: a flag would reach the dependencies.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // Only where debugging: with the Swift runtime linked in, the compiler takes C members such as those of `stat` to
    // belong to CoreFoundation, which few targets may import.
    .enableUpcomingFeature("MemberImportVisibility", .when(configuration: .debug)),
]

// The outside products, by the names that the table of targets below uses.
let model = Target.Dependency.product(name: "GatehouseModel", package: "Core")
let openID = Target.Dependency.product(name: "GatehouseOpenID", package: "Core")
let policy = Target.Dependency.product(name: "GatehousePolicy", package: "Core")
let scim = Target.Dependency.product(name: "GatehouseSCIM", package: "Core")
let tpm = Target.Dependency.product(name: "GatehouseTPM", package: "Core")
let webAuthn = Target.Dependency.product(name: "GatehouseWebAuthn", package: "Core")
let wire = Target.Dependency.product(name: "GatehouseWire", package: "Core")
let collectors = Target.Dependency.product(name: "GatehouseAgent", package: "Agent")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdHTTP2 = Target.Dependency.product(name: "HummingbirdHTTP2", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func executable(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], linkerSettings: [LinkerSetting] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings,
        linkerSettings: linkerSettings)
}

/// Lets the tests stand between SQLite and the disk: `DiskSyncs.swift` has an `fdatasync` of its own.
let exportsDataSync = LinkerSetting.unsafeFlags(
    ["-Xlinker", "--export-dynamic-symbol=fdatasync"], .when(platforms: [.linux]))

let package = Package(
    name: "Gatehouse",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "gatehouse", targets: ["gatehouse"]),
        .executable(name: "gatehouse-agent", targets: ["gatehouse-agent"]),
        .executable(name: "gatehouse-simulator", targets: ["gatehouse-simulator"]),
    ],
    dependencies: [
        .package(path: "Packages/Core"),
        .package(path: "Packages/Agent"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Domain: identity, documents, use cases and their ports.
        library("GatehouseKeys", [model, tpm, crypto, cryptoExtras, x509, asn1]),
        library("GatehouseDocuments", [model, policy, yams]),
        library(
            "GatehouseService",
            [
                "GatehouseDocuments", "GatehouseKeys", model, openID, policy, tpm, webAuthn, wire, logging, lifecycle,
            ]),

        // Adapters: each names the technology that it may touch.
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        library(
            "GatehouseStorage",
            ["CPostgreSQL", "GatehouseKeys", "GatehouseService", model, tpm, webAuthn, grdb, sqlite, logging],
            exclude: ["Migrations/schema.sql", "Migrations/schema-postgresql.sql"]),
        library(
            "GatehouseOutbound",
            [
                "GatehouseDocuments", "GatehouseService", model, crypto, asyncHTTPClient, nioCore, nioPosix, nioHTTP1,
                nioSSL,
            ]),
        library(
            "GatehouseAuthority",
            ["GatehouseKeys", "GatehouseService", model, openID, webAuthn, wire, crypto, cryptoExtras, x509, asn1]),

        // Surfaces: who may ask what over which listener.
        library("GatehouseProxyProtocol", [model, nioCore, logging]),
        library(
            "GatehouseHTTP",
            [
                "GatehouseProxyProtocol", "GatehouseService", model, wire, hummingbird, hummingbirdCore,
                hummingbirdHTTP2, nioCore, nioSSL, nioTLS, logging,
            ]),
        library(
            "GatehouseAPI",
            ["GatehouseDocuments", "GatehouseHTTP", "GatehouseService", model, wire, hummingbird, nioCore, logging]),
        library(
            "GatehouseProvisioning",
            ["GatehouseHTTP", "GatehouseService", model, scim, wire, hummingbird, nioCore, logging]),
        library(
            "GatehouseSignIn",
            [
                "GatehouseHTTP", "GatehouseService", model, openID, webAuthn, wire, hummingbird, mustache, nioCore,
                logging,
            ]),
        library(
            "GatehouseDeviceAPI",
            [
                "GatehouseKeys", "GatehouseProxyProtocol", "GatehouseService", model, tpm, wire, nioCore, nioPosix,
                nioHTTP1, nioSSL, logging, lifecycle,
            ]),
        library(
            "GatehouseGateway",
            ["GatehouseProxyProtocol", "GatehouseService", model, nioCore, nioPosix, nioSSL, logging, lifecycle]),
        library(
            "GatehouseServer",
            [
                "GatehouseAPI", "GatehouseAuthority", "GatehouseDeviceAPI", "GatehouseGateway", "GatehouseDocuments",
                "GatehouseHTTP", "GatehouseKeys", "GatehouseOutbound", "GatehouseProvisioning", "GatehouseService",
                "GatehouseSignIn", "GatehouseStorage", model, wire, hummingbird, logging, lifecycle, unixSignals,
                nioCore, nioPosix, nioSSL, yams,
            ]),

        // Command line: a client like any other; it never links the server.
        library("GatehouseClient", [model, wire, asyncHTTPClient, nioCore, nioPosix, nioHTTP1, nioSSL]),
        library("GatehouseCommands", ["GatehouseClient", "GatehouseDocuments", model, wire, yams, argumentParser]),

        // Agent: state machines without I/O, then their drivers.
        library("GatehouseAgentCore", ["GatehouseKeys", model, wire]),
        library(
            "GatehouseAgentIO",
            [
                "GatehouseAgentCore", "GatehouseKeys", collectors, model, tpm, wire, nioCore, nioPosix, nioHTTP1,
                nioSSL,
            ]),

        // Simulator: a fleet without I/O, then what connects it to a server.
        library(
            "GatehouseSimulator", ["GatehouseAgentCore", "GatehouseDocuments", "GatehouseKeys", model, wire, yams]),
        library(
            "GatehouseSimulatorIO",
            [
                "GatehouseAgentCore", "GatehouseClient", "GatehouseKeys", "GatehouseSimulator", model, wire, nioCore,
                nioPosix, nioSSL, nioTLS,
            ]),

        // Composition roots.
        executable(
            "gatehouse",
            ["GatehouseClient", "GatehouseCommands", "GatehouseServer", model, wire, logging, argumentParser]),
        executable("gatehouse-agent", ["GatehouseAgentIO"]),
        executable(
            "gatehouse-simulator",
            ["GatehouseClient", "GatehouseSimulator", "GatehouseSimulatorIO", wire, argumentParser]),
        executable(
            "gatehouse-bench",
            [
                "GatehouseAuthority", "GatehouseGateway", "GatehouseKeys", "GatehouseService", "GatehouseSimulator",
                "GatehouseSimulatorIO", "GatehouseStorage", model, openID, policy, webAuthn, wire, crypto,
                x509, asn1,
                hummingbird, hummingbirdHTTP2, nioCore, nioPosix, nioHTTP1, nioSSL, logging,
            ], path: "Benchmarks"),

        // Tests, in the same tree as the sources.
        library(
            "GatehouseTestSupport",
            [
                "GatehouseKeys", "GatehouseService", "GatehouseStorage", model, tpm, policy, webAuthn, wire, crypto,
                x509, asn1, nioCore, nioPosix, nioSSL,
            ]),
        tests("ArchitectureTests", [model]),
        tests(
            "GatehouseKeysTests",
            ["GatehouseKeys", "GatehouseTestSupport", model, tpm, crypto, cryptoExtras, x509, asn1]),
        tests("GatehouseDocumentsTests", ["GatehouseDocuments", "GatehouseTestSupport", model, policy]),
        tests(
            "GatehouseServiceTests",
            [
                "GatehouseService", "GatehouseAuthority", "GatehouseDocuments", "GatehouseKeys", "GatehouseStorage",
                "GatehouseTestSupport", model, tpm, openID, policy, webAuthn, wire, crypto, cryptoExtras, x509, asn1,
                logging,
            ]),
        tests(
            "GatehouseStorageTests",
            ["GatehouseStorage", "GatehouseService", "GatehouseTestSupport", model, grdb],
            linkerSettings: [exportsDataSync]),
        tests(
            "GatehouseAuthorityTests",
            [
                "GatehouseAuthority", "GatehouseKeys", "GatehouseService", "GatehouseTestSupport", model, openID,
                webAuthn,
                wire, asn1, crypto, cryptoExtras, x509,
            ]),
        tests(
            "GatehouseOutboundTests",
            [
                "GatehouseOutbound", "GatehouseDocuments", "GatehouseKeys", "GatehouseService", "GatehouseStorage",
                "GatehouseTestSupport", model, nioCore, nioPosix, logging,
            ], exclude: ["Servers"]),
        tests(
            "GatehouseProxyProtocolTests",
            ["GatehouseProxyProtocol", "GatehouseTestSupport", model, nioCore, nioEmbedded, logging]),
        tests(
            "GatehouseAPITests",
            [
                "GatehouseAPI", "GatehouseAuthority", "GatehouseHTTP", "GatehouseKeys", "GatehouseService",
                "GatehouseStorage", "GatehouseTestSupport", model, wire, hummingbird, hummingbirdTesting, logging,
                lifecycle,
            ]),
        tests(
            "GatehouseSignInTests",
            [
                "GatehouseSignIn", "GatehouseAuthority", "GatehouseDocuments", "GatehouseHTTP", "GatehouseKeys",
                "GatehouseService",
                "GatehouseStorage", "GatehouseTestSupport", model, openID, wire, hummingbird, hummingbirdTesting,
                logging,
            ]),
        tests(
            "GatehouseProvisioningTests",
            [
                "GatehouseProvisioning", "GatehouseHTTP", "GatehouseService", "GatehouseStorage",
                "GatehouseTestSupport", model, scim, wire, hummingbird, hummingbirdTesting, nioCore,
            ]),
        tests(
            "GatehouseDeviceAPITests",
            [
                "GatehouseDeviceAPI", "GatehouseAuthority", "GatehouseKeys", "GatehouseService", "GatehouseStorage",
                "GatehouseTestSupport", model, wire, nioCore, nioPosix, nioSSL, logging, lifecycle,
            ]),
        tests(
            "GatehouseGatewayTests",
            [
                "GatehouseGateway", "GatehouseKeys", "GatehouseService", "GatehouseTestSupport", model, nioCore,
                nioPosix, nioEmbedded, nioHTTP1, nioSSL, logging, lifecycle,
            ]),
        tests(
            "GatehouseServerTests",
            [
                "GatehouseServer", "GatehouseAuthority", "GatehouseKeys", "GatehouseService", "GatehouseStorage",
                "GatehouseTestSupport", model, wire, nioCore, nioPosix, logging,
            ]),
        tests("GatehouseCommandsTests", ["GatehouseCommands", "GatehouseClient", model, wire, argumentParser]),
        tests(
            "GatehouseAgentCoreTests",
            ["GatehouseAgentCore", "GatehouseKeys", "GatehouseTestSupport", model, wire, crypto]),
        tests(
            "GatehouseAgentIOTests",
            [
                "GatehouseAgentIO", "GatehouseAgentCore", "GatehouseAuthority", "GatehouseDeviceAPI", "GatehouseKeys",
                "GatehouseService", "GatehouseStorage", "GatehouseTestSupport", collectors, model, tpm, wire, crypto,
                x509, asn1, nioCore, nioPosix, nioHTTP1, nioSSL, logging,
            ]),
        tests(
            "GatehouseSimulatorTests",
            [
                "GatehouseSimulator", "GatehouseAgentCore", "GatehouseDocuments", "GatehouseKeys", model, wire,
            ]),
        tests(
            "GatehouseSimulatorIOTests",
            ["GatehouseSimulatorIO", "GatehouseSimulator", "GatehouseTestSupport", model, nioCore]),
        tests(
            "EndToEndTests",
            [
                "gatehouse", "gatehouse-agent", "gatehouse-simulator", "GatehouseKeys", "GatehouseTestSupport", model,
                wire, nioCore, nioSSL,
            ], exclude: ["Browser", "Clients"]),
    ]
)
