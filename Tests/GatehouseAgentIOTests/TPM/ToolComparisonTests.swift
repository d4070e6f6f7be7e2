import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTPM
import GatehouseTestSupport
import Testing

@testable import GatehouseAgentIO

/// The same proofs by tpm2-tools, the other way round each time.
@Suite(.serialized) struct ToolComparisonTests {
    private let tpm: SoftwareTPM
    private let salt = CredentialChallenge.random()

    init() throws { tpm = try SoftwareTPM() }

    @Test func `tpm2_checkquote takes what we quote and refuses what we refuse`() throws {
        let nonce = CredentialChallenge.random()
        let evidence: QuoteEvidence
        do {
            let device = try tpm.device()
            let key = try device.attestationKey(salt: salt)
            evidence = try device.quote(by: key, nonce: nonce, selection: PCRSelection(.sha256, [0, 7]))
            let writer = sized(key.publicArea.bytes)
            try tpm.write("ak.pub", writer)
        }
        try tpm.write("signature", evidence.statement.signature)
        try tpm.write("message", evidence.statement.attested)
        let arguments = (Hex.encode(nonce), Hex.encode(CredentialChallenge.random()))
        try tpm.tool("checkquote", "-u", "ak.pub", "-m", "message", "-s", "signature", "-q", arguments.0)
        #expect(throws: ToolFailure.self) {
            try tpm.tool("checkquote", "-u", "ak.pub", "-m", "message", "-s", "signature", "-q", arguments.1)
        }
        var flipped = evidence.statement.attested
        flipped[flipped.count - 1] ^= 1
        try tpm.write("message", flipped)
        #expect(throws: ToolFailure.self) {
            try tpm.tool("checkquote", "-u", "ak.pub", "-m", "message", "-s", "signature", "-q", arguments.0)
        }
    }

    @Test func `we take what tpm2_quote quotes`() throws {
        let nonce = CredentialChallenge.random()
        try makeToolKeys()
        try tpm.tool(
            "quote", "-c", "ak.ctx", "-l", "sha256:0,7", "-q", Hex.encode(nonce), "-m", "message", "-s", "signature",
            "-g", "sha256")
        let key = try AttestationKey(publicArea: Array(tpm.bytes(of: "ak.pub").dropFirst(2)))
        let zeros = [UInt8](repeating: 0, count: 32)
        let quote = try key.quote(
            QuoteEvidence(
                statement: SignedAttestation(
                    attested: tpm.bytes(of: "message"), signature: tpm.bytes(of: "signature")),
                registers: [.init(hash: .sha256, register: 0): zeros, .init(hash: .sha256, register: 7): zeros]),
            answering: QuoteChallenge(nonce: nonce, selection: PCRSelection(.sha256, [0, 7])))
        #expect(quote.clock.isSafe)
    }

    @Test func `tpm2_activatecredential reads the credential that we make`() async throws {
        try makeToolKeys()
        let endorsementKey = try await EndorsementRoots().check(
            EndorsementEvidence(certificates: [], publicArea: Array(tpm.bytes(of: "ek.pub").dropFirst(2))),
            at: Instant(milliseconds: 0))
        let key = try AttestationKey(publicArea: Array(tpm.bytes(of: "ak.pub").dropFirst(2)))
        #expect(key.name == (try tpm.bytes(of: "ak.name")))
        let secret = Array("a secret of the server's".utf8)
        let credential = try endorsementKey.protect(secret, for: key)
        let header: [UInt8] = [0xBA, 0xDC, 0xC0, 0xDE, 0, 0, 0, 1]
        try tpm.write("credential", header + sized(credential.identityObject) + sized(credential.encryptedSeed))
        try tpm.tool("startauthsession", "--policy-session", "-S", "session.ctx")
        try tpm.tool("policysecret", "-S", "session.ctx", "-c", "e")
        try tpm.tool(
            "activatecredential", "-c", "ak.ctx", "-C", "ek.ctx", "-i", "credential", "-o", "secret", "-P",
            "session:session.ctx")
        #expect(try tpm.bytes(of: "secret") == secret)
    }

    @Test func `we read the credential that tpm2_makecredential makes`() throws {
        let secret = Array("a secret of a tool's".utf8)
        do {
            let device = try tpm.device()
            try tpm.write("ek.pub", sized(device.endorsementKey(.rsa2048).publicArea.bytes))
            try tpm.write("name", device.attestationKey(salt: salt).name)
        }
        try tpm.write("secret", secret)
        let name = Hex.encode(try tpm.bytes(of: "name"))
        try tpm.tool(
            "makecredential", "-T", "none", "-u", "ek.pub", "-s", "secret", "-n", name, "-o", "credential")
        var reader = ByteReader(Array(try tpm.bytes(of: "credential").dropFirst(8)))
        let credential = ProtectedCredential(
            identityObject: try reader.sized(atMost: 200), encryptedSeed: try reader.sized(atMost: 600))
        let device = try tpm.device()
        let read = try device.activate(
            credential, attestationKey: device.attestationKey(salt: salt), template: .rsa2048,
            nonce: Array(salt.prefix(16)))
        #expect(read == secret)
    }

    @Test func `tpm2_eventlog replays a log to the same registers`() throws {
        let log = FirmwareLog.typical
        try tpm.write("log", log.bytes)
        let text = String(decoding: try tpm.tool("eventlog", "log"), as: UTF8.self)
        let replayed = try #require(try EventLog(bytes: log.bytes).replay(.sha256, TPMHash.digest))
        for register in 0...7 {
            let value = Hex.encode(replayed[PCRPosition(hash: .sha256, register: register)] ?? [])
            let line = text.split(separator: "\n").last { $0.contains("  \(register) ") && $0.contains(": 0x") }
            #expect(line?.contains("0x" + value) == true, "register \(register)")
        }
    }

    /// An endorsement key and an attestation key below it, by tpm2-tools.
    private func makeToolKeys() throws {
        try tpm.tool("createek", "-G", "rsa", "-c", "ek.ctx", "-u", "ek.pub")
        try tpm.tool("flushcontext", "-t")
        try tpm.tool(
            "createak", "-C", "ek.ctx", "-G", "ecc", "-g", "sha256", "-s", "ecdsa", "-c", "ak.ctx", "-u", "ak.pub",
            "-n",
            "ak.name")
        try tpm.tool("flushcontext", "-t")
        try tpm.tool("flushcontext", "-l")
        try tpm.tool("flushcontext", "-s")
    }

    private func sized(_ bytes: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.sized(bytes)
        return writer.bytes
    }
}
