public import GatehouseModel
public import GatehouseWire

/// What a device remembers of its actions beyond its own end: what was begun, and what came of it until the server
/// has that.
///
/// It is written before an action is begun, so that nothing that must not be repeated ever is.
public struct ActionJournal: Hashable, Sendable {
    /// One action that was begun.
    public struct Entry: Hashable, Sendable {
        /// The action itself.
        public var action: ActionID
        /// What it is.
        public var kind: ActionKind
        /// Identity of the machine's run in which it was begun: another one shows a restart.
        public var boot: String
        /// How it ended; `nil` while it is under way.
        public var report: ActionReport?
        /// Whether this device leaves the fleet when the server has the report.
        public var leaves: Bool

        /// An action that was begun, without an end unless one is given.
        public init(
            action: ActionID, kind: ActionKind, boot: String, report: ActionReport? = nil, leaves: Bool = false
        ) {
            self.action = action
            self.kind = kind
            self.boot = boot
            self.report = report
            self.leaves = leaves
        }
    }

    /// In the order in which they were begun.
    public var entries: [Entry]

    /// A journal; empty unless entries are given.
    public init(entries: [Entry] = []) { self.entries = entries }

    /// The entry of this action, if it was begun.
    public subscript(action: ActionID) -> Entry? {
        get { entries.first { $0.action == action } }
        set {
            let index = entries.firstIndex { $0.action == action }
            switch (index, newValue) {
            case (let index?, let entry?): entries[index] = entry
            case (let index?, nil): entries.remove(at: index)
            case (nil, let entry?): entries.append(entry)
            case (nil, nil): break
            }
        }
    }
}

extension ActionJournal {
    /// Reads what ``json`` writes; `nil` for anything else.
    public init?(json: JSON) {
        guard case .array(let values)? = json["entries"] else { return nil }
        var entries = [Entry]()
        for value in values {
            guard let entry = Entry(json: value) else { return nil }
            entries.append(entry)
        }
        self.init(entries: entries)
    }

    /// The journal as it is kept in the state folder.
    public var json: JSON { .object([.init("entries", .array(entries.map(\.json)))]) }
}

extension ActionJournal.Entry {
    fileprivate init?(json: JSON) {
        guard case .string(let action)? = json["action"], let action = ActionID(action),
            case .string(let kind)? = json["kind"], let kind = ActionKind(rawValue: kind),
            case .string(let boot)? = json["boot"]
        else { return nil }
        self.init(action: action, kind: kind, boot: boot, leaves: json["leaves"] == .boolean(true))
        guard let value = json["report"] else { return }
        guard let report = try? ActionReport(json: value) else { return nil }
        self.report = report
    }

    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("action", .string(action.description)), .init("kind", .string(kind.rawValue)),
            .init("boot", .string(boot)),
        ]
        if leaves { members.append(.init("leaves", .boolean(true))) }
        if let report { members.append(.init("report", report.json)) }
        return .object(members)
    }
}
