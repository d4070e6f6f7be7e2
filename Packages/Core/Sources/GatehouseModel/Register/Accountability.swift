/// Who answers for a thing: for its use, its updates and what becomes of it, whoever has it in hand.
///
/// NIST SP 800-53 (CM-8) and CISA's CDM ask that every asset has somebody; all three fields may be empty.
public struct Accountability: Hashable, Sendable {
    /// A person or a team, as people call them or as an e-mail address.
    public var party: String
    /// The department that it belongs to.
    public var department: String
    /// Where it is charged.
    public var costCentre: String

    /// Takes the words as they are; without any, nobody is known to answer for the thing.
    public init(party: String = "", department: String = "", costCentre: String = "") {
        self.party = party
        self.department = department
        self.costCentre = costCentre
    }

    /// Whether nothing is said at all.
    public var isEmpty: Bool { party.isEmpty && department.isEmpty && costCentre.isEmpty }
}
