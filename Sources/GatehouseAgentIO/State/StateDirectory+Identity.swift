import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire

extension StateDirectory {
    private static let identityFile = "identity.json"
    private static let keyFile = "device.key"
    private static let chainFile = "device.pem"
    private static let rootsFile = "ca.pem"
    private static let nextKeyFile = "device.next.key"

    /// The identity; refuses a folder without one.
    func identity() throws(AgentError) -> DeviceIdentity {
        guard let bytes = try read(Self.identityFile) else {
            throw AgentError(
                .failed, "this device is not enrolled: there is no identity in `\(path)`",
                hint: "run `gatehouse-agent enrol --server URL --ca FILE --code CODE --state-dir \(path)`")
        }
        guard let json = try? JSON.parse(bytes), let identity = DeviceIdentity(json: json) else {
            throw AgentError(.failed, "`\(file(Self.identityFile))` is damaged", hint: "enrol again")
        }
        return identity
    }

    /// Makes `identity` the one that is used.
    ///
    /// The one file decides; `device.key` and `device.pem` are copies for other programs, written after it. A key in the
    /// TPM has no copy.
    func save(_ identity: DeviceIdentity) throws(AgentError) {
        try write(Self.identityFile, identity.json.serialised())
        try repairCopies(of: identity)
    }

    /// Writes the copies anew when a crash kept them from being written.
    func repairCopies(of identity: DeviceIdentity) throws(AgentError) {
        let key = try readText(Self.keyFile)
        if let pem = identity.key.pem {
            if key != pem { try write(Self.keyFile, pem.utf8) }
        } else if key != nil {
            try remove(Self.keyFile)
        }
        if try readText(Self.chainFile) != identity.certificateChain {
            try write(Self.chainFile, identity.certificateChain.utf8)
        }
    }

    func trustRoots() throws(AgentError) -> String {
        guard let text = try readText(Self.rootsFile) else {
            throw AgentError(.failed, "there is no `\(file(Self.rootsFile))`", hint: "enrol again")
        }
        return text
    }

    func saveTrustRoots(_ pem: String) throws(AgentError) { try write(Self.rootsFile, pem.utf8) }

    /// What a fresh key was made for: a key left by another errand is not taken up.
    enum KeyPurpose: Hashable {
        case renewal
        case enrolment(code: String)

        fileprivate var text: String {
            switch self {
            case .renewal: "renewal"
            case .enrolment(let code): "enrolment-\(Secret.hash(code).prefix(16))"
            }
        }
    }

    /// The key that an earlier run made for `purpose`, and its request; `nil` when there is none.
    func nextKey(for purpose: KeyPurpose) throws(AgentError) -> (key: DeviceKeyPlace, pending: PendingKey)? {
        guard let text = try readText(Self.nextKeyFile), let end = text.firstIndex(of: "\n") else { return nil }
        let words = text[..<end].split(separator: " ")
        guard words.count == 2, words[0] == purpose.text, let request = RequestID(String(words[1])),
            let key = DeviceKeyPlace(file: text[text.index(after: end)...]), let publicKey = try? key.publicKeyDER()
        else { return nil }
        return (key, PendingKey(request: request, publicKey: publicKey))
    }

    func saveNextKey(_ key: DeviceKeyPlace, for purpose: KeyPurpose, _ request: RequestID) throws(AgentError) {
        let text = key.pem ?? String(decoding: key.json.serialised(), as: UTF8.self)
        try write(Self.nextKeyFile, "\(purpose.text) \(request)\n\(text)".utf8)
    }

    func removeNextKey() throws(AgentError) { try remove(Self.nextKeyFile) }
}

extension DeviceKeyPlace {
    /// Reads PEM, or JSON as ``json`` writes it.
    fileprivate init?(file text: Substring) {
        guard text.hasPrefix("{") else {
            self = .file(pem: String(text))
            return
        }
        guard let json = try? JSON.parse(Array(text.utf8)) else { return nil }
        self.init(json: json)
    }
}

extension StateDirectory {
    private static let stateFile = "state.json"
    private static let sequenceFile = "sequence"
    private static let statusFile = "status.json"
    private static let contactFile = "last-contact"
    private static let ownerFile = "ownership"

    /// The state that the server acknowledged; none when the file is missing or damaged, as then everything is sent.
    func acknowledgedState() -> AcknowledgedState {
        guard let bytes = try? read(Self.stateFile), let json = try? JSON.parse(bytes) else {
            return AcknowledgedState()
        }
        return AcknowledgedState(json: json) ?? AcknowledgedState()
    }

    func save(_ state: AcknowledgedState) throws(AgentError) { try write(Self.stateFile, state.json.serialised()) }

    func sequence() throws(AgentError) -> Int64 {
        guard let text = try readText(Self.sequenceFile) else { return 0 }
        guard let value = Int64(text) else {
            throw AgentError(.failed, "`\(file(Self.sequenceFile))` is damaged", hint: "enrol again")
        }
        return value
    }

    func saveSequence(_ sequence: Int64) throws(AgentError) { try write(Self.sequenceFile, String(sequence).utf8) }

    /// Forgets what belonged to an earlier identity; the sequence counts on, as the server remembers it.
    func forgetAcknowledgedState() throws(AgentError) {
        try remove(Self.stateFile)
        try remove(Self.statusFile)
        try remove(Self.contactFile)
        try forgetDiscovery()
        try remove(Self.ownerFile)
    }

    /// Who owns the device, as the server said last; `nil` when it never did, or the file says nothing that is known.
    func ownership() -> Ownership? { (try? readText(Self.ownerFile))?.flatMap { Ownership(rawValue: $0) } }

    func save(_ ownership: Ownership) throws(AgentError) { try write(Self.ownerFile, ownership.rawValue.utf8) }

    /// When a check-in was acknowledged last; `nil` when none was.
    func lastContact() -> Instant? {
        (try? readText(Self.contactFile))?.flatMap { Instant($0) }
    }

    func saveContact(at now: Instant) throws(AgentError) { try write(Self.contactFile, now.description.utf8) }

    /// What the server said last of this device's standing, and when.
    func lastStatus() -> (status: StatusResponse, at: Instant)? {
        guard let bytes = try? read(Self.statusFile), let json = try? JSON.parse(bytes), let inner = json["status"],
            case .string(let text)? = json["at"], let at = Instant(text),
            let status = try? StatusResponse(json: inner)
        else { return nil }
        return (status, at)
    }

    func save(_ status: StatusResponse, at now: Instant) throws(AgentError) {
        let json = JSON.object([.init("at", .string(now.description)), .init("status", status.json)])
        try write(Self.statusFile, json.serialised())
    }
}
