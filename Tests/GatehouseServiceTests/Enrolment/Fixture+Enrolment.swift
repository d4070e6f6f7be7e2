import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTPM

extension Fixture {
    /// The secret of a fresh code.
    func code(_ profile: EnrolmentProfile, uses: Int64 = 1, requiresApproval: Bool = false) async throws -> String {
        try await codes.create(
            tenant.id, uses: uses, lifetime: .seconds(30 * 86_400), profile: profile,
            requiresApproval: requiresApproval, actor: "test"
        ).secret
    }

    func enrol(with code: String, hardware: Character = "a") async throws -> Enrolled {
        try await enrolment.enrol(tenant.id, application(hardware: hardware, code: code))
    }

    func device(_ id: DeviceID) async throws -> Device { try await devices.find(tenant.id, id.description) }

    /// Registers the rows of a table without quotes.
    @discardableResult
    func register(_ table: String, dryRun: Bool = false) async throws -> [HardwareImport] {
        var lines = table.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        }
        if lines.last == [""] { lines.removeLast() }
        let header = lines[0].compactMap { HardwareColumn(rawValue: $0) }
        let rows = lines.dropFirst().enumerated().map { index, fields in
            var cells = [HardwareColumn: HardwareRow.Cell]()
            var column = 1
            for (name, text) in zip(header, fields) {
                cells[name] = HardwareRow.Cell(text: text, line: index + 2, column: column)
                column += text.count + 1
            }
            return HardwareRow(line: index + 2, cells: cells)
        }
        return try await hardware.importRows(tenant.id, rows, file: "test.csv", dryRun: dryRun, actor: "test")
    }
}

extension HardwareAttestation {
    /// A software TPM that proved the key of this hash.
    static func fixture(_ hash: String) -> HardwareAttestation {
        HardwareAttestation(
            endorsement: EndorsementEvidence(certificates: [], publicArea: []), endorsementDigest: hash,
            trust: .software(.noCertificate), attestationKey: [],
            quote: VerifiedQuote(
                clock: TPMClock(milliseconds: 1, resetCount: 0, restartCount: 0, isSafe: true), firmwareVersion: 1,
                registers: [:]))
    }
}
