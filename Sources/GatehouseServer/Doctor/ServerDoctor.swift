import Foundation
import GatehouseAuthority
import GatehouseKeys
public import GatehouseModel
import GatehouseService
import GatehouseStorage

/// Looks at everything that a server depends on, on its own machine; changes nothing, and needs no running server.
public struct ServerDoctor: Sendable {
    /// Asks a running server whether it is ready: its URL and the PEM to trust in; `nil` when it is, else why not.
    public typealias Question = @Sendable (_ url: String, _ authority: String) async -> String?

    private let loader: ConfigurationLoader
    private let environment: [String: String]
    private let isThorough: Bool
    private let ask: Question

    /// Takes the settings from where `gatehouse serve` would; `ask` speaks to a running server.
    ///
    /// - Parameter isThorough: reads the whole database, which takes its time.
    public init(
        flags: [Setting: String], environment: [String: String], isThorough: Bool = false, ask: @escaping Question
    ) {
        self.environment = environment
        self.isThorough = isThorough
        loader = ConfigurationLoader(flags: flags, environment: environment)
        self.ask = ask
    }

    /// Everything, in the order in which one thing depends on another.
    public func examine(at now: Instant) async -> DiagnosisReport {
        let configuration: ServerConfiguration
        do {
            configuration = try loader.load()
        } catch {
            return DiagnosisReport([Diagnosis("settings", .broken, error.message, mend: error.hint)])
        }
        let path = URL(fileURLWithPath: configuration.dataFolder).standardizedFileURL.path
        let folder = FileStatus(of: path)
        var diagnoses = [
            Diagnosis("settings", .good, "understood"),
            .privateFolder("data folder", path, mode: folder?.mode, isOwn: folder?.owner == geteuid()),
        ]
        guard folder != nil else { return DiagnosisReport(diagnoses) }
        let files = ServerFiles(path: path, sealingKey: configuration.secretsKeyFile)
        diagnoses += [files.secrets, files.disk]
        diagnoses += await database(configuration, files, at: now).map {
            $0.check == "sealing key" ? sealingKey($0, configuration, files) : $0
        }
        diagnoses += files.certificates(configuration, at: now)
        diagnoses.append(files.makerRoots)
        let isRunning = files.isInUse
        diagnoses.append(ports(configuration, isRunning: isRunning))
        diagnoses.append(isRunning ? await server(files) : Diagnosis("server", .doubtful, "none runs from this folder"))
        return DiagnosisReport(diagnoses + [clock, openFiles])
    }

    /// What the database itself says, whether a server has it open or not.
    private func database(
        _ configuration: ServerConfiguration, _ files: ServerFiles, at now: Instant
    ) async -> [Diagnosis] {
        let key = (try? String(contentsOfFile: files.sealingKey, encoding: .utf8)).flatMap(SealingKeys.init)
        let end: SQLStore.AuthorityEnd = { tenant, sealed in
            key.flatMap { TenantAuthorities.issuingEnd(sealed: sealed, by: $0, for: tenant) }
        }
        guard configuration.database.isEmpty else {
            let programs = try? PostgreSQLDump(url: configuration.database, environment: environment).programs()
            return await SQLStore.diagnose(
                url: configuration.database, isThorough: isThorough, at: now, authority: end)
                + [programs].compactMap(\.self)
        }
        guard FileStatus(of: "\(files.path)/\(DataFolder.elsewhere)") == nil else {
            return [
                Diagnosis(
                    "database", .broken, "the data was in PostgreSQL last, and the settings name none",
                    mend: "name it: \(Setting.database.flag), or `database` in the file of the settings")
            ]
        }
        let file = files.database
        guard file.standing == .good else { return [file] }
        return await SQLStore.diagnose(
            path: "\(files.path)/gatehouse.sqlite", isThorough: isThorough, at: now, authority: end)
    }

    /// Tells a key that is not there, or cannot be read, from one that does not fit.
    private func sealingKey(
        _ found: Diagnosis, _ configuration: ServerConfiguration, _ files: ServerFiles
    ) -> Diagnosis {
        var found = found
        if found.standing == .good, files.sealingKeys > 1 {
            found.found +=
                "; the file holds \(files.sealingKeys) keys: remove the older once nothing is sealed under them"
        }
        let isGiven = !configuration.secretsKeyFile.isEmpty
        guard found.standing == .broken || isGiven else { return found }
        if let problem = files.sealingKeyProblem {
            return Diagnosis(
                found.check, .broken, problem,
                mend: isGiven
                    ? "put it there from a copy, mend \(Setting.secretsKeyFile.flag), or run this as the server's user"
                    : "copy it from a node that runs, or from a backup; run this as the server's user")
        }
        guard found.standing == .broken else { return found }
        var named = found
        named.found = "`\(files.sealingKey)`: \(found.found)"
        return named
    }

    private func ports(_ configuration: ServerConfiguration, isRunning: Bool) -> Diagnosis {
        let ports = [
            configuration.port, configuration.devicePort, configuration.decisionPort, configuration.metricsPort,
        ]
        let list = ports.map(String.init).joined(separator: ", ")
        guard isRunning else {
            do {
                try ListeningPort.requireFree(configuration)
                return Diagnosis("ports", .good, "\(list) are free")
            } catch {
                return Diagnosis("ports", .broken, error.message, mend: error.hint)
            }
        }
        let host = ["0.0.0.0", "::"].contains(configuration.host) ? "127.0.0.1" : configuration.host
        let silent = ports.dropLast().filter { $0 != 0 && !ListeningPort.answers(host, $0) }
        guard silent.isEmpty else {
            return Diagnosis(
                "ports", .broken, "nobody listens on \(silent.map(String.init).joined(separator: ", "))",
                mend: "restart the server, and look at its log")
        }
        return Diagnosis("ports", .good, "\(list) are listened on")
    }

    private func server(_ files: ServerFiles) async -> Diagnosis {
        guard let url = files.text("server.url"), let authority = files.text("ca.pem") else {
            return Diagnosis("server", .doubtful, "it runs, and is not ready yet")
        }
        if let reason = await ask(url, authority) {
            return Diagnosis("server", .broken, "\(url): \(reason)", mend: "look at its log: journalctl -u gatehouse")
        }
        return Diagnosis("server", .good, "\(url) is ready, and its certificate is trusted")
    }

    /// What the usual programs that keep a clock right leave behind while they do.
    private var clock: Diagnosis {
        let marks = [
            "/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/chronyd.pid", "/run/ntpd.pid",
            "/run/openntpd.pid",
        ]
        guard let mark = marks.first(where: { FileStatus(of: $0) != nil }) else {
            return Diagnosis(
                "clock", .doubtful, "nothing is seen to synchronise it, and every device is measured by it",
                mend: "timedatectl set-ntp true")
        }
        return Diagnosis("clock", .good, "synchronised, says `\(mark)`")
    }

    private var openFiles: Diagnosis {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return Diagnosis("open files", .doubtful, "the limit is not known")
        }
        let words = "\(limit.rlim_max) at most, one for each connected device"
        guard limit.rlim_max < 4096 else { return Diagnosis("open files", .good, words) }
        return Diagnosis("open files", .doubtful, words, mend: "LimitNOFILE=65536 in the unit")
    }
}
