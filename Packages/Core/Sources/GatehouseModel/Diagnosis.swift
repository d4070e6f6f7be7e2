/// What a program found of its own health: one check, how it stands, and how to mend it.
public struct Diagnosis: Hashable, Sendable {
    /// How a check ended, from the best to the worst.
    public enum Standing: String, Hashable, Sendable, CaseIterable, Comparable {
        case good
        /// It works, and somebody should look at it.
        case doubtful
        /// It does not work.
        case broken

        /// A better one is less.
        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .good: 0
            case .doubtful: 1
            case .broken: 2
            }
        }
    }

    /// What was looked at, in a few words.
    public var check: String
    /// How it stands.
    public var standing: Standing
    /// What was found, in words.
    public var found: String
    /// What to do about it; `nil` when there is nothing to do.
    public var mend: String?

    /// The result of one check.
    public init(_ check: String, _ standing: Standing, _ found: String, mend: String? = nil) {
        self.check = check
        self.standing = standing
        self.found = found
        self.mend = mend
    }
}

/// All that was looked at, in its order.
public struct DiagnosisReport: Hashable, Sendable {
    /// One for each check.
    public var diagnoses: [Diagnosis]

    /// A report of these checks.
    public init(_ diagnoses: [Diagnosis]) { self.diagnoses = diagnoses }

    /// That of the worst check.
    public var standing: Diagnosis.Standing { diagnoses.map(\.standing).max() ?? .good }

    /// How the program ends: 0 when all is good, 8 when something should be looked at, 1 when something is broken.
    public var exitStatus: Int32 {
        switch standing {
        case .good: 0
        case .doubtful: 8
        case .broken: 1
        }
    }

    /// A line for each check, how to mend it under it, and what it comes to at the end.
    public var text: String {
        let width = diagnoses.map(\.check.count).max() ?? 0
        var lines = diagnoses.flatMap { diagnosis in
            let name = diagnosis.check + String(repeating: " ", count: width - diagnosis.check.count)
            return ["\(diagnosis.standing.label)  \(name)  \(diagnosis.found)"]
                + (diagnosis.mend.map { ["                \($0)"] } ?? [])
        }
        let broken = diagnoses.count { $0.standing == .broken }
        let doubtful = diagnoses.count { $0.standing == .doubtful }
        lines.append(
            standing == .good ? "All is well." : "\(broken) broken, \(doubtful) to look at, of \(diagnoses.count).")
        return lines.joined(separator: "\n")
    }
}

extension Diagnosis.Standing {
    fileprivate var label: String {
        switch self {
        case .good: "good    "
        case .doubtful: "LOOK AT "
        case .broken: "BROKEN  "
        }
    }
}
