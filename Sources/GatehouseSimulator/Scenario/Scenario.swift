/// What a fleet does, phase by phase, and what must be true of the server meanwhile.
public struct Scenario: Hashable, Sendable {
    /// Names the scenario in reports.
    public var name: String
    /// One sentence for people; may be empty.
    public var summary: String
    /// The same seed gives the same devices, which do the same things at the same times.
    public var seed: UInt64
    /// How many honest devices there are.
    public var devices: Int
    /// What kinds of them, by weight; never empty.
    public var fleet: [FleetShare]
    /// In their order; never empty.
    public var phases: [Phase]
    /// What must hold at the end.
    public var assertions: [Assertion]

    /// Makes the scenario as it is; only ``ScenarioReader`` checks it.
    public init(
        name: String, summary: String = "", seed: UInt64 = 1, devices: Int, fleet: [FleetShare], phases: [Phase],
        assertions: [Assertion] = []
    ) {
        self.name = name
        self.summary = summary
        self.seed = seed
        self.devices = devices
        self.fleet = fleet
        self.phases = phases
        self.assertions = assertions
    }

    /// What kind of machine the device of this number is: shares are met as closely as whole devices allow, in turns.
    public func share(of number: Int) -> FleetShare {
        let total = fleet.reduce(0) { $0 + $1.weight }
        // A multiplier that shares no factor with the total visits every place once a round, spread out.
        let stride = Self.stride(total)
        var place = (number % total) * stride % total
        for share in fleet {
            if place < share.weight { return share }
            place -= share.weight
        }
        return fleet[0]
    }

    private static func stride(_ total: Int) -> Int {
        func divisor(_ left: Int, _ right: Int) -> Int { right == 0 ? left : divisor(right, left % right) }
        var stride = max(1, total * 5 / 8)
        while divisor(stride, total) != 1 { stride += 1 }
        return stride
    }

    /// Without the check at the end.
    public var duration: Duration { phases.reduce(.zero) { $0 + $1.duration } }
    /// Devices that attack with an identity of their own: one each for what needs one.
    public var attackers: Int { phases.contains { !$0.hostile.isEmpty } ? Attack.allCases.count : 0 }
}

/// One kind of device in the fleet.
public struct FleetShare: Hashable, Sendable {
    /// What kind it is.
    public var profile: DeviceProfile
    /// Against the other shares; at least 1.
    public var weight: Int
    /// Rows of `software.packages` in each first report.
    public var packages: Int
    /// Whether its network is slow: it sends a few bytes at a time.
    public var isSlow: Bool

    /// A share; with as many packages as such machines have unless said otherwise.
    public init(_ profile: DeviceProfile, weight: Int = 1, packages: Int? = nil, isSlow: Bool = false) {
        self.profile = profile
        self.weight = weight
        self.packages = packages ?? profile.usualPackages
        self.isSlow = isSlow
    }
}

/// A stretch of time in which the fleet behaves in one way.
public struct Phase: Hashable, Sendable {
    /// What devices report, and how often.
    public struct Reporting: Hashable, Sendable {
        /// The mean pause between two reports of one device; each is from half to one and a half of it.
        public var every: Duration
        /// How many of the reports change a fact, from 0 to 1.
        public var changed: Double
        /// Which fact that is.
        public var flip: DeviceFacts.Flip

        /// A way of reporting.
        public init(every: Duration, changed: Double, flip: DeviceFacts.Flip = .plain) {
            self.every = every
            self.changed = changed
            self.flip = flip
        }
    }

    /// Decisions that are asked for meanwhile.
    public struct Deciding: Hashable, Sendable {
        /// What devices want to reach.
        public var application: String
        /// A second, for the fleet.
        public var rate: Double
        /// After so long an unsafe device must not be allowed; `nil` expects nothing.
        public var blockUnsafeWithin: Duration?

        /// A way of asking.
        public init(application: String, rate: Double, blockUnsafeWithin: Duration? = nil) {
            self.application = application
            self.rate = rate
            self.blockUnsafeWithin = blockUnsafeWithin
        }
    }

    /// Names the phase in progress and plot.
    public var name: String
    /// How long it takes.
    public var duration: Duration
    /// Devices that come online, a second; 0 leaves them as they are.
    public var connect: Double
    /// `nil`: devices only hold their poll.
    public var report: Reporting?
    /// Of the devices, from 0 to 1: cut off from the beginning of the phase to its end.
    public var outage: Double
    /// Files of documents that are applied when the phase begins, as the scenario's file names them.
    public var apply: [String]
    /// Profiles whose devices must be blocked once the phase's documents are applied.
    public var unsafe: Set<DeviceProfile>
    /// `nil` asks for none.
    public var decisions: Deciding?
    /// A second, of each kind.
    public var hostile: [Attack: Double]

    /// A phase in which nothing happens, unless said.
    public init(
        name: String, duration: Duration, connect: Double = 0, report: Reporting? = nil, outage: Double = 0,
        apply: [String] = [], unsafe: Set<DeviceProfile> = [], decisions: Deciding? = nil,
        hostile: [Attack: Double] = [:]
    ) {
        self.name = name
        self.duration = duration
        self.connect = connect
        self.report = report
        self.outage = outage
        self.apply = apply
        self.unsafe = unsafe
        self.decisions = decisions
        self.hostile = hostile
    }
}

/// What hostile clients do on the device channel.
public enum Attack: String, Hashable, Sendable, CaseIterable {
    /// Random bytes where TLS is expected.
    case garbage
    /// TLS without a client certificate, and a request.
    case noCertificate = "no-certificate"
    /// A request's head, byte by byte, never ending.
    case slowHeaders = "slow-headers"
    /// A body beyond every limit.
    case hugeBody = "huge-body"
    /// A check-in that counts backwards, as a copied identity would.
    case wrongSequence = "wrong-sequence"
    /// A check-in that was acknowledged before, sent again when the state has moved on.
    case replay

    /// What became of one attempt.
    public enum Outcome: Hashable, Sendable {
        case repelled
        /// The server took what it must not take.
        case accepted
        /// It did not come so far that the server could have.
        case unreached
    }
}
