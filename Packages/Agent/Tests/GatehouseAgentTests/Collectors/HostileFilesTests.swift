import Foundation
import GatehouseModel
import Glibc
import Testing

@testable import GatehouseAgent

/// What somebody put in a file's place, or into it, where a collector expects one of its own.
@Suite(.serialized) struct HostileFilesTests {
    enum Kind: String, CaseIterable {
        case pipe, folder, device, loop, dangling, endless, enormous, zeros

        func put(at path: String) throws {
            try? FileManager.default.removeItem(atPath: path)
            switch self {
            case .pipe: try #require(mkfifo(path, 0o600) == 0)
            case .folder: try #require(mkdir(path, 0o700) == 0)
            case .device: try #require(symlink("/dev/zero", path) == 0)
            case .loop: try #require(symlink(path, path) == 0)
            case .dangling: try #require(symlink("/nonexistent/\(UUID())", path) == 0)
            // A file of the kernel's without an end and without a size, which waits for more.
            case .endless: try #require(symlink("/proc/kmsg", path) == 0)
            case .enormous:
                try #require(FileManager.default.createFile(atPath: path, contents: nil))
                try #require(truncate(path, 1 << 40) == 0)
            case .zeros: try #require(FileManager.default.createFile(atPath: path, contents: Data(count: 3 << 20)))
            }
        }
    }

    /// Not those that look at the running machine through other doors than files.
    private static let collectors = CollectorSet.all

    @Test(arguments: Kind.allCases)
    func `whatever stands in the place of every file, each collector answers in time, with every key`(
        _ kind: Kind
    ) throws {
        let fixture = try Fixture(WholeMachine.files)
        for path in WholeMachine.files.keys { try kind.put(at: fixture.path + path) }
        let before = Self.residentBytes()
        let began = ContinuousClock.now
        for collector in Self.collectors { _ = try GatehouseAgentTests.facts(of: collector, in: fixture.machine) }
        #expect(ContinuousClock.now - began < .seconds(60))
        #expect(Self.residentBytes() - before < 200 << 20)
    }

    @Test func `mutated files of every kind cause no crashes, and no fact of another type`() throws {
        var random = Seeded(FuzzEffort.seed(23))
        let paths = WholeMachine.files.keys.sorted()
        let fixture = try Fixture(WholeMachine.files)
        for _ in 0..<FuzzEffort.rounds(40) {
            let chosen = (0..<6).map { _ in random.pick(paths) }
            for path in chosen {
                let text = WholeMachine.files[path] ?? ""
                try fixture.write(path, bytes: Mutation.of(Array(text.utf8), with: &random))
            }
            for collector in Self.collectors { _ = try GatehouseAgentTests.facts(of: collector, in: fixture.machine) }
            for path in chosen { try fixture.write(path, WholeMachine.files[path] ?? "") }
        }
    }

    @Test func `what an ordinary machine reports is plausible`() throws {
        let fixture = try Fixture(WholeMachine.files)
        for collector in Self.collectors {
            for fact in collector.collect(in: fixture.machine, at: .now) {
                guard case .known(let value) = fact.state else { continue }
                #expect(FactCatalogue.definition(of: fact.key)?.implausibility(of: value, at: .now) == nil)
            }
        }
    }

    @Test func `mutated settings of actions are read or refused`() {
        let seed = "script.accounts = nobody\nrefuse = shutdown\nwipe.paths = /srv/company # yes\nwipe.accounts = eve\n"
        Mutation.forEach(of: [seed]) { bytes in
            guard let rules = try? EnforcementRules(configuration: bytes.text) else { return }
            #expect(!rules.wipedPaths.contains("/") && !rules.wipedAccounts.contains("root"))
        }
    }

    @Test func `a program that floods its output or never ends is stopped`() throws {
        let fixture = try Fixture()
        try fixture.write("/flood", "#!/bin/sh\nexec yes 'a line that never ends'\n")
        try fixture.write("/sleep", "#!/bin/sh\nexec sleep 600\n")
        for name in ["/flood", "/sleep"] { try #require(chmod(fixture.path + name, 0o755) == 0) }
        #expect { try fixture.machine.output(of: fixture.path + "/flood", []) } throws: {
            ($0 as? MachineError)?.code == .tooLarge
        }
        let limit = Duration.milliseconds(200)
        #expect { try fixture.machine.output(of: fixture.path + "/sleep", [], timeLimit: limit) } throws: {
            ($0 as? MachineError)?.code == .timedOut
        }
    }

    @Test func `a folder with more names than anybody needs is refused`() throws {
        let fixture = try Fixture(["/many/x": ""])
        for number in 0..<100_001 {
            let descriptor = Glibc.open("\(fixture.path)/many/\(number)", O_CREAT | O_WRONLY, 0o600)
            try #require(descriptor >= 0)
            close(descriptor)
        }
        #expect { try fixture.machine.names(in: "/many") } throws: { ($0 as? MachineError)?.code == .tooLarge }
    }

    @Test func `reading ends with the collector's time`() throws {
        let fixture = try Fixture(["/file": String(repeating: "line\n", count: 100_000)])
        let machine = fixture.machine.reading(until: Deadline(after: .zero))
        #expect { try machine.bytes("/file") } throws: { ($0 as? MachineError)?.code == .timedOut }
        var reader = try machine.lines("/file")
        var line = [UInt8]()
        do {
            _ = try reader.next(into: &line)
            Issue.record("it was read")
        } catch { #expect(error.code == .timedOut) }
    }

    private static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(getpagesize())
    }
}

extension Instant {
    fileprivate static var now: Instant { Instant(seconds: Int64(Date().timeIntervalSince1970)) }
}
