import Foundation
import GatehouseAuthority
import GatehouseModel
import GatehouseService
import Logging

/// The makers of authenticators that are believed, in the data folder: `authenticator-makers/*.pem`, `*.crt` or `*.cer`.
///
/// Read at each registration, so that a file that is put there counts without a restart; a file that cannot be read is
/// logged and left out.
struct AuthenticatorMakersFolder: Sendable {
    let path: String
    let clock: GatehouseService.Clock
    let logger: Logger

    func roots() -> AttestationRoots {
        let files = MakerRootsFolder.files(in: path).keys.sorted().compactMap { file in
            FileManager.default.contents(atPath: file).flatMap { $0.count <= 1 << 20 ? Array($0) : nil }
        }
        var unreadable = 0
        let roots = AttestationRoots(files: files, at: clock.now, unreadable: &unreadable)
        if unreadable > 0 {
            logger.error(
                "certificates of makers of authenticators cannot be read",
                metadata: ["folder": "\(path)", "files": "\(unreadable)"])
        }
        return roots
    }
}
