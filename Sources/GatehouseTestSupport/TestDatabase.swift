import Foundation
public import GatehouseStorage

/// The engine under a test's store.
public enum TestEngine: String, CaseIterable, Sendable, CustomStringConvertible {
    /// A file in a folder of the test's own.
    case sqlite
    /// A database of the test's own in the test process's private server.
    case postgresql

    /// What `GATEHOUSE_TEST_DATABASE` says; SQLite when it says nothing.
    public static let chosen: TestEngine =
        ProcessInfo.processInfo.environment["GATEHOUSE_TEST_DATABASE"].flatMap(Self.init) ?? .sqlite

    /// As people write it.
    public var description: String { self == .sqlite ? "SQLite" : "PostgreSQL" }
}

/// A database of a test's own until the last reference to it is gone.
public final class TestDatabase: Sendable {
    private let directory: TemporaryDirectory?
    private let server: PrivatePostgreSQL?
    /// A file, or a URL of PostgreSQL.
    public let location: String

    /// Makes an empty one; its first store makes the schema.
    public static func make(on engine: TestEngine = .chosen) async throws -> TestDatabase {
        switch engine {
        case .sqlite:
            let directory = try TemporaryDirectory()
            return TestDatabase(directory: directory, location: directory.file("gatehouse.sqlite"))
        case .postgresql:
            let server = try await PrivatePostgreSQL.shared()
            return TestDatabase(server: server, location: try await server.takeDatabase())
        }
    }

    private init(directory: TemporaryDirectory? = nil, server: PrivatePostgreSQL? = nil, location: String) {
        self.directory = directory
        self.server = server
        self.location = location
    }

    deinit { server?.giveBack(location) }

    /// A store over it, like one more node's.
    public func open() async throws -> SQLStore {
        // Hundreds of tests run at once.
        server == nil ? try await SQLStore.open(path: location) : try await SQLStore.open(url: location, readers: 1)
    }
}
