import GatehouseModel
import GatehouseService

extension StoreContract {
    static let federation: [Case] = [
        Case("somebody of a provider is who they were linked to, and linked once") { store in
            let jane = identity("jane", user: 1)
            try await store.write(Tenant.test.id) { try $0.add(jane) }
            try await store.read(Tenant.test.id) { unit in
                try require(unit.federatedIdentity(provider: "partner", subject: "jane"), equals: jane)
                try require(unit.federatedIdentity(provider: "partner", subject: "Jane"), equals: nil)
                try require(unit.federatedIdentity(provider: "other", subject: "jane"), equals: nil)
                try require(unit.federatedIdentities(of: jane.user), equals: [jane])
            }
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { try $0.add(identity("jane", user: 2)) }
            }
            try await store.read(Tenant.other.id) { unit in
                try require(unit.federatedIdentity(provider: "partner", subject: "jane"), equals: nil)
            }
            try await store.write(Tenant.test.id) { unit in
                try unit.removeFederatedIdentity(provider: "partner", subject: "jane")
                try require(unit.federatedIdentities(of: jane.user), equals: [])
            }
        },
        Case("a sign-in at a provider is taken once, and forgotten when it ended") { store in
            let pending = (1...2).map { number in
                PendingFederation(
                    hash: "hash-\(number)", provider: "partner", destination: "/me",
                    expiresAt: .start + .seconds(number * 60))
            }
            try await store.write(Tenant.test.id) { unit in
                for one in pending { try unit.add(one) }
                try require(unit.takePendingFederation(withHash: "hash-2"), equals: pending[1])
                try require(unit.takePendingFederation(withHash: "hash-2"), equals: nil)
                try unit.removePendingFederations(endedBefore: pending[0].expiresAt)
            }
            try await store.write(Tenant.other.id) { unit in
                try require(unit.takePendingFederation(withHash: "hash-1"), equals: nil)
            }
            try await store.write(Tenant.test.id) { unit in
                try unit.removePendingFederations(endedBefore: pending[0].expiresAt + .seconds(1))
                try require(unit.takePendingFederation(withHash: "hash-1"), equals: nil)
            }
        },
    ]

    private static func identity(_ subject: String, user: UInt64) -> FederatedIdentity {
        FederatedIdentity(
            provider: "partner", issuer: "https://login.partner.example", subject: subject,
            user: UserID(high: 1, low: user), linkedAt: .start)
    }
}
