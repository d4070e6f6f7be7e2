public import GatehouseModel

/// How the fleet stands.
public struct FleetComplianceItem: APIMessage {
    /// How many devices are in a state.
    public struct Count: APIMessage {
        /// As the devices were judged last; `unknown` for those never judged.
        public var state: ComplianceState
        /// At least 1: a state that no device is in is left out.
        public var devices: Int

        /// Makes the count.
        public init(state: ComplianceState, devices: Int) {
            self.state = state
            self.devices = devices
        }

        /// Most devices of a fleet.
        public static var example: Self { Self(state: .compliant, devices: 9_412) }
    }

    /// Judging every device anew, after a policy or the settings changed.
    public struct Evaluation: APIMessage {
        /// When the change was made.
        public var startedAt: Instant
        /// Devices judged since.
        public var evaluated: Int

        /// Makes the progress.
        public init(startedAt: Instant, evaluated: Int) {
            self.startedAt = startedAt
            self.evaluated = evaluated
        }

        /// A good part of a fleet.
        public static var example: Self { Self(startedAt: ExampleID.morning, evaluated: 4_000) }
    }

    /// The worst state first.
    public var counts: [Count]
    /// What is under way; not there when every device was judged by the policies as they are.
    public var evaluation: Evaluation?

    /// Makes the answer.
    public init(counts: [Count], evaluation: Evaluation?) {
        self.counts = counts
        self.evaluation = evaluation
    }

    /// A fleet that is being judged anew.
    public static var example: Self {
        Self(counts: [Count(state: .noncompliant, devices: 37), .example], evaluation: .example)
    }
}
