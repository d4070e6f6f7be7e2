import GatehouseKeys
public import GatehouseModel

/// What a device is told to do, with what shows that it may.
public struct DeliveredAction: Hashable, Sendable {
    /// The action, delivered.
    public var action: DeviceAction
    /// What exactly it is told.
    public var command: ActionCommand
    /// With a script alone.
    public var script: Script?

    /// A script with the certificate of the key that signed it.
    public struct Script: Hashable, Sendable {
        /// The script itself.
        public var text: String
        /// PEM, the signer first.
        public var signer: String
    }
}

/// What a device says of an action.
public struct ActionProgress: Hashable, Sendable {
    /// `running` or one of the ends that a device can report.
    public var state: ActionState
    /// For the administrator, one line.
    public var detail: String
    /// How much is done, 0 to 100.
    public var percent: Int64?
    /// What it brought, with an end.
    public var result: ActionResult?

    /// Makes the report; what is out of range is cut when it is taken.
    public init(_ state: ActionState, detail: String = "", percent: Int64? = nil, result: ActionResult? = nil) {
        self.state = state
        self.detail = detail
        self.percent = percent
        self.result = result
    }
}

extension ActionService {
    private static let largestArtefact = 1 << 20

    /// Hands the action to its device: from then on it cannot be cancelled.
    ///
    /// A device that asks again gets the same, so that a lost answer harms nothing. Refuses with
    /// ``ServiceError/Code/conflict`` once the action has ended, was withdrawn or expired.
    ///
    /// - Parameter serial: of the certificate that it shows: it believes what that one's issuer signed.
    public func accept(
        _ tenant: TenantID, device: DeviceID, action id: ActionID, showing serial: String? = nil
    ) async throws -> DeliveredAction {
        let now = clock.now
        let (action, batch, script, chain) = try await store.write(tenant) { work in
            var action = try Self.own(id, of: device, in: work)
            guard action.state.isOpenToDevice else {
                throw ServiceError(.conflict, "the action is \(action.state.rawValue)")
            }
            if action.state == .queued {
                guard now < action.expiresAt else {
                    throw ServiceError(.conflict, "the action expired at \(action.expiresAt)")
                }
                try work.move(action, to: .delivered, at: now)
                action = try work.requireAction(id)
            }
            let overview = try work.overview(of: work.requireBatch(action.batch))
            return (action, overview.batch, overview.script, try work.chain(of: device, showing: serial))
        }
        var delivered = DeliveredAction(action: action, command: batch.command, script: nil)
        if let script {
            let signer = try await authority.scriptSigner(tenant: tenant, for: chain, now: now)
            delivered.action.signature = Hex.encode(
                try await currentSignature(of: action, batch.command, tenant: tenant))
            delivered.script = DeliveredAction.Script(text: script, signer: signer)
        }
        return delivered
    }

    private func currentSignature(
        of action: DeviceAction, _ command: ActionCommand, tenant: TenantID
    ) async throws -> [UInt8] {
        let kept = Hex.decode(action.signature) ?? []
        guard case .runScript(let run) = command else { return kept }
        let statement = ScriptStatement(
            tenant: tenant, device: action.device, action: action.id, run: run, expiresAt: action.expiresAt)
        do throws(AuthorityError) {
            return try await authority.currentSignature(kept, of: statement.bytes, tenant: tenant)
        } catch {
            guard error.code == .refused else { throw error }
            // As it is: the device does not run it, and says why, so that the action ends.
            return kept
        }
    }

    /// Takes a device's report on its own action; a report on one that has ended changes nothing, so that repeats
    /// are safe.
    public func report(
        _ tenant: TenantID, device: DeviceID, action id: ActionID, _ progress: ActionProgress
    ) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            var action = try Self.own(id, of: device, in: work)
            guard !action.state.isFinal else { return }
            guard action.state.canBecome(progress.state) else {
                throw ServiceError(.conflict, "the action is \(action.state.rawValue)")
            }
            let before = action
            action.state = progress.state
            action.detail = String(progress.detail.prefix(4096))
            action.percent = progress.state == .running ? progress.percent.map { min(max($0, 0), 100) } : nil
            action.result = progress.state.isFinal ? progress.result : nil
            action.updatedAt = before.updatedAt
            guard action != before else { return }
            action.updatedAt = now
            action.deliveredAt = action.deliveredAt ?? now
            try work.save(action)
            if action.state.isFinal { try Self.ended(action, in: work, at: now) }
        }
    }

    /// Keeps the file that an action brought; a repeat replaces it by the same.
    public func keep(
        _ tenant: TenantID, device: DeviceID, action id: ActionID, name: String, content: [UInt8]
    ) async throws {
        let now = clock.now
        guard content.count <= Self.largestArtefact else {
            throw ServiceError(.invalid, "the file has more than \(Self.largestArtefact) bytes")
        }
        guard (1...64).contains(name.utf8.count), !name.utf8.contains(UInt8(ascii: "/")) else {
            throw ServiceError(.invalid, "the file's name must have 1 to 64 bytes and no `/`")
        }
        try await store.write(tenant) { work in
            let action = try Self.own(id, of: device, in: work)
            guard action.state == .delivered || action.state == .running, action.kind == .collectLogs else {
                throw ServiceError(.conflict, "the action takes no file now")
            }
            try work.save(StoredArtefact(action: id, name: name, content: content, createdAt: now))
        }
    }

    private static func own(_ id: ActionID, of device: DeviceID, in work: any StoreReading) throws -> DeviceAction {
        guard let action = try work.action(id), action.device == device, action.state != .pendingApproval else {
            throw ServiceError(.notFound, "there is no action `\(id)` for this device")
        }
        return action
    }

    /// What the server itself does about an action that came to its end.
    private static func ended(_ action: DeviceAction, in work: any StoreWriting, at now: Instant) throws {
        if action.kind != .sync {
            try work.audit(
                AuditEntry(
                    at: now, actor: "device:\(action.device)",
                    action: "action.\(action.kind.rawValue).\(action.state.rawValue)",
                    target: "device/\(action.device)", detail: "action \(action.id)"))
        }
        guard action.state == .succeeded, var record = try work.device(action.device) else { return }
        switch try work.requireBatch(action.batch).command {
        case .rename(let name):
            record.device.name = name
            try work.save(record)
            try work.regroupInDirectory(record.device)
            try work.register(&record, at: now)
        case .retire(isDryRun: false), .wipe(_, isDryRun: false):
            record.device.lifecycle = .retired
            try work.save(record)
            try work.registerRetirement(of: action.device, at: now)
            try work.revokeCertificates(of: action.device, at: now, reason: "the device was retired")
            for other in try work.openActions(of: action.device, at: now) where other.state == .queued {
                try work.move(other, to: .cancelled, detail: "the device was retired", at: now)
            }
        default: break
        }
    }
}
