import GatehouseAgent
import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import Glibc

/// Looks at everything that an agent depends on; changes nothing.
struct Doctor {
    /// The state folder.
    var path: String
    var collectors = CollectorSet()
    /// How often a running agent is heard of at least.
    var interval = Duration.seconds(900)
    var now = Instant.now()

    func examine() -> DiagnosisReport {
        let folder = FileStatus(of: path)
        var diagnoses = [
            Diagnosis.privateFolder(
                "state folder", path, mode: folder?.mode, isOwn: folder?.owner == geteuid())
        ]
        if let directory = try? StateDirectory(existing: path) {
            diagnoses += [secrets(in: directory), disk]
            diagnoses += identity(in: directory)
            if let identity = try? directory.identity() { diagnoses.append(Self.key(of: identity)) }
            diagnoses += [running(in: directory)]
        }
        return DiagnosisReport(diagnoses + [health(of: collectors)])
    }

    private func secrets(in directory: StateDirectory) -> Diagnosis {
        let files = ["identity.json", "device.key", "device.next.key"].map(directory.file)
        return .secrets("keys", files.map { ($0, FileStatus(of: $0)?.mode) })
    }

    private var disk: Diagnosis {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return Diagnosis("disk", .doubtful, "its room is not known") }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        return .disk("disk", path, free: free, low: 64 << 20, least: 4 << 20)
    }

    private func identity(in directory: StateDirectory) -> [Diagnosis] {
        let identity: DeviceIdentity
        let roots: String
        do {
            identity = try directory.identity()
            roots = try directory.trustRoots()
        } catch {
            return [Diagnosis("identity", .broken, error.message, mend: error.hint)]
        }
        guard let certificate = try? identity.certificate() else {
            return [Diagnosis("identity", .broken, "its certificate cannot be read", mend: "enrol again")]
        }
        let lifetime = certificate.notAfter - certificate.notBefore
        return [
            Diagnosis("identity", .good, "device \(identity.device)"),
            // The agent renews when a third of the time is left; an eighth means that it tried in vain.
            .certificate(
                "certificate", from: certificate.notBefore, until: certificate.notAfter, margin: lifetime / 8, now: now,
                mend: "start the agent, which renews it; once it ended, enrol again with a new code"),
        ] + server(identity, roots)
    }

    /// Has the TPM sign, when the key is there: nothing else shows that it still can.
    private static func key(of identity: DeviceIdentity) -> Diagnosis {
        switch identity.key {
        case .file:
            guard (try? TPMDevice().properties()) != nil else {
                return Diagnosis("device key", .good, "in a file: no TPM can be used here")
            }
            return Diagnosis(
                "device key", .doubtful, "in a file, although this machine has a TPM", mend: "enrol again to use it")
        case .tpm(let reference):
            do {
                _ = try reference.signer().signature(of: [0])
                return Diagnosis("device key", .good, "in the TPM `\(reference.path)`, which signs with it")
            } catch {
                let failure = AgentError(tpm: error)
                return Diagnosis(
                    "device key", .broken, failure.message,
                    mend: failure.hint ?? "if the TPM was cleared or replaced, enrol again")
            }
        }
    }

    private func server(_ identity: DeviceIdentity, _ roots: String) -> [Diagnosis] {
        do {
            let answer = try OneQuestion.ask(identity, trustRoots: roots) { client, done in client.status(done) }
            let status = try answer.mapError { AgentError($0) }.get()
            let reached = Diagnosis(
                "server", .good, "\(identity.deviceChannel) answers, and its certificate is trusted")
            return [reached] + (status.serverTime.map { [.clock("clock", here: .now(), server: $0)] } ?? [])
        } catch {
            let failure = error as? AgentError
            return [
                Diagnosis(
                    "server", .broken, "\(identity.deviceChannel): \(failure?.message ?? "\(error)")",
                    mend: failure?.hint)
            ]
        }
    }

    private func running(in directory: StateDirectory) -> Diagnosis {
        let contact = Diagnosis.lastContact("last contact", at: directory.lastContact(), interval: interval, now: now)
        let descriptor = open(directory.file("lock"), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        defer { if descriptor >= 0 { close(descriptor) } }
        let isHeld = descriptor >= 0 && flock(descriptor, LOCK_SH | LOCK_NB) != 0
        if isHeld || contact.standing != .good { return contact }
        return Diagnosis(
            contact.check, .doubtful, "\(contact.found), and no agent runs now",
            mend: "start it: systemctl start gatehouse-agent")
    }
}

extension Doctor {
    /// Runs each collector once; one that brings nothing at all is named with its reason.
    private func health(of set: CollectorSet) -> Diagnosis {
        var unknown = 0
        var silent: [String] = []
        let began = ContinuousClock.now
        for collector in set.collectors {
            let facts = set.collect(at: now, only: [collector.name])
            let reasons = facts.compactMap { fact in
                if case .unavailable(let reason) = fact.state { reason } else { nil as String? }
            }
            unknown += reasons.count
            if reasons.count == facts.count, let reason = reasons.first {
                silent.append("\(collector.name): \(reason)")
            }
        }
        let took = ContinuousClock.now - began
        let words = "\(set.collectors.count) collectors in \(took.text), \(set.keys.count) facts, \(unknown) unknown"
        if silent.isEmpty { return Diagnosis("collectors", .good, words) }
        return Diagnosis(
            "collectors", .doubtful, "\(words); nothing from \(silent.joined(separator: ", "))",
            mend: geteuid() == 0 ? "see `gatehouse-agent facts`" : "run this as root, as the agent is")
    }
}

/// The owner and the permission bits of a file.
struct FileStatus {
    var mode: UInt32
    var owner: UInt32

    /// Follows no link; `nil` when there is nothing, or it cannot be seen.
    init?(of path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        mode = UInt32(status.st_mode) & 0o7777
        owner = status.st_uid
    }
}
