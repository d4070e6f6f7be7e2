import Crypto
import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import Testing

@testable import GatehouseAuthority

/// The files in which older servers kept their authority, and what becomes of them.
struct AuthorityImportTests {
    private let folder: TemporaryFolder
    private let tenant = TenantID.random()
    private let now = Instant(seconds: 1_800_000_000)
    private let key = SealingKeys(SealingKey())
    private let material: AuthorityMaterial

    init() throws {
        folder = try TemporaryFolder()
        material = try AuthorityMaterial.fresh(tenant: tenant, now: now)
        try write(material)
    }

    private func write(_ material: AuthorityMaterial) throws {
        if let key = material.rootKey { try write(key, "root.key") }
        try write(material.root, "root.pem")
        try write(material.intermediateKey, "intermediate.key")
        try write(material.intermediate, "intermediate.pem")
        try write(material.scriptKey, "scripts.key")
    }

    private func write(_ text: String, _ name: String) throws {
        let file = try folder.write(text, name)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }

    private func take() throws -> TenantAuthority {
        let sealed = try TenantAuthorities.seal(folder: folder.path, tenant: tenant, key: key)
        return try TenantAuthority(AuthorityMaterial(sealed: sealed, by: key, for: tenant), tenant: tenant)
    }

    private func refusal(_ body: () throws -> Void) -> String {
        (#expect(throws: AuthorityError.self) { try body() })?.message ?? ""
    }

    @Test func `the files of an authority become a row that opens to the same`() throws {
        let taken = try take()
        #expect(taken.root == material.root && taken.intermediate == material.intermediate)
        #expect(taken.rootAuthority.key != nil)
        #expect(taken.scriptKey.pemRepresentation == material.scriptKey)
    }

    @Test func `a root's key that is kept elsewhere stays there`() throws {
        try folder.remove("root.key")
        #expect(try take().rootAuthority.key == nil)
    }

    @Test(arguments: ["root.pem", "intermediate.key", "intermediate.pem", "scripts.key"])
    func `a file that is missing is refused by its name`(name: String) throws {
        try folder.remove(name)
        #expect(refusal { _ = try take() }.contains("\(name)` is missing"))
    }

    @Test func `a key that others may read is refused with what to do`() throws {
        let file = folder.path + "/root.key"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        #expect(refusal { _ = try take() }.contains("hint: run `chmod 600 \(file)`"))
    }

    @Test func `files of two authorities are not mixed`() throws {
        let other = try AuthorityMaterial.fresh(tenant: tenant, now: now)
        try write(other.intermediateKey, "intermediate.key")
        try write(other.intermediate, "intermediate.pem")
        #expect(refusal { _ = try take() }.contains("an intermediate that its root did not issue"))
        try write(other.rootKey ?? "", "root.key")
        #expect(refusal { _ = try take() }.contains("is not its key"))
    }

    @Test func `an authority of another tenant is refused`() {
        let other = TenantID.random()
        #expect(
            refusal { _ = try TenantAuthorities.seal(folder: folder.path, tenant: other, key: key) }
                .contains("belongs to another tenant"))
    }
}
