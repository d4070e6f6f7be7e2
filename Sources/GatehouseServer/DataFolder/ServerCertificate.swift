import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService

/// The certificate that the listeners show: yours, or one of our authority that is kept and renewed in time.
struct ServerCertificate: Hashable, Sendable {
    var chain: String
    var key: String

    private static let lifetime = Duration.seconds(365 * 86_400)
    private static let renewal = Duration.seconds(30 * 86_400)

    static func load(
        _ configuration: ServerConfiguration, _ folder: DataFolder, _ authority: any Authority, now: Instant
    ) async throws -> ServerCertificate {
        guard configuration.certificateFile.isEmpty else { return try given(configuration) }
        let names = names(configuration)
        let files = (
            chain: folder.path + "/server.pem", key: folder.path + "/server.key", names: folder.path + "/server.names"
        )
        if let chain = folder.read(files.chain), let key = folder.read(files.key),
            let read = try? PeerCertificate(pemChain: chain), read.notAfter - renewal > now,
            folder.read(files.names) == names.joined(separator: "\n")
        {
            return ServerCertificate(chain: chain, key: key)
        }
        let issued = try await authority.issueServerCertificate(names: names, lifetime: lifetime, now: now)
        try folder.write(issued.key, to: files.key)
        try folder.write(issued.certificate.chain, to: files.chain)
        try folder.write(names.joined(separator: "\n"), to: files.names)
        return ServerCertificate(chain: issued.certificate.chain, key: issued.key)
    }

    private static func given(_ configuration: ServerConfiguration) throws -> ServerCertificate {
        func read(_ file: String, _ flag: String) throws -> String {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw ConfigurationError(message: "`\(file)` (\(flag)) cannot be read")
            }
            return text
        }
        return ServerCertificate(
            chain: try read(configuration.certificateFile, Setting.certificate.flag),
            key: try read(configuration.keyFile, Setting.key.flag))
    }

    private static func names(_ configuration: ServerConfiguration) -> [String] {
        var names = ["localhost", "127.0.0.1", "::1", ProcessInfo.processInfo.hostName] + configuration.names
        if !["0.0.0.0", "::"].contains(configuration.host) { names.append(configuration.host) }
        var seen = Set<String>()
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}
