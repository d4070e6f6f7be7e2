import Testing

/// `docs/metrics.md` lists every metric that the code names, and no other; the alerts look at those.
@Suite struct MetricsPageTests {
    private static func names(on path: String) throws -> Set<String> {
        Set(
            try SourceFile.text(of: path).matches(of: #/\b(?<name>(?:gatehouse|process)_[a-z_]+)\b/#).map {
                String($0.name)
            })
    }

    private static var listed: Set<String> {
        get throws {
            Set(
                try SourceFile.text(of: "docs/metrics.md").matches(of: #/\n\| `(?<name>[a-z_]+)` \|/#).map {
                    String($0.name)
                })
        }
    }

    @Test func `the page lists every metric of the code, and none besides`() throws {
        let servers = ["GatehouseHTTP", "GatehouseServer", "GatehouseDeviceAPI", "GatehouseGateway"]
        let code = SourceFile.sources.filter { servers.contains($0.target) }.flatMap(\.lines).flatMap { line in
            line.matches(of: #/"(?<name>(?:gatehouse|process)_[a-z_]+)"/#).map { String($0.name) }
        }
        #expect(try Self.listed == Set(code))
    }

    @Test(arguments: ["docs/metrics.md", "docs/operations.md", "examples/monitoring/gatehouse.rules.yaml"])
    func `a metric that is spoken of is on the list`(_ path: String) throws {
        let suffixes = ["_bucket", "_sum", "_count"]
        let listed = try Self.listed
        for name in try Self.names(on: path) where !listed.contains(name) {
            let base = suffixes.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
            #expect(base.map(listed.contains) ?? false, "\(path) speaks of \(name)")
        }
    }
}
