public import GatehouseModel

/// Who answers for a device or another asset; what is not known is empty.
public struct AccountabilityItem: APIMessage {
    /// A person or a team.
    public var party: String
    /// The department that it belongs to.
    public var department: String
    /// Where it is charged.
    public var costCentre: String

    /// The message of the model's value.
    public init(_ accountability: Accountability) {
        party = accountability.party
        department = accountability.department
        costCentre = accountability.costCentre
    }

    /// The model's value of the message.
    public var accountability: Accountability {
        Accountability(party: party, department: department, costCentre: costCentre)
    }

    /// A team with its department.
    public static var example: Self {
        Self(Accountability(party: "Workplace team", department: "IT", costCentre: "4711"))
    }
}
