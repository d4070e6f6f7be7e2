import GatehouseFuzzing
import GatehouseModel
import GatehousePolicy

/// Makes policies and requests out of so few values that they often meet.
struct AccessGenerator {
    private static let applications = ["wiki", "mail", "payroll"]
    private static let ranges = ["10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/24", "2001:db8::/32"].compactMap(IPRange.init)
    private static let addresses = ["10.1.2.3", "10.9.9.9", "192.0.2.7", "2001:db8::1"].compactMap(IPAddress.init)
    private static let controls: [GrantControl] =
        [.compliantDevice, .block] + Assurance.allCases.map(GrantControl.minimumAssurance)

    private var random: SeededGenerator
    private var filters: FilterGenerator
    private let rules: [FilterExpression]

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        filters = FilterGenerator(seed: seed &+ 1)
        var rules = [FilterExpression]()
        for _ in 0..<200 { rules.append(try FilterExpression(parsing: filters.rule())) }
        self.rules = rules
    }

    mutating func policies() -> [AccessPolicy] {
        (0..<random.below(6)).map { policy(named: "policy-\($0)") }
    }

    mutating func policy(named name: String) -> AccessPolicy {
        AccessPolicy(
            name: name, state: random.pick([.enabled, .enabled, .enabled, .reportOnly, .disabled]),
            conditions: conditions(), grantOperator: random.pick([.and, .or]), controls: controls())
    }

    private mutating func controls() -> [GrantControl] {
        if random.chance(10) { return [.block] }
        var controls = [GrantControl]()
        for _ in 0..<random.below(10) / 4 + (random.chance(97) ? 1 : 0) {
            let control = random.pick(Self.controls)
            if !controls.contains(control) { controls.append(control) }
        }
        return controls
    }

    private mutating func conditions() -> AccessConditions {
        var conditions = AccessConditions()
        if random.chance(60) { conditions.applications = selection(Self.applications) }
        if random.chance(35) { conditions.platforms = selection(Platform.allCases) }
        if random.chance(35) { conditions.locations = selection(Self.ranges) }
        if random.chance(25) { conditions.clientApplications = random.some(ClientApplicationType.allCases) }
        if random.chance(35) {
            conditions.deviceFilter = DeviceFilter(mode: random.pick([.include, .exclude]), rule: random.pick(rules))
        }
        return conditions
    }

    private mutating func selection<Value: Hashable & Sendable>(_ values: [Value]) -> Selection<Value> {
        Selection(
            include: random.chance(60) ? random.some(values) : nil,
            exclude: random.chance(40) ? random.some(values) : [])
    }

    mutating func settings() -> AccessSettings {
        AccessSettings(
            defaultDecision: random.pick([.deny, .allow]), decisionLifetime: .seconds(random.pick([60, 300, 900])))
    }

    mutating func signals() -> Signals {
        let device = input(filters.device())
        let signal = device.map { DeviceSignal(device: $0, identityAssurance: .agentVerified) }
        let assurance = random.pick(Assurance.allCases)
        let hasAttributes = random.chance(80)
        return Signals(
            application: random.pick(Self.applications + ["unlisted"]), platform: input(random.pick(Platform.allCases)),
            address: input(random.pick(Self.addresses)),
            clientApplication: input(random.pick(ClientApplicationType.allCases)),
            device: signal.map {
                DeviceSignal(device: $0.device, identityAssurance: assurance, hasAttributes: hasAttributes)
            }, verdict: verdict())
    }

    private mutating func input<Value>(_ value: Value) -> Input<Value> {
        switch random.below(10) {
        case 0: .absent
        case 1: .unavailable
        default: .known(value)
        }
    }

    private mutating func verdict() -> Input<Verdict> {
        input(
            Verdict(
                state: random.pick(ComplianceState.allCases + [.compliant, .compliant, .inGracePeriod]),
                since: Sample.now - .seconds(1000),
                graceEnd: random.chance(60) ? Sample.now + .seconds(random.pick([-10, 30, 100, 10_000])) : nil,
                validUntil: Sample.now + .seconds(random.pick([-5, 40, 200, 100_000, 100_000, 100_000]))))
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &random) }

    /// The same request with one or more known inputs taken away.
    mutating func forgetting(_ signals: Signals) -> Signals {
        var less = signals
        if less.platform.value != nil, random.chance(40) { less.platform = .unavailable }
        if less.address.value != nil, random.chance(40) { less.address = .unavailable }
        if less.clientApplication.value != nil, random.chance(40) { less.clientApplication = .unavailable }
        if less.device.value != nil, random.chance(40) { less.device = .unavailable }
        if less.verdict.value != nil, random.chance(40) { less.verdict = .unavailable }
        return less
    }
}
