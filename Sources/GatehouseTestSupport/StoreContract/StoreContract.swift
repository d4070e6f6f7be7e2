public import GatehouseService

/// What every ``Store`` must do, as named cases that a test target runs over each of its adapters.
///
/// A case is given a store that has the tenants ``GatehouseService/Tenant/test`` and ``GatehouseService/Tenant/other``
/// and nothing else, for itself alone.
public enum StoreContract {
    /// One promise with the program that checks it; it throws when the store does not keep the promise.
    public struct Case: Sendable, CustomStringConvertible {
        /// The promise as a sentence.
        public let name: String
        /// Checks the promise; throws ``ContractViolation`` when it is not kept.
        public let run: @Sendable (any Store) async throws -> Void

        init(_ name: String, _ run: @escaping @Sendable (any Store) async throws -> Void) {
            self.name = name
            self.run = run
        }

        /// The name, for the test's report.
        public var description: String { name }
    }

    /// Every promise.
    public static let cases: [Case] = [
        tenants, devices, assets, attestation, certificates, facts, compliance, complianceHistory, documents, enrolment,
        admission, tokens, pointCertificates, actions, complianceScripts, notices, secrets, federation, decisions,
        audit, jobs, directory, groups, lists, cursors, atomicity, changes, clientApplications, sessions, credentials,
        browserCertificates,
    ].flatMap(\.self)
}

/// A promise that was not kept.
public struct ContractViolation: Error, CustomStringConvertible {
    /// Where it was found, what was there and what was wanted.
    public let description: String
}

extension StoreContract {
    static func require(
        _ condition: Bool, _ message: String, file: StaticString = #fileID, line: Int = #line
    ) throws {
        guard condition else { throw ContractViolation(description: "\(file):\(line): \(message)") }
    }

    static func require<Value: Equatable>(
        _ value: Value, equals wanted: Value, file: StaticString = #fileID, line: Int = #line
    ) throws {
        try require(value == wanted, "is \(value)\n  instead of \(wanted)", file: file, line: line)
    }

    static func require(
        _ code: StoreError.Code, file: StaticString = #fileID, line: Int = #line,
        isolation: isolated (any Actor)? = #isolation, by body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as StoreError {
            try require(error.code == code, "refused as \(error), not as \(code)", file: file, line: line)
            return
        }
        try require(false, "not refused", file: file, line: line)
    }
}
