import GatehouseDocuments
import GatehouseKeys
import GatehouseModel
import GatehousePolicy

extension DocumentService {
    /// Makes a version of every script that was written, which waits for a second person.
    ///
    /// What was approved goes on running until then; a script that is deleted ends at once.
    static func recordScripts(
        _ changes: [(DocumentChange, DocumentRecord)], of result: TenantCatalogue, in work: any StoreWriting,
        as caller: Caller, at now: Instant
    ) throws {
        for (change, record) in changes where change.kind == .complianceScript {
            guard change.effect != .deleted else {
                try work.deleteComplianceScriptVersions(of: change.name)
                continue
            }
            guard let script = result.complianceScripts.first(where: { $0.name == change.name }) else { continue }
            let digest = script.terms.version
            let kept = try work.complianceScriptVersions(of: change.name)
            for var other in kept where other.state == .pending && other.digest != digest {
                other.state = .superseded
                try work.save(other)
            }
            let isKnown = kept.contains { $0.digest == digest && ($0.state == .pending || $0.state == .approved) }
            if isKnown { continue }
            try work.save(
                ComplianceScriptVersion(
                    name: change.name, digest: digest, text: record.text, createdAt: now, createdBy: caller.actor))
        }
    }

    /// Scripts that wait for a second person, and policies that look at scripts which run nowhere.
    static func scriptWarnings(
        about given: [Document], _ result: TenantCatalogue, in work: any StoreReading
    ) throws -> [String] {
        let approved = Dictionary(
            try work.complianceScriptVersions(of: nil).filter { $0.state == .approved }.map { ($0.name, $0.digest) }
        ) { first, _ in first }
        return given.flatMap { document -> [String] in
            switch document {
            case .complianceScript(let script) where approved[script.name] != script.terms.version:
                let words = "ComplianceScript `\(script.name)` waits for a second person: gatehouse script show"
                return ["\(words) \(script.name)"]
            case .compliancePolicy(let policy):
                let given = result.complianceScripts.map(\.name)
                return policy.scripts.filter { approved[$0] == nil && given.contains($0) }.sorted().map {
                    "CompliancePolicy `\(policy.name)` looks at the script `\($0)`, which runs nowhere until a second "
                        + "person has approved it"
                }
            default: return []
            }
        }
    }
}

extension TenantCatalogue {
    var complianceScripts: [ComplianceScript] {
        documents.compactMap { if case .complianceScript(let script) = $0 { script } else { nil } }
    }

    /// What policies want of settings that their script does not report so, in words.
    func brokenSettings() -> [BrokenReference] {
        let scripts = Dictionary(complianceScripts.map { ($0.name, $0) }) { first, _ in first }
        return documents.flatMap { document -> [BrokenReference] in
            guard case .compliancePolicy(let policy) = document else { return [] }
            return policy.customSettings.compactMap { wanted in
                scripts[wanted.script].flatMap { Self.problem(with: wanted, $0) }.map { problem in
                    BrokenReference(
                        document: document, message: "CompliancePolicy `\(policy.name)`, \(wanted.place): \(problem)",
                        named: wanted.script)
                }
            }
        }
    }

    private static func problem(
        with wanted: (script: String, setting: String, type: FactType, place: String), _ script: ComplianceScript
    ) -> String? {
        guard let setting = script.settings.first(where: { $0.name == wanted.setting }) else {
            let near = Spelling.nearest(to: wanted.setting, among: script.settings.map(\.name))
            let guess = near.map { ": did you mean `\($0)`?" } ?? ""
            return "the script `\(script.name)` does not report `\(wanted.setting)`\(guess)"
        }
        guard setting.type.factType != wanted.type else { return nil }
        return "the script `\(script.name)` reports `\(setting.name)` as \(setting.type.rawValue)"
    }
}
