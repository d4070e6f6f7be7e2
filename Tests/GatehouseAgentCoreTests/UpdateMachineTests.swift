import Crypto
import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import Testing

@Suite struct UpdateMachineTests {
    private let signer = Curve25519.Signing.PrivateKey()
    private let digest = String(repeating: "ab", count: 32)

    private func key(_ key: Curve25519.Signing.PrivateKey) throws -> ReleaseKey {
        try #require(ReleaseKey(Array(key.publicKey.rawRepresentation)))
    }

    private func release(
        _ version: String = "1.2.0", product: String = ReleaseManifest.agent, architecture: String = "x86_64",
        size: Int64 = 100, by key: Curve25519.Signing.PrivateKey? = nil
    ) throws -> SignedRelease {
        let manifest = ReleaseManifest(
            product: product, version: try #require(SemanticVersion(version)), released: Moment.start,
            artefacts: [.init(architecture: architecture, size: size, sha256: digest)])
        let bytes = manifest.bytes
        return SignedRelease(manifest: bytes, signature: Array(try (key ?? signer).signature(for: bytes)))
    }

    private func machine(
        own: String = "1.1.0", installed: String? = nil, record: UpdateRecord = UpdateRecord(),
        besides keys: [Curve25519.Signing.PrivateKey] = []
    ) throws -> UpdateMachine {
        var machine = UpdateMachine(
            own: try #require(SemanticVersion(own)), installed: installed.flatMap { SemanticVersion($0) },
            architecture: "x86_64", keys: try ([signer] + keys).map(key), record: record)
        #expect(machine.event(.start, at: .at(0)) == [.wake(after: .seconds(15))])
        let asked = machine.event(.timerFired, at: .at(30))
        #expect(asked == [.ask(version: try #require(SemanticVersion(own)), architecture: "x86_64")])
        return machine
    }

    private func refusal(_ machine: UpdateMachine, _ release: SignedRelease, at seconds: Int64 = 30) -> String? {
        var machine = machine
        let actions = machine.event(.offered(release), at: .at(seconds))
        guard case .log(let text)? = actions.first, actions.contains(.discard) else { return nil }
        #expect(!actions.contains { if case .fetch = $0 { true } else { false } })
        return text
    }

    @Test func `a signed newer release is fetched, checked, put on trial and started`() throws {
        var machine = try machine(installed: "1.1.5")
        let version = try #require(SemanticVersion("1.2.0"))
        let offered = machine.event(.offered(try release()), at: .at(30))
        #expect(offered.suffix(2) == [.begin, .fetch(version, architecture: "x86_64", offset: 0)])
        #expect(
            machine.event(.stored(bytes: 60), at: .at(31)) == [.fetch(version, architecture: "x86_64", offset: 60)])
        #expect(machine.event(.stored(bytes: 40), at: .at(32)) == [.digest])
        let trial = UpdateRecord(trial: .init(version: version, previous: SemanticVersion("1.1.5")))
        #expect(machine.event(.digested(digest), at: .at(33)) == [.save(trial), .activate(version)])
        #expect(machine.event(.activated, at: .at(34)).last == .restart)
        #expect(machine.event(.timerFired, at: .at(35)).isEmpty)
    }

    @Test func `without a trusted key nothing is asked for`() throws {
        var machine = UpdateMachine(
            own: try #require(SemanticVersion("1.1.0")), installed: nil, architecture: "x86_64", keys: [],
            record: UpdateRecord())
        #expect(machine.event(.start, at: .at(0)).isEmpty)
    }

    @Test func `nothing to take is asked for again after hours`() throws {
        var machine = try machine()
        #expect(machine.event(.offered(nil), at: .at(30)) == [.wake(after: .seconds(6 * 3600))])
    }

    @Test func `while the key is changed, releases of either are believed`() throws {
        let next = Curve25519.Signing.PrivateKey()
        for by in [signer, next] {
            var machine = try machine(besides: [next])
            #expect(machine.event(.offered(try release(by: by)), at: .at(30)).contains(.begin))
        }
    }

    @Test func `a foreign signature is refused, and so is a changed manifest`() throws {
        let foreign = try release(by: Curve25519.Signing.PrivateKey())
        #expect(try refusal(machine(), foreign)?.contains("no trusted key") == true)
        var changed = try release()
        changed.manifest.append(0x20)
        #expect(try refusal(machine(), changed)?.contains("no trusted key") == true)
        var short = try release()
        short.signature.removeLast()
        #expect(try refusal(machine(), short)?.contains("no trusted key") == true)
    }

    @Test(arguments: ["1.1.0", "1.0.9", "1.1.0-rc.1", "1.1.0+later"])
    func `what is not newer is refused`(version: String) throws {
        #expect(try refusal(machine(), release(version))?.contains("not newer") == true)
    }

    @Test func `what is not newer than the installed one is refused`() throws {
        #expect(try refusal(machine(installed: "1.3.0"), release("1.2.0"))?.contains("not newer") == true)
    }

    @Test func `another product, another architecture and too much are refused`() throws {
        #expect(try refusal(machine(), release(product: "gatehouse"))?.contains("`gatehouse`") == true)
        #expect(try refusal(machine(), release(architecture: "aarch64"))?.contains("architecture") == true)
        #expect(try refusal(machine(), release(size: UpdateMachine.largest + 1))?.contains("too many") == true)
    }

    @Test func `signed rubbish is refused`() throws {
        let bytes = Array("[]".utf8)
        let rubbish = SignedRelease(manifest: bytes, signature: Array(try signer.signature(for: bytes)))
        #expect(try refusal(machine(), rubbish)?.contains("cannot be read") == true)
    }

    @Test func `what crashed here is never taken again, what was silent after a day`() throws {
        var record = UpdateRecord()
        let version = try #require(SemanticVersion("1.2.0"))
        record.fail(version, "it ended", mayBeRetried: false, at: Moment.start)
        #expect(try refusal(machine(record: record), release(), at: 1_000_000)?.contains("has failed here") == true)
        record = UpdateRecord()
        record.fail(version, "silence", mayBeRetried: true, at: Moment.start)
        #expect(try refusal(machine(record: record), release(), at: 86_399) != nil)
        #expect(try refusal(machine(record: record), release(), at: 86_400) == nil)
        record.fail(version, "silence", mayBeRetried: true, at: Moment.start)
        record.fail(version, "silence", mayBeRetried: true, at: Moment.start)
        #expect(try refusal(machine(record: record), release(), at: 1_000_000) != nil)
        #expect(try refusal(machine(record: record), release("1.2.1")) == nil)
    }

    @Test func `more bytes or fewer than were signed are refused`() throws {
        for bytes in [[101], [60, 0], [60, 41]] {
            var machine = try machine()
            _ = machine.event(.offered(try release()), at: .at(30))
            let actions = bytes.map { machine.event(.stored(bytes: $0), at: .at(31)) }.last ?? []
            #expect(actions.contains(.discard))
            #expect(!actions.contains(.digest))
        }
    }

    @Test func `other bytes than were signed are refused`() throws {
        var machine = try machine()
        _ = machine.event(.offered(try release()), at: .at(30))
        _ = machine.event(.stored(bytes: 100), at: .at(31))
        let actions = machine.event(.digested(String(repeating: "0", count: 64)), at: .at(32))
        #expect(actions.contains(.discard))
        #expect(!actions.contains { if case .activate = $0 { true } else { false } })
    }

    @Test func `a cut connection goes on where it was`() throws {
        var machine = try machine()
        _ = machine.event(.offered(try release()), at: .at(30))
        _ = machine.event(.stored(bytes: 60), at: .at(31))
        #expect(machine.event(.failed(.lost), at: .at(32)) == [.wake(after: .milliseconds(500))])
        let version = try #require(SemanticVersion("1.2.0"))
        #expect(
            machine.event(.timerFired, at: .at(33)) == [.fetch(version, architecture: "x86_64", offset: 60)])
    }

    @Test func `a full disk gives up and leaves nothing behind`() throws {
        var machine = try machine()
        _ = machine.event(.offered(try release()), at: .at(30))
        #expect(machine.event(.notStored("no space"), at: .at(31)).contains(.discard))
    }
}
