import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService

/// A certificate that the listeners show: one of our authority that is kept, and renewed in time or when the
/// authority's issuing key changed, or yours.
struct ServerCertificate: Hashable, Sendable {
    var chain: String
    var key: String

    private static let lifetime = Duration.seconds(365 * 86_400)
    private static let renewal = Duration.seconds(30 * 86_400)

    /// Ours, for devices, enforcement points and commands on this machine: the authority's root is all that they trust.
    static func own(
        _ configuration: ServerConfiguration, _ folder: DataFolder, _ authority: any Authority, now: Instant
    ) async throws -> ServerCertificate {
        let names = names(configuration)
        let files = (
            chain: folder.path + "/server.pem", key: folder.path + "/server.key", names: folder.path + "/server.names"
        )
        if let chain = folder.read(files.chain), let key = folder.read(files.key),
            let read = try? PeerCertificate(pemChain: chain), read.notAfter - renewal > now,
            folder.read(files.names) == names.joined(separator: "\n"),
            isIssued(chain, by: authority),
            // Two that made one at once may have left one's key with the other's certificate.
            case let held = ServerCertificate(chain: chain, key: key), (try? held.handshake()) != nil
        {
            return held
        }
        let issued = try await authority.issueServerCertificate(names: names, lifetime: lifetime, now: now)
        try folder.write(issued.key, to: files.key)
        try folder.write(issued.certificate.chain, to: files.chain)
        try folder.write(names.joined(separator: "\n"), to: files.names)
        return ServerCertificate(chain: issued.certificate.chain, key: issued.key)
    }

    /// Whether the certificate after the leaf is the one that the authority issues with now: a data folder may have
    /// belonged to another authority, and an intermediate is renewed.
    private static func isIssued(_ chain: String, by authority: any Authority) -> Bool {
        let issuer = certificates(in: chain).dropFirst().first
        return issuer != nil && issuer == certificates(in: authority.intermediate).first
    }

    /// Each certificate of a text in PEM without its line breaks.
    private static func certificates(in text: String) -> [String] {
        text.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().map { part in
            part.components(separatedBy: "-----END CERTIFICATE-----")[0].filter { !$0.isWhitespace }
        }
    }

    /// Yours, for people and programs; `nil` where the configuration names none.
    static func given(_ configuration: ServerConfiguration) throws -> ServerCertificate? {
        guard !configuration.certificateFile.isEmpty else { return nil }
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

    /// The names that the server is reached by.
    static func names(_ configuration: ServerConfiguration) -> [String] {
        var names = ["localhost", "127.0.0.1", "::1", ProcessInfo.processInfo.hostName] + configuration.names
        if !["0.0.0.0", "::"].contains(configuration.host) { names.append(configuration.host) }
        if let host = URL(string: configuration.publicURL)?.host() { names.append(host) }
        var seen = Set<String>()
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}
