import Testing

@testable import GatehouseAgent

struct DpkgDatabaseTests {
    private static func read(_ status: String) throws -> (packages: [InstalledPackage], stanzas: Int) {
        let fixture = try Fixture([DpkgDatabase.path: status])
        var packages = [InstalledPackage]()
        return try withExtendedLifetime(fixture) {
            let stanzas = try DpkgDatabase(machine: fixture.machine).forEachInstalled { packages.append($0) }
            return (packages, stanzas)
        }
    }

    @Test func `only packages whose files are in place count`() throws {
        let states = [
            "install ok installed", "hold ok installed", "install ok triggers-awaited", "deinstall ok config-files",
            "install ok unpacked", "install reinstreq half-installed", "purge ok not-installed", "installed",
        ]
        let status = states.enumerated().map { index, state in
            "Package: p\(index)\nStatus: \(state)\nArchitecture: amd64\nVersion: 1\n"
        }
        let read = try Self.read(status.joined(separator: "\n"))
        #expect(read.packages.map(\.name) == ["p0", "p1", "p2"])
        #expect(read.stanzas == 8)
    }

    @Test func `a source field may carry its own version`() throws {
        let read = try Self.read(
            """
            Package: libc6
            Status: install ok installed
            Architecture: amd64
            Source: glibc (2.36-9)
            Version: 2.36-9+b1

            Package: perl-base
            Source: perl
            Status: install ok installed
            Architecture: amd64
            Version: 5.36

            Package: bash
            Status: install ok installed
            Architecture: amd64
            Version: 5.2
            """)
        #expect(read.packages.map(\.source) == ["glibc", "perl", "bash"])
        #expect(read.packages.map(\.sourceVersion) == ["2.36-9", "5.36", "5.2"])
    }

    @Test func `continuation lines, odd case, trailing blanks and repeated blank lines change nothing`() throws {
        let read = try Self.read(
            """


            package:  spaced\u{20}
            STATUS: install ok installed
            Description: text
             Version: 666
            \tPackage: fake
             .
            Conffiles:
             /etc/x 0123 obsolete
            version:1.0
            Architecture: all
            Version: 2.0
            \u{20}
            \t

            Package: last
            Status: install ok installed
            Version: 3
            """)
        #expect(read.packages.map(\.name) == ["spaced", "last"])
        #expect(read.packages.map(\.version) == ["1.0", "3"])
        #expect(read.packages.map(\.architecture) == ["all", ""])
    }

    @Test func `a line longer than the chunk is read whole`() throws {
        let long = String(repeating: "x", count: 100_000)
        let read = try Self.read(
            "Package: a\nDepends: \(long)\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n")
        #expect(read.packages.map(\.version) == ["1"])
    }
}
