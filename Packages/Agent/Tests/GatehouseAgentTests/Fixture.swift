import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

/// A folder that stands for a machine's root; gone when the value is.
final class Fixture {
    let root: URL

    init(_ files: [String: String] = [:]) throws {
        root = FileManager.default.temporaryDirectory.appending(path: "gatehouse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        for (path, text) in files { try write(path, text) }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    var path: String { root.path }

    var machine: Machine {
        let kernel = KernelIdentity(hostname: "host", release: "6.1.0-30", version: "#1 SMP", architecture: "x86_64")
        return Machine(root: root.path, kernel: kernel, assurance: .agentVerified)
    }

    func write(_ path: String, _ text: String) throws {
        let url = root.appending(path: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func write(_ path: String, bytes: [UInt8]) throws {
        try write(path, "")
        try Data(bytes).write(to: root.appending(path: path))
    }

    /// A symbolic link at `path` that holds `target` as it is.
    func link(_ path: String, to target: String) throws {
        let url = root.appending(path: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
    }

    /// The collector's facts by key, each of a type that the catalogue admits.
    func facts(of collector: any Collector) throws -> [FactKey: Fact] {
        try withExtendedLifetime(self) { try GatehouseAgentTests.facts(of: collector, in: machine) }
    }
}

let now = Instant(seconds: 1_790_000_000)

/// The collector's facts by key; fails unless there is exactly one for each key, and all are as the catalogue says.
func facts(of collector: any Collector, in machine: Machine = Machine()) throws -> [FactKey: Fact] {
    let facts = collector.collect(in: machine, at: now)
    #expect(facts.map(\.key).sorted() == collector.keys.sorted())
    for fact in facts {
        let definition = try #require(FactCatalogue.definition(of: fact.key), "\(fact.key) is not in the catalogue")
        if case .known(let value) = fact.state {
            #expect(definition.type.admits(value), "\(fact.key) is no \(definition.type.name): \(value)")
        }
        #expect(fact.evidence.count <= 200 && !fact.source.isEmpty)
        #expect(fact.observedAt == now)
    }
    return Dictionary(uniqueKeysWithValues: facts.map { ($0.key, $0) })
}

extension Fact {
    /// The value, if it is known.
    var value: FactValue? {
        if case .known(let value) = state { value } else { nil }
    }

    var isAbsent: Bool {
        if case .absent = state { true } else { false }
    }

    /// The reason for which it is unavailable.
    var missing: String? {
        if case .unavailable(let reason) = state { reason } else { nil }
    }
}

extension FactValue {
    /// A table's rows.
    var rows: [[String: FactValue]] {
        guard case .list(let values) = self else { return [] }
        return values.compactMap { if case .record(let fields) = $0 { fields } else { nil } }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
