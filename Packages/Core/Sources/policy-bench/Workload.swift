import GatehouseModel
import GatehousePolicy

/// Rules and requests that are the same every time: many policies of which a handful can apply to any request.
struct Workload {
    let policies: [AccessPolicy]
    let requests: [Signals]
    let now = Instant(seconds: 1_800_000_000)

    static let requestCount = 256

    init(policyCount: Int) {
        var random = SplitMix64(seed: 42)
        let applicationCount = max(policyCount / 4, 2)
        policies = (0..<policyCount).map { Self.policy($0, applicationCount) }
        let now = now
        requests = (0..<Self.requestCount).map { _ in Self.request(applicationCount, at: now, &random) }
    }

    func decide(by compiled: CompiledAccessPolicies) -> [Outcome] {
        requests.map { compiled.decide($0, at: now).outcome }
    }

    /// Two policies for every application, the others for one each.
    private static func policy(_ number: Int, _ applicationCount: Int) -> AccessPolicy {
        let name = "policy-\(number)"
        switch number {
        case 0:
            return AccessPolicy(
                name: name,
                conditions: AccessConditions(locations: Selection(include: range("203.0.113.0/24"))),
                controls: [.block])
        case 1:
            return AccessPolicy(
                name: name, conditions: AccessConditions(platforms: Selection(include: [.linux, .macOS, .windows])),
                controls: [.minimumAssurance(.partner)])
        default:
            return applicationPolicy(name, number, Selection(include: ["app-\(number % applicationCount)"]))
        }
    }

    private static func applicationPolicy(
        _ name: String, _ number: Int, _ applications: Selection<String>
    ) -> AccessPolicy {
        var conditions = AccessConditions(applications: applications)
        switch number / 7 % 4 {
        case 0:
            return AccessPolicy(name: name, conditions: conditions, controls: [.compliantDevice])
        case 1:
            conditions.platforms = Selection(include: nil, exclude: [.iOS, .android])
            return AccessPolicy(
                name: name, conditions: conditions, grantOperator: .or,
                controls: [.compliantDevice, .minimumAssurance(.attested)])
        case 2:
            conditions.locations = Selection(include: nil, exclude: range("10.0.0.0/8"))
            return AccessPolicy(name: name, conditions: conditions, controls: [.minimumAssurance(.agentVerified)])
        default:
            conditions.clientApplications = [.other]
            return AccessPolicy(name: name, conditions: conditions, controls: [.block])
        }
    }

    private static func range(_ text: String) -> Set<IPRange> { Set([IPRange(text)].compactMap(\.self)) }

    private static func request(_ applicationCount: Int, at now: Instant, _ random: inout SplitMix64) -> Signals {
        let networks: [UInt32] = [0x0A00_0000, 0xCB00_7100, 0xC633_6400, 0xC000_0200]
        let address = networks.randomElement(using: &random).map {
            IPAddress(v4: $0 | UInt32.random(in: 1...254, using: &random))
        }
        let platform = Platform.allCases.randomElement(using: &random) ?? .linux
        let client = ClientApplicationType.allCases.randomElement(using: &random) ?? .other
        let hasDevice = Int.random(in: 0..<10, using: &random) > 0
        let device = DeviceSignal(
            device: Device(
                id: .random(using: &random), name: "device", platform: platform, ownership: .company, enrolledAt: now,
                lastContact: now),
            identityAssurance: Assurance.allCases.randomElement(using: &random) ?? .selfReported)
        let isCompliant = Int.random(in: 0..<10, using: &random) < 7
        let verdict = Verdict(
            state: isCompliant ? .compliant : .noncompliant, since: now, graceEnd: nil,
            validUntil: now + .seconds(86_400))
        return Signals(
            application: "app-\(Int.random(in: 0..<applicationCount + 1, using: &random))",
            platform: .known(platform), address: address.map(Input.known) ?? .absent, clientApplication: .known(client),
            device: hasDevice ? .known(device) : .absent, verdict: hasDevice ? .known(verdict) : .absent)
    }
}

/// The same numbers every time.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
