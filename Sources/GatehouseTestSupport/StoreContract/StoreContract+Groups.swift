public import GatehouseModel
import GatehouseService

extension Group {
    /// A group that somebody puts people in, by its number.
    public static func numbered(_ number: Int) -> Group {
        Group(id: .numbered(number), name: "Group \(number)", membership: .assigned, createdAt: .start)
    }
}

extension StoreContract {
    static let groups: [Case] = [
        Case("a saved group is found by id and by name in any letter case, in its tenant only") { store in
            var dynamic = Group(
                id: .numbered(2), name: "Übung", summary: "a \"rule\"",
                membership: .dynamic(rule: #"user.department -eq "Sales""#), createdAt: .start)
            dynamic.externalID = "x-2"
            dynamic.updatedAt = .start + .seconds(5)
            let group = dynamic
            try await store.write(Tenant.test.id) { unit in
                try unit.save(Group.numbered(1))
                try unit.save(group)
            }
            try await store.read(Tenant.test.id) { unit in
                try require(unit.group(.numbered(2)), equals: group)
                try require(unit.group(named: "üBUNG"), equals: group)
                try require(unit.dynamicGroups(), equals: [group])
                try require(unit.groupCount(nil), equals: 2)
                let filter = ListQuery.Filter.compare(field: "membership", .equals, .text("assigned"))
                try require(unit.groups(ListQuery(filter: filter)).elements, equals: [.numbered(1)])
            }
            try await store.read(Tenant.other.id) { unit in
                try require(unit.group(.numbered(2)), equals: nil)
                try require(unit.group(named: "Übung"), equals: nil)
                try require(unit.dynamicGroups(), equals: [])
            }
        },
        Case("a name is one group's, in any letter case") { store in
            var second = Group.numbered(2)
            second.name = "GROUP 1"
            let twin = second
            try await store.write(Tenant.test.id) { try $0.save(Group.numbered(1)) }
            try await require(.conflict) { try await store.write(Tenant.test.id) { try $0.save(twin) } }
        },
        Case("a person is in every group that has a group that they are in, also around a loop") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...4 { try unit.save(Group.numbered(number)) }
                try require(unit.add(.user(.numbered(9)), to: .numbered(3)), equals: true)
                try require(unit.add(.user(.numbered(9)), to: .numbered(3)), equals: false)
                try unit.add(.group(.numbered(3)), to: .numbered(2))
                try unit.add(.group(.numbered(2)), to: .numbered(1))
                try unit.add(.group(.numbered(1)), to: .numbered(3))
                try unit.add(.device(.numbered(9)), to: .numbered(4))
            }
            try await store.read(Tenant.test.id) { unit in
                try require(unit.userGroups(of: .numbered(9)), equals: [.numbered(1), .numbered(2), .numbered(3)])
                try require(unit.groups(of: .device(.numbered(9))), equals: [.numbered(4)])
                try require(unit.isMember(.user(.numbered(9)), of: .numbered(3)), equals: true)
                try require(unit.isMember(.user(.numbered(9)), of: .numbered(1)), equals: false)
            }
            try await store.read(Tenant.other.id) { unit in
                try require(unit.userGroups(of: .numbered(9)), equals: [])
            }
        },
        Case("members come in pages in the order of their ids, and go one by one or with their group") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(Group.numbered(1))
                try unit.save(Group.numbered(2))
                for number in [3, 1, 2] { try unit.add(.user(.numbered(number)), to: .numbered(1)) }
                try unit.add(.device(.numbered(2)), to: .numbered(1))
                try unit.add(.group(.numbered(1)), to: .numbered(2))
            }
            try await store.write(Tenant.test.id) { unit in
                let first = try unit.members(of: .numbered(1), after: nil, limit: 2)
                try require(first, equals: [.user(.numbered(1)), .device(.numbered(2))])
                try require(
                    unit.members(of: .numbered(1), after: first.last, limit: 9),
                    equals: [.user(.numbered(2)), .user(.numbered(3))])
                try require(unit.remove(.user(.numbered(1)), from: .numbered(1)), equals: true)
                try require(unit.remove(.user(.numbered(1)), from: .numbered(1)), equals: false)
                try require(unit.deleteGroup(.numbered(1)), equals: true)
                try require(unit.deleteGroup(.numbered(1)), equals: false)
                try require(unit.members(of: .numbered(2), after: nil, limit: 9), equals: [])
                try require(unit.members(of: .numbered(1), after: nil, limit: 9), equals: [])
            }
        },
        Case("a group is emptied at once, and one that a provisioning client keeps is told from others") { store in
            try await store.write(Tenant.test.id) { unit in
                var kept = Group.numbered(2)
                kept.isProvisioned = true
                try unit.save(Group.numbered(1))
                try unit.save(kept)
                for number in 1...3 { try unit.add(.user(.numbered(number)), to: .numbered(1)) }
                try unit.add(.user(.numbered(1)), to: .numbered(2))
                try unit.removeMembers(of: .numbered(1))
                try require(unit.members(of: .numbered(1), after: nil, limit: 9), equals: [])
                try require(unit.members(of: .numbered(2), after: nil, limit: 9).count, equals: 1)
                try require(unit.group(.numbered(2)), equals: kept)
                try require(unit.provisionedGroups(from: 0, limit: 9), equals: [kept])
                try require(unit.provisionedGroups(from: 1, limit: 9), equals: [])
            }
        },
        Case("a deleted device is in no group") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(Group.numbered(1))
                try unit.add(.device(.numbered(1)), to: .numbered(1))
                try unit.deleteDevice(.numbered(1))
                try require(unit.members(of: .numbered(1), after: nil, limit: 9), equals: [])
            }
        },
        Case("who follows groups learns of their members") { store in
            try await store.write(Tenant.test.id) { try $0.save(Group.numbered(1)) }
            let newest = try await store.newestSequence()
            let member = GroupMember.user(.numbered(1))
            try await require(store.write(Tenant.test.id) { try $0.add(member, to: .numbered(1)) }, equals: true)
            try await require(store.write(Tenant.test.id) { try $0.add(member, to: .numbered(1)) }, equals: false)
            try await require(store.write(Tenant.test.id) { try $0.remove(member, from: .numbered(1)) }, equals: true)
            let changes = try await store.changes(after: newest, limit: 10)
            try require(changes.map(\.kind), equals: [.group, .group])
        },
    ]
}
