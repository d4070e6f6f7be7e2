import GatehouseFuzzing
import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct PatchFuzzTests {
    private static let seeds = [
        #"{"op":"add","path":"emails","value":[{"value":"c@d","type":"other","primary":true}]}"#,
        #"{"op":"replace","path":"emails[type eq \"work\" and value ew \"example.com\"].value","value":"x"}"#,
        #"{"op":"remove","path":"addresses[type eq \"home\"].region"}"#,
        #"{"op":"Replace","value":{"active":"False","name.familyName":"X","nickName":null}}"#,
        #"{"op":"Add","path":"\#(Samples.enterprise):manager","value":"m1"}"#,
        #"{"op":"remove","path":"phoneNumbers","value":[{"value":"555-555-5555","type":"work"}]}"#,
        #"{"op":"replace","path":"\#(Samples.enterprise)","value":{"department":"X"}}"#,
    ].map { #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#($0)]}"# }

    /// What holds of every user that a PATCH may leave.
    private func check(_ outcome: PatchOutcome, from before: AttributeTree) throws {
        let after = outcome.attributes
        for name in ["id", "meta", "groups"] { #expect(after[name] == before[name]) }
        #expect(outcome.hasChanged == (after != before))
        for name in ["emails", "addresses", "phoneNumbers"] {
            #expect(after.trees(name).count { $0.truth("primary") == true } <= 1)
        }
        let json = SCIMResourceType.user.json(of: after)
        let read = try SCIMResourceType.user.replaced(after, by: json)
        #expect(read.attributes == after)
        #expect(read.ignored.isEmpty)
    }

    @Test func `mutated changes are refused, or leave a user that is written and read the same`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x5C4))
        let seeds = Self.seeds.map { Array($0.utf8) }
        let user = try Samples.bjensen()
        var changed = 0
        for round in 0..<FuzzEffort.rounds(8000) {
            guard let json = try? JSON.parse(random.mutated(seeds[round % seeds.count])),
                let outcome = try? PatchRequest(json: json).applied(to: user, of: .user)
            else { continue }
            if outcome.hasChanged { changed += 1 }
            try check(outcome, from: user)
        }
        #expect(changed > 40)
    }

    @Test func `a row of random changes leaves a sound user, and a repeated replacement changes nothing`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x5C5))
        let paths = [
            "emails", #"emails[type eq "work"]"#, #"emails[type eq "x"].value"#, "emails.primary", "name", "title",
            "name.givenName", #"emails[primary eq true].primary"#, "\(Samples.enterprise):department", "active",
            "userName", "\(Samples.enterprise):manager",
        ]
        let values = [
            #"[{"value":"a","primary":true}]"#, #"{"value":"b","type":"work"}"#, "\"c\"", "true", "\"False\"", "null",
            #"{"givenName":"d"}"#, "[]", #"{"value":"e","primary":true}"#,
        ]
        var user = try Samples.bjensen()
        var applied = 0
        for _ in 0..<FuzzEffort.rounds(2000) {
            let kind = PatchOperation.Kind.allCases[Int(random.next() % 3)]
            let path = try PatchPath(parsing: paths[Int(random.next() % UInt64(paths.count))])
            let value = try Samples.json(values[Int(random.next() % UInt64(values.count))])
            let request = PatchRequest([PatchOperation(kind, path, kind == .remove ? nil : value)])
            guard let outcome = try? request.applied(to: user, of: .user) else { continue }
            try check(outcome, from: user)
            applied += 1
            if kind == .replace, path.filter == nil {
                #expect(try !request.applied(to: outcome.attributes, of: .user).hasChanged)
            }
            user = outcome.attributes
        }
        #expect(applied > 250)
    }

    @Test func `mutated resources are read or refused without a crash`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x5C6))
        let seed = Array(Samples.enterpriseUser.utf8)
        var read = 0
        for _ in 0..<FuzzEffort.rounds(3000) {
            guard let json = try? JSON.parse(random.mutated(seed)),
                let resource = try? SCIMResourceType.user.created(from: json)
            else { continue }
            read += 1
            let written = SCIMResourceType.user.json(of: resource.attributes)
            #expect(try SCIMResourceType.user.created(from: written).attributes == resource.attributes)
            guard let user = try? DirectoryUser(attributes: resource.attributes) else { continue }
            #expect(try DirectoryUser(attributes: user.attributes(base: "https://x")) == user)
        }
        #expect(read > 200)
    }
}
