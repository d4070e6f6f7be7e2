public import GatehouseModel
public import GatehousePolicy

/// A location as a policy writes it: a range, or the name of a ``NamedLocation``.
public enum LocationReference: Hashable, Sendable {
    case range(IPRange)
    case named(String)

    /// The text that a document has for it.
    public var text: String {
        switch self {
        case .range(let range): range.description
        case .named(let name): name
        }
    }
}

/// Why a policy could not be resolved: it names locations that do not exist.
public struct UnknownLocations: Error, Hashable, Sendable {
    /// Name of the policy that names them.
    public let policy: String
    /// In the order of names.
    public let names: [String]
    /// One sentence, lower case, no full stop.
    public var message: String {
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        return "access policy `\(policy)` names \(names.count == 1 ? "a location" : "locations") "
            + "that \(names.count == 1 ? "does" : "do") not exist: \(list)"
    }
}

/// An access policy as it is written: its locations may be names.
public struct AccessPolicyDocument: Hashable, Sendable {
    /// The policy without its condition on locations.
    private var base: AccessPolicy
    /// `nil` is anywhere.
    public var locations: Selection<LocationReference>?

    /// The policy that `policy` is, except that its locations are `locations`.
    public init(_ policy: AccessPolicy, locations: Selection<LocationReference>?) {
        base = policy
        base.conditions.locations = nil
        self.locations = locations
    }

    /// The document of a policy whose locations are ranges.
    public init(_ policy: AccessPolicy) {
        let locations = policy.conditions.locations.map { ranges in
            Selection(
                include: ranges.include.map { Set($0.map(LocationReference.range)) },
                exclude: Set(ranges.exclude.map(LocationReference.range)))
        }
        self.init(policy, locations: locations)
    }

    /// Unique among the access policies of a tenant.
    public var name: String { base.name }
    /// What the policy is for, in the author's words; may be empty.
    public var summary: String { base.summary }
    /// Whether it is enforced, only reported on, or off.
    public var state: AccessPolicy.State { base.state }
    /// Every condition but the locations, which are `nil` here.
    public var conditions: AccessConditions { base.conditions }
    /// Whether all the controls must be met, or one of them.
    public var grantOperator: AccessPolicy.Operator { base.grantOperator }
    /// What access is granted under; blocking is one of them.
    public var controls: [GrantControl] { base.controls }

    /// The names of the locations that it refers to, in order.
    public var locationNames: [String] {
        let all = (locations?.include ?? []).union(locations?.exclude ?? [])
        return all.compactMap { if case .named(let name) = $0 { name } else { nil } }.sorted()
    }

    /// The policy to evaluate; refuses a name that is not among `namedLocations`, since leaving it out would change
    /// whom the policy reaches.
    public func resolved(
        namedLocations: some Sequence<NamedLocation>
    ) throws(UnknownLocations) -> AccessPolicy {
        let known = Dictionary(namedLocations.map { ($0.name, $0.ranges) }, uniquingKeysWith: { first, _ in first })
        let unknown = locationNames.filter { known[$0] == nil }
        guard unknown.isEmpty else { throw UnknownLocations(policy: name, names: unknown) }
        var policy = base
        policy.conditions.locations = locations.map { references in
            Selection(
                include: references.include.map { Self.ranges(of: $0, known) },
                exclude: Self.ranges(of: references.exclude, known))
        }
        return policy
    }

    /// What is wrong with the policy, whatever its named locations turn out to be.
    public func validate() -> [PolicyProblem] {
        var problems = base.validate()
        if let locations, let include = locations.include, include.isSubset(of: locations.exclude) {
            problems.append(
                PolicyProblem(
                    path: "conditions.locations.exclude",
                    message: "all that is included is excluded: the policy never applies"))
        }
        return problems
    }

    private static func ranges(of references: Set<LocationReference>, _ known: [String: [IPRange]]) -> Set<IPRange> {
        var ranges = Set<IPRange>()
        for reference in references {
            switch reference {
            case .range(let range): ranges.insert(range)
            case .named(let name): ranges.formUnion(known[name] ?? [])
            }
        }
        return ranges
    }
}
