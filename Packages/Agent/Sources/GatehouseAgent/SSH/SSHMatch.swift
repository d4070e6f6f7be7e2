/// What is known of a connection to an SSH server; `nil` is not known and may be anything.
struct SSHConnection: Hashable, Sendable {
    var user: String?
    var groups: Set<String>?
    var host: String?
    var address: String?
    var localAddress: String?
    var localPort: Int?
}

/// The criteria of one `Match` line of sshd_config(5), all of which must hold; none for `Match all`.
struct SSHMatch: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable {
        case user, group, host, address, localaddress, localport, rdomain
    }

    struct Criterion: Hashable, Sendable {
        /// `nil` for a criterion that this reader does not know, which may hold or not.
        var kind: Kind?
        var list: String
    }

    let criteria: [Criterion]

    /// Refuses a criterion without its argument, and `all` beside others.
    init?(words: [String]) {
        guard !words.isEmpty else { return nil }
        if words[0].lowercased() == "all" {
            guard words.count == 1 else { return nil }
            criteria = []
            return
        }
        var criteria = [Criterion]()
        var rest = words[...]
        while let name = rest.popFirst()?.lowercased() {
            guard name != "all" else { return nil }
            if name == "invalid-user" {
                criteria.append(Criterion(kind: nil, list: ""))
                continue
            }
            guard let list = rest.popFirst() else { return nil }
            criteria.append(Criterion(kind: Kind(rawValue: name), list: list))
        }
        self.criteria = criteria
    }

    /// Whether it holds for `connection`; `nil` when that depends on what is not known.
    func holds(for connection: SSHConnection) -> Bool? {
        var result: Bool? = true
        for criterion in criteria {
            guard let holds = criterion.holds(for: connection) else {
                result = nil
                continue
            }
            if !holds { return false }
        }
        return result
    }
}

extension SSHMatch.Criterion {
    fileprivate func holds(for connection: SSHConnection) -> Bool? {
        switch kind {
        case .user: connection.user.map { SSHPattern.list(list, matches: $0) }
        case .group: connection.groups.map { groups in groups.contains { SSHPattern.list(list, matches: $0) } }
        case .host: connection.host.map { SSHPattern.list(list.lowercased(), matches: $0.lowercased()) }
        case .address: connection.address.map { SSHPattern.addressList(list, matches: $0) }
        case .localaddress: connection.localAddress.map { SSHPattern.addressList(list, matches: $0) }
        case .localport: connection.localPort.map { Int(list) == $0 }
        case .rdomain, nil: nil
        }
    }
}
