import GatehouseFuzzing
import GatehouseModel
import GatehousePolicy
import Testing

/// The rules of `docs/semantics.md` §3 about groups and filters, over generated groups, policies and devices.
@Suite struct GroupPropertyTests {
    private static let rules = [
        #"device.manufacturer -eq "Dell""#, #"device.manufacturer -ne "Dell""#, #"device.model -startsWith "X""#,
        #"device.model -notIn ["XPS", "Z"]"#, #"device.operatingSystemVersion -eq null"#,
        #"-not (device.manufacturer -eq "Dell" -and device.model -eq "XPS")"#,
        #"device.manufacturer -eq "HP" -or device.displayName -startsWith "eng-""#,
        #"device.displayName -notContains "lab" -and device.operatingSystem -contains "Debian""#,
    ]
    private static let names = (0..<8).map { "g\($0)" }

    /// One tenant with one device, as it tells everything.
    private struct World {
        var groups: [DeviceGroup]
        var policies: [CompliancePolicy]
        var settings: ComplianceSettings
        var posture: Posture
        var device: Device
        var joined: [String]
        var sharesName: Bool

        func judged(_ told: Device) -> ComplianceEvaluation {
            var device = told
            let found = DeviceGrouping(groups).memberships(of: device, joined: joined, sharesName: sharesName)
            (device.groups, device.uncertainGroups) = (found.groups, found.uncertainGroups)
            return ComplianceInput(
                device: device, posture: posture, policies: policies, settings: settings, previous: [],
                previousVerdict: nil, now: device.lastContact
            ).evaluate()
        }
    }

    private func world(_ random: inout SeededGenerator) throws -> World {
        let rules = try Self.rules.map { try FilterExpression(parsing: $0) }
        var device = Sample.device
        device.name = random.pick(["eng-1", "lab-2"])
        device.manufacturer = random.pick(["Dell", "HP"])
        device.model = random.pick(["XPS", "Z"])
        let groups = zip(Self.names, rules).map { name, rule in
            DeviceGroup(name: name, membership: random.chance(70) ? .dynamic(rule) : .assigned(["eng-1"]))
        }
        let policies = (0..<3).map { number in
            CompliancePolicy(
                name: "p\(number)", includedGroups: random.chance(60) ? random.some(Self.names).sorted() : [],
                excludedGroups: random.chance(40) ? [random.pick(Self.names)] : [],
                filter: random.chance(20) ? random.pick(rules) : nil,
                assignmentFilter: random.chance(30)
                    ? AssignedFilter(name: "f", mode: random.pick([.include, .exclude]), rule: random.pick(rules))
                    : nil,
                grace: ComplianceSample.day * random.below(2),
                requirements: [random.pick([ComplianceSample.firewall, ComplianceSample.version])])
        }
        var sample = ComplianceSample([])
        sample.report("os.id", .text("debian"))
        sample.report("firewall.active", .boolean(random.chance(60)))
        sample.report("os.version", .text(random.pick(["12.1", "12.9"])))
        return World(
            groups: groups, policies: policies, settings: ComplianceSettings(secureByDefault: random.chance(70)),
            posture: sample.posture, device: device, joined: random.some(Self.names).sorted(),
            sharesName: random.chance(20))
    }

    private func silenced(_ device: Device, _ random: inout SeededGenerator) -> Device {
        var device = device
        let attributes: [WritableKeyPath<Device, String>] = [
            \.manufacturer, \.model, \.operatingSystem, \.operatingSystemVersion,
        ]
        for attribute in attributes where random.chance(50) { device[keyPath: attribute] = "" }
        return device
    }

    @Test(arguments: [81, 82, 83] as [UInt64])
    func `keeping an attribute back never makes a device better`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var worse = 0
        for round in 0..<1500 {
            let world = try world(&random)
            let open = world.judged(world.device).verdict.state
            let silent = world.judged(silenced(world.device, &random)).verdict.state
            #expect(silent >= open, "seed \(seed), round \(round)")
            if silent > open { worse += 1 }
        }
        #expect(worse > 50, "the property must have been put to the test")
    }

    @Test(arguments: [91, 92] as [UInt64])
    func `a name that becomes ambiguous never makes a device better`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<1500 {
            var world = try world(&random)
            world.sharesName = false
            let alone = world.judged(world.device).verdict.state
            world.sharesName = true
            #expect(world.judged(world.device).verdict.state >= alone, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: [101] as [UInt64])
    func `a policy says of every device what it does with it`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let world = try world(&random)
            var device = silenced(world.device, &random)
            let found = DeviceGrouping(world.groups).memberships(of: device, joined: [], sharesName: false)
            (device.groups, device.uncertainGroups) = (found.groups, found.uncertainGroups)
            for policy in world.policies {
                let reach = policy.reach(of: device)
                #expect(reach.application == policy.assignment(to: device))
                #expect(!reach.detail.isEmpty && !reach.detail.contains("``"))
                if reach.application != .applies { #expect(reach.decidedBy != nil) }
            }
        }
    }
}
