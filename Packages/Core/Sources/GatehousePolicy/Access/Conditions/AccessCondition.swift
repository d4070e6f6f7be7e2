/// A condition of an access policy, by the name that a policy gives it; in the order in which they are looked at.
public enum AccessCondition: String, Sendable, Hashable, CaseIterable {
    case applications
    case platforms
    case locations
    case clientApplications
    case deviceFilter
}

/// Kleene's three-valued logic over `Bool?`, where `nil` is unknown.
enum Kleene {
    /// Included and not excluded: exclude beats include, and an unknown exclude makes the answer unknown.
    static func selects(included: Bool?, excluded: Bool?) -> Bool? {
        if included == false || excluded == true { return false }
        return included == nil || excluded == nil ? nil : true
    }
}
