import GatehouseAgent
import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

@testable import GatehouseAgentIO

/// A store of a real `certutil`, on a machine that is a folder, of an account that is not ours.
@Suite struct BrowserKeeperTests {
    private static let number: UInt32 = 54_321
    private static let policy = "/etc/chromium/policies/managed/gatehouse.json"
    private let folder = TemporaryFolder()
    private let directory: StateDirectory
    private let pki: TestPKI
    private let now = Instant.now()

    init() throws {
        try #require(geteuid() == 0, "this test needs root: it acts as another account")
        directory = try StateDirectory(creating: folder.file("state"))
        pki = try TestPKI(now: now)
        keeper = BrowserKeeper(
            machine: Machine(root: folder.file("machine")), directory: directory, server: "https://gate.example:8443")
        chmod(folder.path, 0o711)
        for path in ["", "/etc", "/run", "/run/systemd", "/run/systemd/users", "/usr", "/usr/bin", "/home"] {
            try #require(mkdir(folder.file("machine" + path), 0o755) == 0)
        }
        try #require(chown(folder.file("machine/home"), Self.number, Self.number) == 0)
        folder.write("machine/etc/passwd", "tester:x:\(Self.number):\(Self.number)::/home:/bin/bash\n")
        folder.write("machine/run/systemd/users/\(Self.number)", "STATE=active\n")
        for program in ["chromium", "certutil"] { folder.write("machine/usr/bin/\(program)", "") }
    }

    private let keeper: BrowserKeeper

    private var store: BrowserStore {
        let home = folder.file("machine/home")
        return BrowserStore(
            account: BrowserAccount(name: "tester", uid: Self.number, gid: Self.number, home: home),
            folder: "\(home)/.pki/nssdb")
    }

    private func answer(
        _ errand: BrowserKeeper.Errand, as name: String = "Gatehouse browser 1a2b", until end: Instant? = nil
    ) throws -> BrowserCertificateResponse {
        var leaf = TestPKI.Leaf()
        leaf.commonName = name
        leaf.certificateRequest = errand.request.certificateRequest
        leaf.notBefore = now
        leaf.notAfter = end ?? now + .seconds(86_400)
        let issued = try pki.issue(leaf)
        return BrowserCertificateResponse(
            certificateChain: issued.chainPEM, notAfter: issued.certificate.notAfter)
    }

    private func policy() -> String? {
        (try? StateDirectory.read(folder.file("machine") + Self.policy)).flatMap { $0 }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `who is signed in gets a certificate, once, and a policy that chooses it for our pages alone`() throws {
        let errands = keeper.begin(isAllowed: true, at: now)
        let errand = try #require(errands.first)
        #expect(errands.count == 1 && errand.request.account == "tester")
        #expect(errand.request.accountNumber == Self.number)
        keeper.finish(errand, try answer(errand), at: now)
        #expect(try store.names() == ["Gatehouse browser 1a2b"])
        let choice =
            #"{\"pattern\":\"https://gate.example:8443\",\"filter\":{\"ISSUER\":{\"CN\":\"Test Intermediate\"}}}"#
        #expect(policy() == "{\"AutoSelectCertificateForUrls\":[\"\(choice)\"]}")
        #expect(keeper.begin(isAllowed: true, at: now).isEmpty)
    }

    @Test func `a certificate that is renewed takes the place of the one before`() throws {
        let first = try #require(keeper.begin(isAllowed: true, at: now).first)
        keeper.finish(first, try answer(first), at: now)
        let next = try #require(keeper.begin(isAllowed: true, at: now + .seconds(60_000)).first)
        #expect(try store.names() == ["Gatehouse browser 1a2b"], "it is there until the next one is")
        keeper.finish(next, try answer(next, as: "Gatehouse browser 3c", until: now + .seconds(150_000)), at: now)
        #expect(try store.names() == ["Gatehouse browser 3c"])
    }

    @Test func `where there are to be none, or the identity is gone, nothing of ours is left`() throws {
        for isGone in [false, true] {
            let errand = try #require(keeper.begin(isAllowed: true, at: now).first)
            keeper.finish(errand, try answer(errand), at: now)
            if isGone { keeper.removeEverything() } else { #expect(keeper.begin(isAllowed: false, at: now).isEmpty) }
            #expect(try store.names() == [])
            #expect(policy() == nil)
            #expect(directory.browserRecord() == BrowserRecord())
        }
    }

    @Test(arguments: ["root", "Gatehouse Issuing CA"])
    func `a certificate of any other name is not put into a store, and its key goes`(_ name: String) throws {
        let errand = try #require(keeper.begin(isAllowed: true, at: now).first)
        keeper.finish(errand, try answer(errand, as: name), at: now)
        #expect(try store.names() == [])
        #expect(directory.browserRecord() == BrowserRecord())
        #expect(throws: BrowserStoreError.self) { try store.remove(key: errand.key) }
    }

    @Test func `a store that cannot be changed is left alone for an hour`() throws {
        let place = folder.file("machine/home/.pki")
        try #require(symlink("/", place) == 0)
        #expect(keeper.begin(isAllowed: true, at: now).isEmpty)
        unlink(place)
        #expect(keeper.begin(isAllowed: true, at: now + .seconds(3599)).isEmpty)
        #expect(keeper.begin(isAllowed: true, at: now + .seconds(3600)).count == 1)
    }

    @Test func `without the tool nothing is done`() {
        unlink(folder.file("machine/usr/bin/certutil"))
        #expect(keeper.begin(isAllowed: true, at: now).isEmpty)
        #expect(policy() == nil)
    }

    @Test func `the record reads back, and an entry of root's is no entry`() throws {
        let held = HeldBrowserCertificate(
            store: store, name: "Gatehouse browser 1", issuer: "CA",
            span: .init(notBefore: .init(seconds: 1), notAfter: .init(seconds: 2)))
        let record = BrowserRecord(held: [store.folder: held])
        try directory.save(record)
        #expect(directory.browserRecord() == record)
        let text = String(decoding: record.json.serialised(), as: UTF8.self)
        let forged = text.replacing("\"uid\":\(Self.number)", with: "\"uid\":0")
        #expect(BrowserRecord(json: try JSON.parse(Array(forged.utf8))) == BrowserRecord())
        folder.write("state/browsers.json", "{\"held\":[")
        #expect(directory.browserRecord() == BrowserRecord())
    }
}
