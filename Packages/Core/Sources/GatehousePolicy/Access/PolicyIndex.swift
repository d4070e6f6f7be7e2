/// Finds the policies that can apply to a request, without looking at those that cannot.
struct PolicyIndex: Sendable {
    /// A policy with the two conditions that cost one instruction each.
    private struct Entry {
        let platforms: UInt8
        let clients: UInt8
        let policy: Int32
    }

    /// Policies that include every application.
    private let everywhere: [Entry]
    /// Policies that include this application by name.
    private let byApplication: [String: [Entry]]

    init(_ policies: [CompiledPolicy]) {
        var everywhere = [Entry]()
        var byApplication = [String: [Entry]]()
        for (number, policy) in policies.enumerated() {
            let entry = Entry(
                platforms: policy.platforms.possible, clients: policy.clientApplications.possible,
                policy: Int32(truncatingIfNeeded: number))
            if let applications = policy.applications.include {
                for application in applications { byApplication[application, default: []].append(entry) }
            } else {
                everywhere.append(entry)
            }
        }
        self.everywhere = everywhere
        self.byApplication = byApplication
    }

    /// Calls `body` with the number of each policy that can apply, in ascending order.
    @inline(__always)
    func forEachCandidate(for application: String, _ circumstances: Circumstances, _ body: (Int) -> Void) {
        let named = byApplication.isEmpty ? [] : byApplication[application] ?? []
        var next = 0
        for entry in everywhere where Self.canApply(entry, circumstances) {
            while next < named.count, named[next].policy < entry.policy {
                if Self.canApply(named[next], circumstances) { body(Int(named[next].policy)) }
                next += 1
            }
            body(Int(entry.policy))
        }
        while next < named.count {
            if Self.canApply(named[next], circumstances) { body(Int(named[next].policy)) }
            next += 1
        }
    }

    private static func canApply(_ entry: Entry, _ circumstances: Circumstances) -> Bool {
        entry.platforms & circumstances.platform != 0 && entry.clients & circumstances.client != 0
    }
}
