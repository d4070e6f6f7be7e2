import Foundation
public import GatehouseModel
import GatehouseService
import GatehouseStorage

/// Looks at everything that a server depends on, on its own machine; changes nothing, and needs no running server.
public struct ServerDoctor: Sendable {
    /// Asks a running server whether it is ready: its URL and the PEM to trust in; `nil` when it is, else why not.
    public typealias Question = @Sendable (_ url: String, _ authority: String) async -> String?

    private let loader: ConfigurationLoader
    private let ask: Question

    /// Takes the settings from where `gatehouse serve` would; `ask` speaks to a running server.
    public init(flags: [Setting: String], environment: [String: String], ask: @escaping Question) {
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
        let files = ServerFiles(path: path)
        diagnoses += [files.secrets, files.disk, await database(configuration, files)]
        diagnoses += files.certificates(configuration, at: now)
        diagnoses.append(files.makerRoots)
        let isRunning = files.isInUse
        diagnoses.append(ports(configuration, isRunning: isRunning))
        diagnoses.append(isRunning ? await server(files) : Diagnosis("server", .doubtful, "none runs from this folder"))
        return DiagnosisReport(diagnoses + [clock, openFiles])
    }

    private func database(_ configuration: ServerConfiguration, _ files: ServerFiles) async -> Diagnosis {
        guard !configuration.database.isEmpty else { return files.database }
        do {
            return Diagnosis("database", .good, try await SQLStore.inspect(url: configuration.database))
        } catch let error as StoreOpeningError {
            return Diagnosis("database", .broken, error.message, mend: error.hint)
        } catch let error as StoreError {
            return Diagnosis("database", .broken, error.message, mend: "look at the database's own log")
        } catch {
            return Diagnosis("database", .broken, "\(error)")
        }
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
