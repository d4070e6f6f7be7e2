/// Which modules each target may import: the table of the design, word for word.
///
/// A target exists to forbid an import. To change this table is to change the architecture: say why in
/// `docs/decisions/0001-packages-and-targets.md`.
enum AllowedImports {
    /// Part of every toolchain, without a clock or I/O.
    static let everywhere: Set<String> = ["Swift", "Synchronization"]

    static let byTarget: [String: Set<String>] = [
        // Pure: no clock, no I/O, no Foundation.
        "GatehouseFuzzing": ["Glibc"],
        "GatehouseModel": [],
        "GatehouseOpenID": ["GatehouseModel", "GatehouseWire"],
        "GatehousePolicy": ["GatehouseModel"],
        "GatehousePolicyReference": ["GatehouseModel", "GatehousePolicy"],
        "GatehouseSCIM": ["GatehouseModel", "GatehouseWire"],
        "GatehouseTPM": [],
        "GatehouseWebAuthn": ["GatehouseModel", "GatehouseTPM", "GatehouseWire"],
        "GatehouseWire": ["GatehouseModel"],
        "policy-bench": ["GatehouseModel", "GatehousePolicy"],

        // Domain. X509 speaks of `Date`, hence FoundationEssentials where certificates are read or made.
        "GatehouseKeys": [
            "GatehouseModel", "GatehouseTPM", "Crypto", "CryptoExtras", "X509", "SwiftASN1", "FoundationEssentials",
        ],
        "GatehouseDocuments": ["GatehouseModel", "GatehousePolicy", "Yams", "Foundation"],
        "GatehouseService": domain.union([
            "GatehouseDocuments", "GatehouseKeys", "GatehouseOpenID", "GatehousePolicy", "GatehouseTPM",
            "GatehouseWebAuthn", "GatehouseWire",
        ]),

        // Adapters.
        "GatehouseStorage": domain.union([
            "GatehouseKeys", "GatehouseService", "GatehouseTPM", "GatehouseWebAuthn", "GRDB", "GRDBSQLite",
            "CPostgreSQL", "Dispatch", "Glibc",
        ]),
        "GatehouseAuthority": domain.union([
            "GatehouseKeys", "GatehouseOpenID", "GatehouseService", "GatehouseWebAuthn", "GatehouseWire", "Crypto",
            "CryptoExtras", "X509", "SwiftASN1",
        ]),

        "GatehouseOutbound": domain.union(channels).union([
            "GatehouseDocuments", "GatehouseService", "AsyncHTTPClient", "Crypto", "NIOHTTP1",
        ]),

        // Surfaces.
        "GatehouseProxyProtocol": ["GatehouseModel", "Logging", "NIOCore"],
        "GatehouseHTTP": surface.union([
            "Hummingbird", "HummingbirdCore", "HummingbirdHTTP2", "NIOCore", "NIOSSL", "NIOTLS",
            "GatehouseProxyProtocol", "GatehouseWire",
        ]),
        "GatehouseAPI": surface.union([
            "GatehouseDocuments", "GatehouseHTTP", "GatehouseWire", "Hummingbird", "NIOCore",
        ]),
        "GatehouseProvisioning": surface.union([
            "GatehouseHTTP", "GatehouseSCIM", "GatehouseWire", "Hummingbird", "NIOCore",
        ]),
        "GatehouseSignIn": surface.union([
            "GatehouseHTTP", "GatehouseOpenID", "GatehouseWebAuthn", "GatehouseWire", "Hummingbird", "Mustache",
            "NIOCore",
        ]),
        "GatehouseDeviceAPI": surface.union(channels).union([
            "GatehouseKeys", "GatehouseProxyProtocol", "GatehouseTPM", "GatehouseWire", "NIOHTTP1",
        ]),
        "GatehouseGateway": channels.union([
            "GatehouseModel", "GatehouseProxyProtocol", "GatehouseService", "Logging", "ServiceLifecycle", "Glibc",
        ]),
        "GatehouseServer": surface.union(channels).union([
            "GatehouseAPI", "GatehouseAuthority", "GatehouseDeviceAPI", "GatehouseDocuments", "GatehouseGateway",
            "GatehouseHTTP", "GatehouseKeys", "GatehouseOutbound", "GatehouseProvisioning", "GatehouseSignIn",
            "GatehouseStorage", "GatehouseWire", "Hummingbird", "UnixSignals", "Yams", "Glibc",
        ]),

        // Command line: never the server.
        "GatehouseClient": [
            "GatehouseModel", "GatehouseWire", "AsyncHTTPClient", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL",
            "Foundation",
        ],
        "GatehouseCommands": [
            "GatehouseClient", "GatehouseDocuments", "GatehouseModel", "GatehouseWire", "Yams", "ArgumentParser",
            "Foundation",
        ],

        // Agent: no Foundation, no HTTP client.
        "GatehouseAgentCore": ["GatehouseKeys", "GatehouseModel", "GatehouseWire"],
        "GatehouseAgent": ["GatehouseModel", "CLinux", "Glibc"],
        "GatehouseAgentIO": channels.union([
            "GatehouseAgentCore", "GatehouseAgent", "GatehouseKeys", "GatehouseModel", "GatehouseTPM", "GatehouseWire",
            "NIOHTTP1", "Glibc",
        ]),

        // Simulator: pure, then its sockets and files.
        "GatehouseSimulator": [
            "GatehouseAgentCore", "GatehouseDocuments", "GatehouseKeys", "GatehouseModel", "GatehouseWire", "Yams",
        ],
        "GatehouseSimulatorIO": channels.union([
            "GatehouseAgentCore", "GatehouseClient", "GatehouseKeys", "GatehouseModel", "GatehouseSimulator",
            "GatehouseWire", "NIOTLS", "Foundation",
        ]),

        // Composition roots.
        "gatehouse": [
            "GatehouseClient", "GatehouseCommands", "GatehouseModel", "GatehouseServer", "GatehouseWire",
            "ArgumentParser", "Logging", "Foundation",
        ],
        "gatehouse-agent": ["GatehouseAgentIO", "Glibc"],
        "gatehouse-simulator": [
            "GatehouseClient", "GatehouseSimulator", "GatehouseSimulatorIO", "GatehouseWire", "ArgumentParser",
            "Foundation",
        ],
        "gatehouse-bench": surface.union(channels).union([
            "GatehouseAuthority", "GatehouseGateway", "GatehouseKeys", "GatehouseOpenID", "GatehousePolicy",
            "GatehouseSimulator", "GatehouseSimulatorIO", "GatehouseStorage", "GatehouseTestSupport",
            "GatehouseWebAuthn", "GatehouseWire", "Crypto", "X509", "SwiftASN1", "Hummingbird", "HummingbirdHTTP2",
            "NIOHTTP1", "Glibc",
        ]),
        "GatehouseTestSupport": domain.union(channels).union([
            "GatehouseKeys", "GatehousePolicy", "GatehouseService", "GatehouseStorage", "GatehouseTPM",
            "GatehouseWebAuthn", "GatehouseWire", "Crypto", "X509", "SwiftASN1", "Dispatch", "FoundationEssentials",
            "Glibc",
            "Testing",
        ]),
    ]

    private static let domain: Set<String> = ["GatehouseModel", "Logging", "ServiceLifecycle", "Foundation"]
    private static let surface = domain.union(["GatehouseService"])
    private static let channels: Set<String> = ["NIOCore", "NIOPosix", "NIOSSL"]
}
