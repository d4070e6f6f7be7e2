import GatehouseModel
import GatehousePolicy

extension SpecReader {
    /// What an entry of `scheduledActions` may ask for.
    private enum Word: String, CaseIterable {
        case notify
        /// The end of the grace, in the words of those who look for it among the actions.
        case block
        case lock
        case retire
    }

    /// How many reports a change of result takes.
    func hysteresis(_ node: YAMLNode, _ path: String) -> Hysteresis {
        let names = ["recovery", "failure"]
        guard let reader = MappingReader(node, "`\(path)`", path: path, names: names, findings: findings) else {
            return Hysteresis()
        }
        return Hysteresis(
            recovery: reader.optional("recovery").flatMap { quorum($0, "recovery", reader) },
            failure: reader.optional("failure").flatMap { quorum($0, "failure", reader) })
    }

    private func quorum(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> ReportQuorum? {
        guard case .scalar(let scalar) = node.content, let quorum = ReportQuorum(scalar.text) else {
            return reader.refuse(
                node, name, wanted: "so many of the newest reports, at most \(ReportQuorum.largestWindow), as `2 of 3`")
        }
        return quorum
    }

    /// Reads the actions; `block` is another way to write the policy's grace, and must not contradict it.
    func readSchedule(
        _ node: YAMLNode, _ reader: MappingReader, grace: Duration?, into policy: inout CompliancePolicy
    ) {
        var block: Duration?
        let actions: [ScheduledAction?] = reader.list(node, "scheduledActions") { element, path in
            guard let (word, action) = scheduledAction(element, path) else { return nil }
            guard word == .block else { return action }
            if block != nil {
                findings.report(at: element.position, "`block` is there twice: it is the one end of the grace")
            } else if let grace, grace != action.after {
                findings.report(
                    at: element.position,
                    "`block` after `\(action.after.text)` contradicts `grace: \(grace.text)`",
                    hint: "blocking is the end of the grace: write one of the two")
            }
            block = action.after
            return nil
        }
        policy.scheduledActions = actions.compactMap { $0 }
        if let block { policy.grace = block }
    }

    /// An entry of the list; that of a `block` has a time and no meaning else.
    private func scheduledAction(_ node: YAMLNode, _ path: String) -> (Word, ScheduledAction)? {
        let names = ["action", "after", "template", "channels", "recipients"]
        guard let reader = MappingReader(node, "a scheduled action", path: path, names: names, findings: findings)
        else { return nil }
        let word: Word? = reader.required("action").flatMap { reader.choice($0, "action") }
        let after = reader.required("after").flatMap { reader.duration($0, "after", within: Self.graceRange) }
        let target = target(reader, of: word)
        guard let word, let after else { return nil }
        let kind = ScheduledAction.Kind(rawValue: word.rawValue) ?? .notify
        return (word, ScheduledAction(kind, after: after, target: target))
    }

    private func target(_ reader: MappingReader, of word: Word?) -> NotificationTarget? {
        let given = ["template", "channels", "recipients"].filter { reader.optional($0) != nil }
        guard word != .block else {
            if let name = given.first, let node = reader.optional(name) {
                findings.report(at: node.position, "`block` tells nobody: `\(name)` has no meaning with it")
            }
            return nil
        }
        guard !given.isEmpty || word == .notify else { return nil }
        let hint = "names of NotificationChannel documents"
        let channels = reader.required("channels", hint: hint).map { node in
            reader.list(node, "channels") { reader.documentName($0, $1) }
        }
        let recipients = reader.optional("recipients").map { node in
            reader.list(node, "recipients") { recipient($0, $1, reader) }
        }
        let template = reader.optional("template").flatMap { reader.documentName($0, "template") }
        return channels.map { NotificationTarget(channels: $0, recipients: recipients ?? [], template: template) }
    }

    private func recipient(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> String? {
        guard let text = reader.text(node, name, most: 254) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isAddress =
            parts.count == 2 && !parts.contains(where: \.isEmpty)
            && text.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }
            && !text.contains(where: { "<>,;:\"()[]\\".contains($0) })
        guard text == NotificationTarget.owner || isAddress else {
            return reader.refuse(node, name, wanted: "`owner` or a mail address")
        }
        return text
    }
}
