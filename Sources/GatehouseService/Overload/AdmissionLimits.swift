/// When a node has too much to do.
public struct AdmissionLimits: Hashable, Sendable {
    /// Where a figure begins each stage.
    public struct Steps: Hashable, Sendable {
        /// From here on ``OverloadStage/reports``.
        public var reports: Double
        /// From here on ``OverloadStage/arrivals``.
        public var arrivals: Double
        /// From here on ``OverloadStage/changes``.
        public var changes: Double

        /// Steps that only grow.
        public init(_ reports: Double, _ arrivals: Double, _ changes: Double) {
            self.reports = reports
            self.arrivals = arrivals
            self.changes = changes
        }

        /// The stage that a figure stands for where each step is `scale` times as high.
        func stage(of value: Double, scale: Double) -> OverloadStage {
            if value >= changes * scale { return .changes }
            if value >= arrivals * scale { return .arrivals }
            return value >= reports * scale ? .reports : .none
        }

        func step(of stage: OverloadStage) -> Double {
            switch stage {
            case .none: 0
            case .reports: reports
            case .arrivals: arrivals
            case .changes: changes
            }
        }
    }

    /// Of the writes that may wait for the store, the share that does.
    public var waitingWrites = Steps(0.5, 0.75, 0.9)
    /// Seconds that the oldest write has waited.
    public var oldestWrite = Steps(1, 2.5, 5)
    /// Requests under way, polls and enrolments not among them.
    public var requests = Steps(2048, 3072, 4096)
    /// Bytes of their bodies; what is made of a body takes several times as many.
    public var bytes = Steps(33_554_432, 50_331_648, 67_108_864)
    /// Enrolments that may be under way: beyond that they alone are put off.
    public var enrolments = 256
    /// Bytes of their bodies: beyond that they alone are put off.
    public var enrolmentBytes = 8_388_608
    /// Seconds that even the fastest of the reports of ``window`` took: all of them stand in a line somewhere.
    public var delay = Steps(1, 2.5, 5)
    /// With fewer requests under way the two times say nothing: to put off some of a few makes no line shorter.
    public var few = 128

    /// A stage is left only below this share of its step, so that it is not entered and left with every request.
    public var calmShare = 0.5
    /// A stage is left only after so long below it.
    public var calm = Duration.milliseconds(250)
    /// Over which time the fastest report is looked for.
    public var window = Duration.milliseconds(500)
    /// Fewer reports than this within ``window`` say nothing of a line.
    public var fewest = 16

    /// Limits for a node of two cores; they bound its memory more than its speed.
    public init() {}
}
