import GatehouseModel
import GatehouseService
import GatehouseWebAuthn

extension StoreContract {
    static let sessions: [Case] = [
        Case("a session is kept with all that it says, and found by its cookie in its tenant alone") { store in
            let session = SignInSession.numbered(1, of: .numbered(1))
            try await store.write(Tenant.test.id) { unit in
                try unit.insert(session, hash: "cookie-1")
                try require(unit.session(withHash: "cookie-1"), equals: session)
                try require(unit.session(session.id), equals: session)
                try require(unit.session(withHash: "another"), equals: nil)
            }
            try await store.read(Tenant.other.id) { try require($0.session(withHash: "cookie-1"), equals: nil) }
        },
        Case("a session's new cookie takes the place of the old one") { store in
            let session = SignInSession.numbered(1, of: .numbered(1))
            try await store.write(Tenant.test.id) { unit in
                try unit.insert(session, hash: "old")
                try unit.replaceCookie(of: session.id, withHash: "new")
                try require(unit.session(withHash: "old"), equals: nil)
                try require(unit.session(withHash: "new"), equals: session)
            }
        },
        Case("a person's live sessions are listed newest first, and revoked together but for the one kept") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...3 {
                    try unit.insert(.numbered(number, of: .numbered(1)), hash: "cookie-\(number)")
                }
                try unit.insert(.numbered(4, of: .numbered(2)), hash: "cookie-4")
                let later = Instant.start + .seconds(60)
                let listed: [SessionID] = try unit.sessions(of: .numbered(1), liveAt: later).map(\.id)
                try require(listed, equals: [.numbered(3), .numbered(2), .numbered(1)])
                let revoked: Int = try unit.revokeSessions(of: .numbered(1), except: .numbered(2), at: later)
                try require(revoked, equals: 2)
                let left: [SessionID] = try unit.sessions(of: .numbered(1), liveAt: later).map(\.id)
                try require(left, equals: [.numbered(2)])
                try require(unit.session(.numbered(1))?.revokedAt, equals: later)
                try require(unit.sessions(of: .numbered(2), liveAt: later).count, equals: 1)
                try require(unit.sessions(of: .numbered(2), liveAt: .distantFuture).count, equals: 0)
            }
        },
        Case("when a session was used never goes back, and what ended is forgotten") { store in
            let session = SignInSession.numbered(1, of: .numbered(1))
            try await store.write(Tenant.test.id) { unit in
                try unit.insert(session, hash: "cookie-1")
                try unit.noteUse(of: session.id, at: .start + .seconds(90))
                try unit.noteUse(of: session.id, at: .start + .seconds(60))
                try require(unit.session(session.id)?.lastUsedAt, equals: .start + .seconds(90))
                try unit.removeSessions(endedBefore: session.expiresAt)
                try require(unit.session(session.id) != nil, "forgotten too early")
                try unit.removeSessions(endedBefore: session.expiresAt + .seconds(1))
                try require(unit.session(session.id), equals: nil)
            }
        },
    ]

    static let credentials: [Case] = [
        Case("a passkey is kept as it was verified, once in a tenant, and changes what may change") { store in
            try await store.write(Tenant.test.id) { unit in
                var passkey = try Passkey.numbered(1, of: .numbered(1))
                try unit.insert(passkey)
                try require(unit.passkey(passkey.id), equals: passkey)
                passkey.name = "key on the ring"
                passkey.record.counter = .max
                passkey.record.isBackedUp = true
                passkey.lastUsedAt = .start + .seconds(9)
                passkey.suspectedAt = .start + .seconds(10)
                try unit.save(passkey)
                try require(unit.passkey(withCredential: passkey.record.id), equals: passkey)
                try unit.insert(.numbered(2, of: .numbered(1)))
                try require(unit.passkeys(of: .numbered(1)).map(\.name), equals: [passkey.name, "passkey-2"])
                try require(unit.deletePasskey(passkey.id), equals: true)
                try require(unit.deletePasskey(passkey.id), equals: false)
            }
            try await store.write(Tenant.other.id) { try $0.insert(Passkey.numbered(1, of: .numbered(1))) }
        },
        Case("a credential that is known is refused, whoever it is of") { store in
            try await store.write(Tenant.test.id) { try $0.insert(Passkey.numbered(1, of: .numbered(1))) }
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { unit in
                    var copy = try Passkey.numbered(1, of: .numbered(2))
                    copy.id = .numbered(9)
                    try unit.insert(copy)
                }
            }
        },
        Case("a password's step is taken once and in order, a recovery code once") { store in
            let user = UserID.numbered(1)
            try await store.write(Tenant.test.id) { unit in
                let password = PasswordCredential(
                    user: user, hash: "scrypt", sealedKey: [1, 2], lastStep: 10, createdAt: .start)
                try unit.save(password)
                try require(unit.password(of: user), equals: password)
                try require(unit.takeStep(11, of: user), equals: true)
                try require(unit.takeStep(11, of: user), equals: false)
                try require(unit.takeStep(10, of: user), equals: false)
                try require(unit.takeStep(12, of: .numbered(2)), equals: false)
                try unit.replaceRecoveryCodes(of: user, withHashes: ["a", "b"], at: .start)
                try unit.replaceRecoveryCodes(of: user, withHashes: ["b", "c"], at: .start)
                try require(unit.takeRecoveryCode(withHash: "a", of: user), equals: false)
                try require(unit.takeRecoveryCode(withHash: "b", of: .numbered(2)), equals: false)
                try require(unit.takeRecoveryCode(withHash: "b", of: user), equals: true)
                try require(unit.takeRecoveryCode(withHash: "b", of: user), equals: false)
                try require(unit.recoveryCodesLeft(of: user), equals: 1)
                try require(unit.deletePassword(of: user), equals: true)
            }
        },
        Case("an access pass is taken until its end, and once if it is for one time") { store in
            try await store.write(Tenant.test.id) { unit in
                var pass = AccessPass(
                    id: .numbered(1), user: .numbered(1), hash: "pass", isOneTime: true, createdAt: .start,
                    createdBy: "token:test", expiresAt: .start + .seconds(60))
                try unit.save(pass)
                try require(unit.accessPass(withHash: "pass"), equals: pass)
                try require(unit.takeAccessPass(pass.id, at: .start + .seconds(60)), equals: false)
                try require(unit.takeAccessPass(pass.id, at: .start + .seconds(1)), equals: true)
                try require(unit.takeAccessPass(pass.id, at: .start + .seconds(2)), equals: false)
                pass.id = .numbered(2)
                pass.hash = "other"
                pass.isOneTime = false
                try unit.save(pass)
                try require(unit.takeAccessPass(pass.id, at: .start + .seconds(1)), equals: true)
                try require(unit.takeAccessPass(pass.id, at: .start + .seconds(2)), equals: true)
                try require(unit.accessPasses(of: .numbered(1)).count, equals: 2)
                try require(unit.deleteAccessPass(pass.id), equals: true)
                try require(unit.accessPass(pass.id), equals: nil)
            }
        },
        Case("a set-up code and a one-time value are taken once; a tenant has its own") { store in
            for tenant in [Tenant.test.id, Tenant.other.id] {
                try await store.write(tenant) { unit in
                    try unit.save(SetUpCode(hash: "code", createdAt: .start))
                    try require(unit.takeSetUpCode(withHash: "another", at: .start), equals: false)
                    try require(unit.takeSetUpCode(withHash: "code", at: .start), equals: true)
                    try require(unit.takeSetUpCode(withHash: "code", at: .start), equals: false)
                    try require(unit.setUpCode()?.usedAt, equals: .start)
                    try require(unit.takeOnce("challenge", until: .start + .seconds(60)), equals: true)
                    try require(unit.takeOnce("challenge", until: .start + .seconds(60)), equals: false)
                }
            }
        },
        Case("attempts are counted by subject, and forgotten with what was spent") { store in
            try await store.write(Tenant.test.id) { unit in
                let attempts = AttemptCount(count: 3, since: .start)
                try unit.save(attempts, of: "ada")
                try require(unit.attempts("ada"), equals: attempts)
                try unit.removeAttempts("ada")
                try require(unit.attempts("ada"), equals: nil)
                try unit.save(attempts, of: "ada")
                try require(unit.takeOnce("challenge", until: .start + .seconds(60)), equals: true)
                try unit.removeSpent(endedBefore: .start + .seconds(61), attemptsBefore: .start + .seconds(1))
                try require(unit.attempts("ada"), equals: nil)
                try require(unit.takeOnce("challenge", until: .start + .seconds(60)), equals: true)
            }
        },
        Case("all that a person signs in with goes with them, and nobody else's") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...2 {
                    let user = UserID.numbered(number)
                    try unit.insert(.numbered(number, of: user))
                    try unit.replaceRecoveryCodes(of: user, withHashes: ["a"], at: .start)
                }
                try unit.removeCredentials(of: .numbered(1))
                try require(unit.passkeys(of: .numbered(1)), equals: [])
                try require(unit.recoveryCodesLeft(of: .numbered(1)), equals: 0)
                try require(unit.passkeys(of: .numbered(2)).count, equals: 1)
                try require(unit.recoveryCodesLeft(of: .numbered(2)), equals: 1)
            }
        },
    ]
}

extension SignInSession {
    /// A session of a day from a passkey on the device of the same number.
    static func numbered(_ number: Int, of user: UserID) -> SignInSession {
        SignInSession(
            id: .numbered(number), user: user, device: .numbered(number), methods: [.temporaryAccessPass, .passkey],
            now: .start + .seconds(Int64(number)), lifetime: .seconds(86_400), address: "192.0.2.7",
            userAgent: "Mozilla/5.0 \"test\"")
    }
}

extension Passkey {
    /// A passkey on P-256 by its number.
    static func numbered(_ number: Int, of user: UserID) throws -> Passkey {
        let byte = UInt8(truncatingIfNeeded: number)
        guard let model = AAGUID("01020304-0506-0708-090a-0b0c0d0e0f10") else {
            throw ContractViolation(description: "the model of the sample is none")
        }
        let record = try CredentialRecord(
            id: CredentialID([0, byte, 255]), userHandle: UserHandle([byte]),
            publicKey: COSEKey(
                .p256(x: Array(repeating: byte, count: 32), y: Array(repeating: 0xFF, count: 32))),
            counter: UInt32(number), isBackupEligible: true, isBackedUp: false, wasUserVerified: true,
            transports: ["internal", "hybrid"].compactMap(AuthenticatorTransport.init(rawValue:)),
            aaguid: model)
        return Passkey(
            id: .numbered(number), user: user, record: record, name: "passkey-\(number)", attestation: "none",
            isModelProved: false, createdAt: .start + .seconds(Int64(number)))
    }
}
