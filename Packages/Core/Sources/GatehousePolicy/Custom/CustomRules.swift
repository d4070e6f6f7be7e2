public import GatehouseModel

/// What a policy wants of the settings that a discovery script reports: Intune's JSON rules.
public struct CustomRules: Hashable, Sendable {
    /// The most rules that one policy may have (Intune's limit).
    public static let most = 100

    /// Name of the `ComplianceScript`.
    public var script: String
    /// At least one.
    public var rules: [CustomRule]

    /// Takes the parts as they are; the policy's `validate()` says what is wrong with them.
    public init(script: String, rules: [CustomRule]) {
        self.script = script
        self.rules = rules
    }
}

/// One rule about one setting, in Intune's words.
public struct CustomRule: Hashable, Sendable {
    /// How the setting's value is compared with the operand.
    public enum Operator: String, Sendable, Hashable, CaseIterable {
        case isEquals = "IsEquals"
        case notEquals = "NotEquals"
        case greaterThan = "GreaterThan"
        case greaterEquals = "GreaterEquals"
        case lessThan = "LessThan"
        case lessEquals = "LessEquals"

        /// The comparison of a requirement that means the same.
        public var comparison: Comparison {
            switch self {
            case .isEquals: .equals
            case .notEquals: .notEquals
            case .greaterThan: .greaterThan
            case .greaterEquals: .atLeast
            case .lessThan: .lessThan
            case .lessEquals: .atMost
            }
        }
    }

    /// What the person is told in one language.
    public struct RemediationString: Hashable, Sendable {
        /// The language that every rule must have, and that is shown where no other fits.
        public static let fallback = "en_US"

        /// As `en_US`.
        public var language: String
        /// What is wrong; `{ActualValue}` stands for what was found.
        public var title: String
        /// How to mend it.
        public var description: String

        /// Takes the parts as they are.
        public init(language: String, title: String, description: String) {
            self.language = language
            self.title = title
            self.description = description
        }
    }

    /// `SettingName`: a member of the script's output.
    public var setting: String
    /// `Operator`.
    public var operation: Operator
    /// `DataType`: as the script declares it.
    public var type: CustomSettingType
    /// `Operand`: of that type; doubles, times and versions are texts.
    public var operand: FactValue
    /// `MoreInfoUrl`; empty when there is none.
    public var moreInformation: String
    /// `RemediationStrings`: one of them in ``RemediationString/fallback``.
    public var remediation: [RemediationString]

    /// Takes the parts as they are; the policy's `validate()` says what is wrong with them.
    public init(
        setting: String, operation: Operator, type: CustomSettingType, operand: FactValue,
        moreInformation: String = "", remediation: [RemediationString]
    ) {
        self.setting = setting
        self.operation = operation
        self.type = type
        self.operand = operand
        self.moreInformation = moreInformation
        self.remediation = remediation
    }
}
