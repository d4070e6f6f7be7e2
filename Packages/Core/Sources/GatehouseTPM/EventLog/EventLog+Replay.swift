extension EventLog {
    /// The registers that firmware alone extends; the operating system goes on with those above.
    public static let firmwareRegisters = 0...7

    /// What the registers of one bank hold after these events, for the registers that start at zero: those that nothing
    /// extended are in it too.
    ///
    /// `nil` when an event lacks the bank's digest, or `digest` does not know the algorithm: then nothing follows.
    public func replay(_ hash: TPMAlgorithm, _ digest: TPMDigest) -> PCRValues? {
        guard let size = hash.digestSize else { return nil }
        var values = PCRValues()
        for register in Array(0...16) + [23] {
            values[PCRPosition(hash: hash, register: register)] = [UInt8](repeating: 0, count: size)
        }
        values[PCRPosition(hash: hash, register: 0)]?[size - 1] = startupLocality
        for event in events where event.type != .noAction {
            let position = PCRPosition(hash: hash, register: event.register)
            guard let value = values[position] else { continue }
            guard let measured = event.digests[hash], let next = digest(hash, value + measured) else { return nil }
            values[position] = next
        }
        return values
    }

    /// Whether firmware booted with Secure Boot on, as it measured before anybody else ran; `nil` when it did not say.
    ///
    /// Only worth something when a quote bears out register 7. Looks at the first such event alone, and only before the
    /// separator: whoever runs later can extend the register with whatever he likes.
    public func secureBootIsOn(_ hash: TPMAlgorithm, _ digest: TPMDigest) -> Bool? {
        for event in events where event.register == 7 {
            if event.type == .separator { return nil }
            guard event.type == .variableDriverConfiguration,
                let variable = try? UEFIVariable(bytes: event.data), variable.isSecureBoot
            else { continue }
            guard event.dataIsMeasured(hash, digest), variable.data.count == 1 else { return nil }
            return variable.data == [1]
        }
        return nil
    }
}
