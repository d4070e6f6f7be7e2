import GatehouseModel
import GatehouseService

extension StoreContract {
    static let clientApplications: [Case] = [
        Case("an application is kept with its secrets and certificates, and found by its name in any case") { store in
            try await store.write(Tenant.test.id) { unit in
                let kept = ClientApplication.sample(1)
                try unit.save(kept)
                try require(unit.clientApplication(kept.id), equals: kept)
                try require(unit.clientApplication(named: "APPLICATION 1"), equals: kept)
                try require(unit.clientApplications(), equals: [kept])
                var changed = kept
                changed.secrets = []
                changed.certificates = []
                changed.isEnabled = false
                try unit.save(changed)
                try require(unit.clientApplication(kept.id), equals: changed)
            }
        },
        Case("of one name only one application is kept; another tenant has its own") { store in
            try await store.write(Tenant.test.id) { try $0.save(ClientApplication.sample(1)) }
            var twin = ClientApplication.sample(2)
            twin.name = "Application 1"
            let second = twin
            try await require(.conflict) { try await store.write(Tenant.test.id) { try $0.save(second) } }
            try await store.write(Tenant.other.id) { unit in
                try unit.save(second)
                try require(unit.clientApplication(ClientApplication.sample(1).id), equals: nil)
            }
        },
        Case("an application goes with what it began") { store in
            try await store.write(Tenant.test.id) { unit in
                let kept = ClientApplication.sample(1)
                try unit.save(kept)
                try require(unit.insertTokenState(TokenState.sample(1)), equals: true)
                try require(unit.deleteClientApplication(kept.id), equals: true)
                try require(unit.deleteClientApplication(kept.id), equals: false)
                try require(unit.tokenState(.assertion, "1"), equals: nil)
            }
        },
        Case("a state is inserted once, and forgotten after its end") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(ClientApplication.sample(1))
                let state = TokenState.sample(1)
                try require(unit.insertTokenState(state), equals: true)
                try require(unit.insertTokenState(state), equals: false)
                try require(unit.tokenState(.assertion, "1"), equals: state)
                var later = state
                later.expiresAt = .start + .seconds(9)
                try unit.saveTokenState(later)
                try require(unit.tokenState(.assertion, "1"), equals: later)
                try unit.removeTokenStates(endedBefore: .start + .seconds(9))
                try require(unit.tokenState(.assertion, "1"), equals: later)
                try unit.removeTokenStates(endedBefore: .start + .seconds(10))
                try require(unit.tokenState(.assertion, "1"), equals: nil)
                try require(unit.insertTokenState(state), equals: true)
                try require(unit.removeTokenState(.assertion, "1"), equals: true)
                try require(unit.removeTokenState(.assertion, "1"), equals: false)
            }
        },
        Case("keys of tokens are listed in the order in which they begin to sign") { store in
            try await store.write(Tenant.test.id) { unit in
                let second = SigningKey(
                    id: "b", use: .idToken, publicKey: "{}", sealed: [1], createdAt: .start,
                    signsFrom: .start + .seconds(5))
                let first = SigningKey(
                    id: "c", use: .accessToken, publicKey: "{}", sealed: [2], createdAt: .start, signsFrom: .start)
                try unit.save(second)
                try unit.save(first)
                try require(unit.signingKeys(), equals: [first, second])
                try unit.deleteSigningKey("c")
                try require(unit.signingKeys(), equals: [second])
            }
        },
        Case("applications and keys are in the change feed, under their ids") { store in
            let kept = ClientApplication.sample(1)
            let before = try await store.newestSequence()
            try await store.write(Tenant.test.id) { unit in
                try unit.save(kept)
                try unit.save(
                    SigningKey(
                        id: "k", use: .idToken, publicKey: "{}", sealed: [1], createdAt: .start, signsFrom: .start))
            }
            try await store.write(Tenant.test.id) { _ = try $0.deleteClientApplication(kept.id) }
            let changes = try await store.changes(after: before, limit: 10)
            try require(changes.map(\.kind), equals: [.clientApplication, .signingKey, .clientApplication])
            try require(changes.map(\.operation), equals: [.put, .put, .delete])
            try require(changes.map(\.id), equals: [kept.id.description, "k", kept.id.description])
        },
    ]
}

extension ClientApplication {
    fileprivate static func sample(_ number: Int) -> ClientApplication {
        var application = ClientApplication(
            id: .numbered(number), name: "application \(number)", isConfidential: true, createdAt: .start)
        application.redirectURIs = ["https://a.example/b"]
        application.permissions = ["asset.read", "device.read"]
        application.delegated = ["reader"]
        application.secrets = [
            ClientApplicationSecret(
                id: "s", hash: Array(repeating: 7, count: 32), createdAt: .start, expiresAt: .start + .seconds(60))
        ]
        application.certificates = [
            ClientApplicationCertificate(
                thumbprint: "ab", subject: "CN=a", key: "{}", notAfter: .start + .seconds(60))
        ]
        return application
    }
}

extension TokenState {
    fileprivate static func sample(_ number: Int) -> TokenState {
        TokenState(
            kind: .assertion, id: "\(number)", application: .numbered(1), user: .numbered(2), session: .numbered(3),
            expiresAt: .start + .seconds(5))
    }
}
