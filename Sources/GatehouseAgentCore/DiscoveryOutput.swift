public import GatehouseModel
import GatehouseWire

/// What a discovery script brought: one JSON object, or the reason why there is none.
public enum DiscoveryOutput: Hashable, Sendable {
    case written([UInt8])
    case failed(String)

    /// What reads a fact's reason reads one line of at most so many characters.
    private static let longestReason = 200

    /// A fact for each setting that the script declares, and for no other member.
    ///
    /// A member that is missing or of another type makes its own fact unavailable; output that is not one JSON object
    /// makes all of them so. Nothing is guessed.
    public func facts(by terms: DiscoveryTerms, assurance: Assurance, at now: Instant) -> [Fact] {
        let source = "script \(terms.name) \(terms.digest.prefix(12))"
        func fact(_ setting: CustomSetting, _ state: FactState, _ evidence: String) -> Fact {
            Fact(
                key: FactKey(script: terms.name, setting: setting.name), state: state, source: source,
                evidence: evidence, observedAt: now, assurance: assurance)
        }
        let members: JSON
        switch object() {
        case .success(let object): members = object
        case .failure(let reason):
            return terms.settings.map { fact($0, .unavailable(reason: Self.line(reason.text)), "") }
        }
        return terms.settings.map { setting in
            guard let json = members[setting.name] else {
                return fact(setting, .unavailable(reason: "the script did not report `\(setting.name)`"), "")
            }
            let evidence = Self.line(String(decoding: json.serialised().prefix(4096), as: UTF8.self))
            guard let value = setting.type.value(of: json) else {
                return fact(
                    setting, .unavailable(reason: "the script's `\(setting.name)` is no \(setting.type.rawValue)"),
                    evidence)
            }
            return fact(setting, .known(value), evidence)
        }
    }

    private struct Reason: Error {
        var text: String
    }

    private func object() -> Result<JSON, Reason> {
        switch self {
        case .failed(let reason): return .failure(Reason(text: reason))
        case .written(let bytes):
            let limits = JSON.Limits(bytes: DiscoveryTerms.largestOutput, depth: 8)
            do throws(WireError) {
                let json = try JSON.parse(bytes, limits: limits)
                guard case .object = json else {
                    return .failure(Reason(text: "the script wrote JSON that is not an object"))
                }
                return .success(json)
            } catch {
                return .failure(Reason(text: "the script did not write a JSON object: \(error.message)"))
            }
        }
    }

    /// One line, without what a terminal might take for more than text.
    private static func line(_ text: String) -> String {
        String(
            text.unicodeScalars.prefix(longestReason).map { $0.properties.isWhitespace ? " " : Character($0) }
                .filter { !$0.unicodeScalars.contains { $0.properties.generalCategory == .control } })
    }
}

extension CustomSettingType {
    /// The value of a member, or `nil` where it has another type: nothing is converted that could be meant otherwise.
    fileprivate func value(of json: JSON) -> FactValue? {
        switch (self, json) {
        case (.boolean, .boolean(let value)): return .boolean(value)
        case (.int64, .integer(let value)): return .integer(value)
        case (.double, .integer(let value)): return .text(String(value))
        case (.double, .number(let value)):
            let text = value.description
            return DecimalText.value(text) == nil ? nil : .text(text)
        case (.string, .string(let text)): return text.utf8.count <= CustomSetting.longestText ? .text(text) : nil
        case (.dateTime, .string(let text)): return Instant(text) == nil ? nil : .text(text)
        case (.version, .string(let text)):
            let isPlain =
                (1...64).contains(text.utf8.count) && text.utf8.first.map { (0x30...0x39).contains($0) } == true
                && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            return isPlain ? .text(text) : nil
        default: return nil
        }
    }
}
