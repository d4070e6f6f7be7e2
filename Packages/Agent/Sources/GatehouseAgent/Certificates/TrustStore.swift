import GatehouseModel

/// The certificate authorities that programs of this system trust by default; the stores of Java, NSS and browsers of
/// their own are not among them.
struct TrustStore {
    /// A folder of certificates, or a file that holds many: Debian, SUSE and Alpine; Fedora and Red Hat; Arch.
    static let stores = [
        "/etc/ssl/certs", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ca-certificates/extracted/cadir",
    ]
    /// Where an administrator puts authorities of their own.
    static let anchors = [
        "/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors", "/etc/pki/trust/anchors",
        "/etc/ca-certificates/trust-source/anchors",
    ]
    /// What the distribution's package brings.
    private static let distributed = "/usr/share/ca-certificates"
    private static let mostFiles = 5000
    private static let largestFile = 4 << 20

    struct Anchor: Hashable, Sendable {
        var certificate: CertificateSummary
        var isLocal: Bool
    }

    private(set) var anchors: [Anchor] = []
    /// Blocks and files in the stores that hold no readable certificate.
    private(set) var unreadable = 0
    private(set) var found: [String] = []

    /// Throws when a store is there and cannot be read.
    init(_ machine: Machine) throws(MachineError) {
        var trusted: [String: CertificateSummary] = [:]
        var seen: Set<String> = []
        for store in Self.stores where machine.exists(store) {
            found.append(store)
            for path in try Self.files(at: store, machine, deep: false) {
                guard seen.insert(machine.resolve(path) ?? path).inserted else { continue }
                add(try Self.certificates(at: path, machine), to: &trusted)
            }
        }
        let local = try Self.fingerprints(Self.anchors, machine)
        let packaged = try Self.fingerprints([Self.distributed], machine)
        anchors = trusted.values.map { certificate in
            let isForeign = !packaged.isEmpty && !packaged.contains(certificate.fingerprint)
            return Anchor(certificate: certificate, isLocal: isForeign || local.contains(certificate.fingerprint))
        }
        anchors.sort {
            ($0.certificate.subject, $0.certificate.fingerprint) < ($1.certificate.subject, $1.certificate.fingerprint)
        }
    }

    private mutating func add(_ blocks: [[UInt8]], to trusted: inout [String: CertificateSummary]) {
        for block in blocks {
            guard let certificate = CertificateSummary(block[...]) else {
                unreadable += 1
                continue
            }
            trusted[certificate.fingerprint] = certificate
        }
    }

    private static func fingerprints(_ folders: [String], _ machine: Machine) throws(MachineError) -> Set<String> {
        var found: Set<String> = []
        for folder in folders where machine.exists(folder) {
            for path in try files(at: folder, machine, deep: true) {
                for block in try certificates(at: path, machine) {
                    if let certificate = CertificateSummary(block[...]) { found.insert(certificate.fingerprint) }
                }
            }
        }
        return found
    }

    /// A file itself, the files of a folder, or, `deep`, those of its folders, too.
    private static func files(at path: String, _ machine: Machine, deep: Bool) throws(MachineError) -> [String] {
        guard machine.isFolder(path) else { return [path] }
        var files = [String]()
        var folders = [(path: path, depth: 0)]
        while let folder = folders.popLast() {
            for name in try machine.names(in: folder.path) {
                let entry = "\(folder.path)/\(name)"
                if !machine.isFolder(entry) {
                    guard files.count < mostFiles else {
                        throw MachineError(.tooLarge, "`\(path)` holds more than \(mostFiles) files")
                    }
                    files.append(entry)
                } else if deep, folder.depth < 4 {
                    folders.append((entry, folder.depth + 1))
                }
            }
        }
        return files
    }

    /// A link that leads nowhere holds none.
    private static func certificates(at path: String, _ machine: Machine) throws(MachineError) -> [[UInt8]] {
        let bytes: [UInt8]
        do {
            bytes = try machine.bytes(path, limit: largestFile)
        } catch  where error.code == .missing {
            return []
        }
        if bytes.first == 0x30 { return [bytes] }
        return PEMReader.certificates(in: bytes)
    }
}
