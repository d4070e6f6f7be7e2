import Foundation
import GatehouseKeys
import GatehouseService
import Logging
import Synchronization

/// The authorities of TPM makers in the data folder: `tpm-makers/*.pem`, `*.crt` or `*.cer`, in PEM or DER.
///
/// Read when a device's TPM is judged, so that a file that is put there counts without a restart; a file that cannot be
/// read is logged and left out.
final class MakerRootsFolder: TPMMakerRoots {
    private struct Kept {
        var files: [String: Date]
        var roots: EndorsementRoots
    }

    private let path: String
    private let logger: Logger
    private let kept = Mutex<Kept?>(nil)

    init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
    }

    func roots() throws -> EndorsementRoots {
        let files = Self.files(in: path)
        return try kept.withLock { kept in
            if let kept, kept.files == files { return kept.roots }
            let roots = try EndorsementRoots(certificates: readable(files.keys.sorted()))
            kept = Kept(files: files, roots: roots)
            return roots
        }
    }

    /// The files that certificates are looked for in, with the time of their last change.
    static func files(in path: String) -> [String: Date] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var files = [String: Date]()
        for name in names where ["pem", "crt", "cer"].contains((name as NSString).pathExtension.lowercased()) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            files["\(path)/\(name)"] = attributes?[.modificationDate] as? Date ?? .distantPast
        }
        return files
    }

    private func readable(_ files: [String]) -> [[UInt8]] {
        files.compactMap { file in
            guard let data = FileManager.default.contents(atPath: file), data.count <= 1 << 20,
                (try? EndorsementRoots(certificates: [Array(data)])) != nil
            else {
                logger.error("the certificate of a TPM maker cannot be read", metadata: ["file": "\(file)"])
                return nil
            }
            return Array(data)
        }
    }
}
