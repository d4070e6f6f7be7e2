import GatehouseModel
import GatehousePolicy
import Testing

/// Groups, and which of them each device is in.
private struct GroupVector: Decodable {
    struct Group: Decodable {
        var name: String
        var members: [String]?
        var rule: String?
    }

    struct Case: Decodable {
        var name: String
        var device: VectorDevice
        var joined: [String]?
        var sharesName: Bool?
        var groups: [String]
        var uncertainGroups: [String]
    }

    var description: String
    var groups: [Group]
    var cases: [Case]
}

@Suite struct GroupVectorTests {
    @Test func `every group vector has the members that are written`() throws {
        var count = 0
        for (file, vector) in try VectorFile.all(in: "groups", as: GroupVector.self) {
            let grouping = DeviceGrouping(
                try vector.groups.map { group in
                    DeviceGroup(
                        name: group.name,
                        membership: try group.rule.map { .dynamic(try FilterExpression(parsing: $0)) }
                            ?? .assigned(group.members ?? []))
                })
            for test in vector.cases {
                let found = grouping.memberships(
                    of: try test.device.device(lastContact: .distantPast), joined: test.joined ?? [],
                    sharesName: test.sharesName ?? false)
                #expect(found.groups == test.groups, "\(file): \(test.name)")
                #expect(found.uncertainGroups == test.uncertainGroups, "\(file): \(test.name)")
                count += 1
            }
        }
        #expect(count >= 6)
    }
}
