import GatehouseModel

/// The header of a ClamAV database: 512 bytes of fields between colons, made when its maker built it.
struct ClamVirusDatabase: Hashable, Sendable {
    static let headerSize = 512

    var version: Int64
    var builtAt: Instant

    /// `nil` unless the header is one: `ClamAV-VDB:time:version:signatures:level:md5:signature:builder:seconds`.
    init?(header: [UInt8]) {
        guard header.begins(with: "ClamAV-VDB:") else { return nil }
        let fields = header.prefix(Self.headerSize).split(
            separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard fields.count >= 9, let version = Int64(fields[2].trimmed.text),
            let seconds = Int64(fields[8].trimmed.text), seconds > 0, seconds < 1 << 40
        else { return nil }
        self.version = version
        builtAt = Instant(seconds: seconds)
    }

    /// The newest of a folder's daily databases, whole, updated or unsigned; `main` changes once in years.
    static func newestDaily(in folder: String, _ machine: Machine) -> (database: Self, path: String)? {
        let found = ["daily.cld", "daily.cvd", "daily.cud"].compactMap { name -> (Self, String)? in
            let path = "\(folder)/\(name)"
            guard let header = try? machine.bytes(path, from: 0, count: headerSize) else { return nil }
            return Self(header: header).map { ($0, path) }
        }
        return found.max { $0.0.builtAt < $1.0.builtAt }
    }

    /// Where clamd and freshclam keep their databases.
    static func folder(_ machine: Machine) -> String {
        for path in [
            "/etc/clamav/clamd.conf", "/etc/clamd.d/scan.conf", "/etc/clamav/freshclam.conf", "/etc/freshclam.conf",
        ] {
            for line in (try? machine.configuration(path)) ?? [] where line.begins(with: "DatabaseDirectory ") {
                let folder = line.dropFirst(18).trimmed.text
                if folder.hasPrefix("/") { return folder }
            }
        }
        return "/var/lib/clamav"
    }
}
