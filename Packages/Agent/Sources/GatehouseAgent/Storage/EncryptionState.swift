/// Whether what is written somewhere is encrypted before it is at rest.
enum EncryptionState: Hashable, Sendable {
    /// By what, as `LUKS2`.
    case encrypted(String)
    case plain
    /// Held in memory only, so that nothing is at rest.
    case memory
    case unknown(String)

    /// What is spread over several devices is encrypted if each of them is.
    static func spread(over parts: [EncryptionState]) -> EncryptionState {
        if parts.contains(.plain) { return .plain }
        for case .unknown(let reason) in parts { return .unknown(reason) }
        let kinds = Set(parts.compactMap { if case .encrypted(let kind) = $0 { kind } else { nil } })
        if kinds.isEmpty { return parts.isEmpty ? .unknown("no device below it") : .memory }
        return .encrypted(kinds.sorted().joined(separator: "+"))
    }
}
