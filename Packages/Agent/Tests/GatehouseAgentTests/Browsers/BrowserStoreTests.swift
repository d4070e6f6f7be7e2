import Foundation
import GatehouseModel
import Glibc
import Testing

@testable import GatehouseAgent

/// Stores of an account that is not ours, made and changed for real; as root, like the agent.
@Suite struct BrowserStoreTests {
    /// Nobody's on this machine.
    private static let number: UInt32 = 54_321
    private let folder: Fixture
    private let account: BrowserAccount

    init() throws {
        try requireRoot()
        try #require(BrowserStore.isUsable(on: Machine()), "install the Debian package libnss3-tools")
        folder = try Fixture()
        let home = "\(folder.path)/home"
        try #require(chmod(folder.path, 0o711) == 0 && mkdir(home, 0o700) == 0)
        try #require(chown(home, Self.number, Self.number) == 0)
        account = BrowserAccount(name: "anna", uid: Self.number, gid: Self.number, home: home)
    }

    private func store(_ path: String = ".pki/nssdb") -> BrowserStore {
        BrowserStore(account: account, folder: "\(account.home)/\(path)")
    }

    /// What an authority makes of the request: PEM.
    private func certificate(_ request: [UInt8], subject: String) throws -> String {
        let file = "\(folder.path)/request.der"
        try Data(request).write(to: URL(filePath: file))
        let authority = ["\(folder.path)/ca.pem", "\(folder.path)/ca.key"]
        if !FileManager.default.fileExists(atPath: authority[0]) {
            _ = try Tool.openssl.output(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=CA",
                "-keyout", authority[1], "-out", authority[0])
        }
        return try Tool.openssl.output(
            "x509", "-req", "-inform", "DER", "-in", file, "-CA", authority[0], "-CAkey", authority[1], "-days", "1",
            "-set_serial", "\(UInt32.random(in: 1 ... .max))", "-subj", "/CN=\(subject)")
    }

    /// What the store's owner would see: names of certificates that have their key.
    private func withKeys(_ store: BrowserStore) throws -> [String] {
        let lines = try Tool.certutil.output("-L", "-d", "sql:\(store.folder)").split(separator: "\n")
        return lines.filter { $0.hasSuffix("u,u,u") }.map { $0.dropLast(5).trimmingCharacters(in: .whitespaces) }
    }

    @Test func `a store is made as its account's, gets a certificate for its own key, and loses both again`() throws {
        let store = store()
        let (_, request) = try store.makeRequest()
        try store.install(certificate(request, subject: "Gatehouse browser 1a2b"), as: "Gatehouse browser 1a2b")
        #expect(try store.names() == ["Gatehouse browser 1a2b"])
        #expect(try withKeys(store) == ["Gatehouse browser 1a2b"])
        for path in ["", "/cert9.db", "/key4.db"] {
            var status = stat()
            try #require(lstat(store.folder + path, &status) == 0)
            #expect(status.st_uid == Self.number && status.st_mode & 0o077 == 0, "\(path)")
        }
        let (_, next) = try store.makeRequest()
        try store.install(certificate(next, subject: "Gatehouse browser 3c"), as: "Gatehouse browser 3c")
        try store.remove("Gatehouse browser 1a2b")
        #expect(try withKeys(store) == ["Gatehouse browser 3c"])
        try store.remove("Gatehouse browser 3c")
        #expect(try store.names() == [])
        #expect(try Tool.certutil.run("-K", "-d", "sql:\(store.folder)").output.contains("< 0>") == false)
    }

    @Test func `a key that got no certificate is removed, and no other`() throws {
        let store = store()
        let (kept, _) = try store.makeRequest()
        let (key, _) = try store.makeRequest()
        try store.remove(key: key)
        let keys = try Tool.certutil.run("-K", "-d", "sql:\(store.folder)").output
        #expect(keys.contains(kept) && !keys.contains(key))
    }

    @Test func `the account's own certificates are not ours`() throws {
        let store = store()
        let (_, request) = try store.makeRequest()
        try store.install(certificate(request, subject: "mine"), as: "mine Gatehouse browser 1")
        #expect(try store.names() == [])
    }

    @Test(arguments: [".pki", ".pki/nssdb"])
    func `a link to a place that is root's leads nowhere`(_ place: String) throws {
        let target = "\(folder.path)/roots"
        try #require(mkdir(target, 0o755) == 0)
        let parent = "\(account.home)/.pki"
        if place != ".pki" { try #require(mkdir(parent, 0o700) == 0 && chown(parent, Self.number, Self.number) == 0) }
        try #require(symlink(target, "\(account.home)/\(place)") == 0)
        #expect(throws: BrowserStoreError.self) { try store().makeRequest() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: target).isEmpty)
    }

    @Test func `a link to a store of root's is not read, and not written to`() throws {
        let target = "\(folder.path)/roots"
        try #require(mkdir(target, 0o700) == 0)
        _ = try Tool.certutil.output("-N", "-d", "sql:\(target)", "--empty-password")
        let before = try Data(contentsOf: URL(filePath: "\(target)/key4.db"))
        try #require(mkdir("\(account.home)/.pki", 0o700) == 0)
        try #require(chown("\(account.home)/.pki", Self.number, Self.number) == 0)
        try #require(symlink(target, "\(account.home)/.pki/nssdb") == 0)
        #expect(throws: BrowserStoreError.self) { try store().makeRequest() }
        #expect(try Data(contentsOf: URL(filePath: "\(target)/key4.db")) == before)
        #expect(try store().names() == [])
    }

    @Test(.timeLimit(.minutes(1))) func `a store with a password is left alone, and nobody is asked for it`() throws {
        let store = store()
        _ = try store.makeRequest()
        let old = "\(folder.path)/old"
        let new = "\(folder.path)/new"
        try "\n".write(toFile: old, atomically: true, encoding: .utf8)
        try "secret-word\n".write(toFile: new, atomically: true, encoding: .utf8)
        _ = try Tool.certutil.output("-W", "-d", "sql:\(store.folder)", "-f", old, "-@", new)
        for file in ["cert9.db", "key4.db"] { chown("\(store.folder)/\(file)", Self.number, Self.number) }
        #expect(throws: BrowserStoreError.self) { try store.makeRequest() }
    }

    @Test func `an account has a store for Chromium where one is installed, and one for each profile of Firefox`()
        throws
    {
        let machine = try Fixture([
            "usr/bin/chromium": "", "home/anna/.mozilla/firefox/a.default/cert9.db": "",
            "home/anna/.mozilla/firefox/b.work/cert9.db": "", "home/anna/.mozilla/firefox/Crash Reports/x": "",
        ])
        let anna = BrowserAccount(name: "anna", uid: 1000, gid: 1000, home: "/home/anna")
        func folders() -> [String] {
            BrowserStore.all(of: anna, on: machine.machine).map { String($0.folder.dropFirst(machine.path.count)) }
        }
        #expect(
            folders() == [
                "/home/anna/.pki/nssdb", "/home/anna/.mozilla/firefox/a.default",
                "/home/anna/.mozilla/firefox/b.work",
            ])
        try machine.write("home/anna/.local/share/pki/nssdb/cert9.db", "")
        #expect(folders().first == "/home/anna/.local/share/pki/nssdb", "a new folder would hide the one in use")
        try FileManager.default.removeItem(atPath: "\(machine.path)/usr/bin/chromium")
        #expect(folders().count == 2)
    }
}
