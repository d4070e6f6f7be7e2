public import GatehouseModel

extension DiagnosisReport {
    /// `{"standing": …, "checks": [{"check", "standing", "found", "mend"}]}`, without `mend` where there is none.
    public var json: JSON {
        let checks = diagnoses.map { diagnosis in
            JSON.object(
                [
                    JSON.Member("check", .string(diagnosis.check)),
                    JSON.Member("standing", .string(diagnosis.standing.rawValue)),
                    JSON.Member("found", .string(diagnosis.found)),
                ] + (diagnosis.mend.map { [JSON.Member("mend", .string($0))] } ?? []))
        }
        return .object([
            JSON.Member("standing", .string(standing.rawValue)), JSON.Member("checks", .array(checks)),
        ])
    }
}
