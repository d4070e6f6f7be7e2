import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import Testing

@testable import GatehouseAuthority

/// What is on disk, and what becomes of it after crashes, losses and mix-ups.
struct AuthorityFolderTests {
    private let folder: TemporaryFolder
    private let tenant = TenantID.random()
    private let now = Instant(seconds: 1_800_000_000)

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func load(at instant: Instant? = nil, tenant: TenantID? = nil) throws -> FileAuthority {
        try FileAuthority.loadOrCreate(folder: folder.path, tenant: tenant ?? self.tenant, now: instant ?? now)
    }

    private func message(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? AuthorityError)?.message
        }
    }

    private func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")[.posixPermissions] as? Int
    }

    @Test func `keys are for their owner alone`() throws {
        try load()
        #expect(try mode("authority") == 0o700)
        #expect(try mode("authority/root.key") == 0o600)
        #expect(try mode("authority/intermediate.key") == 0o600)
        #expect(try mode("authority/scripts.key") == 0o600)
        #expect(try mode("ca.pem") == 0o644)
    }

    @Test func `loading again changes nothing`() throws {
        let first = try load()
        let again = try load(at: now + .seconds(86_400))
        #expect(again.root == first.root && again.intermediate == first.intermediate)
    }

    /// The files come one after the other; a crash leaves the first so many, and the draft of the next.
    @Test(arguments: 0..<AuthorityFolder.File.allCases.count)
    func `a crash while it was made is made good`(count: Int) throws {
        try load()
        let files = AuthorityFolder.File.allCases
        for file in files.dropFirst(count) { try folder.remove(file.rawValue) }
        _ = try folder.write("half a", files[count].rawValue + ".new")
        let kept = try files.prefix(count).map { try folder.read($0.rawValue) }
        let authority = try load(at: now + .seconds(60))
        #expect(try files.prefix(count).map { try folder.read($0.rawValue) } == kept)
        #expect(try folder.read("ca.pem") == authority.root)
        let leaf = try authority.issueServerCertificate(names: ["a.example"], lifetime: .seconds(86_400), now: now)
        #expect(leaf.certificate.chain.hasSuffix(authority.intermediate))
        #expect(try load(at: now + .seconds(120)).intermediate == authority.intermediate)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/authority").sorted()
        #expect(names == ["intermediate.key", "intermediate.pem", "root.key", "root.pem", "scripts.key"])
    }

    @Test func `a lost root certificate is restored from the published one`() throws {
        let root = try load().root
        try folder.remove("authority/root.pem")
        #expect(try load(at: now + .seconds(60)).root == root)
    }

    @Test(arguments: [
        (["authority/intermediate.key"], "intermediate.key` is missing"),
        (["authority/root.pem", "ca.pem"], "root.pem` is missing"),
        (["authority/root.key", "authority/intermediate.pem"], "root.key` is missing"),
        (["authority/root.key", "authority/intermediate.key", "authority/intermediate.pem"], "root.key` is missing"),
    ])
    func `what no crash explains is refused, and nothing is made up`(lost: [String], refusal: String) throws {
        try load()
        for name in lost { try folder.remove(name) }
        #expect(message { try load() }?.contains(refusal) == true)
        #expect(lost.allSatisfy { !FileManager.default.fileExists(atPath: "\(folder.path)/\($0)") })
    }

    @Test func `the root's key may be kept elsewhere`() throws {
        let first = try load()
        try folder.remove("authority/root.key")
        #expect(try load(at: now + .seconds(700 * 86_400)).intermediate == first.intermediate)
    }

    @Test func `the intermediate is renewed in time, with its key and name`() throws {
        let first = try load()
        let renewed = try load(at: now + .seconds(600 * 86_400))
        #expect(renewed.intermediate != first.intermediate)
        #expect(renewed.issuerName == first.issuerName)
        let (old, new) = (
            try PeerCertificate(pemChain: first.intermediate), try PeerCertificate(pemChain: renewed.intermediate)
        )
        #expect(old.publicKeyDER == new.publicKeyDER)
        #expect(new.notAfter > old.notAfter)
        #expect(try load(at: now + .seconds(600 * 86_400)).intermediate == renewed.intermediate)
    }

    @Test func `a key that others may read is refused with what to do`() throws {
        try load()
        let file = folder.path + "/authority/root.key"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        #expect(message { try load() }?.contains("hint: run `chmod 600 \(file)`") == true)
    }

    @Test(arguments: [
        "authority/root.key", "authority/root.pem", "authority/intermediate.key", "authority/intermediate.pem",
    ])
    func `a damaged file is refused and left as it is`(name: String) throws {
        try load()
        let file = "\(folder.path)/\(name)"
        try Data().write(to: URL(fileURLWithPath: file))
        #expect(message { try load() }?.contains("hint: restore it from a backup") == true)
        #expect(try folder.read(name).isEmpty)
    }

    @Test func `files of two authorities are not mixed`() throws {
        try load()
        let other = try TemporaryFolder()
        _ = try FileAuthority.loadOrCreate(folder: other.path, tenant: tenant, now: now)
        for name in ["authority/intermediate.pem", "authority/intermediate.key"] {
            _ = try folder.write(try other.read(name), name)
        }
        #expect(message { try load() }?.contains("was not issued by the root beside it") == true)
        _ = try folder.write(try other.read("authority/root.key"), "authority/root.key")
        #expect(message { try load() }?.contains("is not its key") == true)
    }

    @Test func `an authority of another tenant is refused`() throws {
        try load()
        #expect(message { try load(tenant: .random()) }?.contains("belongs to another tenant") == true)
    }

    @Test func `a certificate that was published differently is put right`() throws {
        let root = try load().root
        _ = try folder.write("something else", "ca.pem")
        try load()
        #expect(try folder.read("ca.pem") == root)
    }
}
