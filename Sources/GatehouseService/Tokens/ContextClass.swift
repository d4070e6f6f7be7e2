public import GatehouseModel

/// How well a person proved who they are, in the words that applications read in `acr` (OpenID Connect Core §2).
public enum ContextClass: String, Hashable, Sendable, CaseIterable {
    /// By something that phishing cannot get (OpenID Connect Extended Authentication Profile ACR Values §2).
    case phishingResistant = "phr"
    /// By more than one factor (OpenID Provider Authentication Policy Extension §4).
    case multifactor = "http://schemas.openid.net/pape/policies/2007/06/multi-factor"

    /// What the methods amount to; `nil` for one factor, which has no word.
    public init?(of methods: [AuthenticationMethod]) {
        switch AuthenticationStrength(methods) {
        case .phishingResistant: self = .phishingResistant
        case .multifactor: self = .multifactor
        case .singleFactor, nil: return nil
        }
    }
}
