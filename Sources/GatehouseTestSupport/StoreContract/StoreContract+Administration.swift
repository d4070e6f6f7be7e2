import GatehouseModel
import GatehouseService

extension StoreContract {
    static let documents: [Case] = [
        Case("a document is found by kind and name, and lists are in the order of names") { store in
            try await store.write(Tenant.test.id) { unit in
                let beta = DocumentRecord.policy("beta", id: 1)
                let alpha = DocumentRecord.policy("alpha", id: 2)
                var group = DocumentRecord.policy("alpha", id: 3)
                group.kind = "DeviceGroup"
                for document in [beta, alpha, group] { try unit.save(document) }
                try require(unit.document(kind: "CompliancePolicy", name: "alpha"), equals: alpha)
                try require(unit.document(kind: "CompliancePolicy", name: "gamma"), equals: nil)
                try require(unit.documents(kind: "CompliancePolicy"), equals: [alpha, beta])
                try require(unit.documents(kind: nil), equals: [alpha, group, beta])
            }
        },
        Case("a document takes the version that follows, and no other") { store in
            var second = DocumentRecord.policy("alpha", id: 1)
            second.version = 2
            second.text = "changed"
            let next = second
            try await store.write(Tenant.test.id) { unit in
                try unit.save(.policy("alpha", id: 1))
                try unit.save(next)
                try require(unit.document(kind: "CompliancePolicy", name: "alpha"), equals: next)
            }
            try await require(.conflict) { try await store.write(Tenant.test.id) { try $0.save(next) } }
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { unit in
                    var skipping = next
                    skipping.version = 4
                    try unit.save(skipping)
                }
            }
        },
        Case("a deleted document is gone, and its name is free again") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(.policy("alpha", id: 1))
                try require(unit.deleteDocument(kind: "CompliancePolicy", name: "alpha"), equals: true)
                try require(unit.deleteDocument(kind: "CompliancePolicy", name: "alpha"), equals: false)
                try require(unit.documents(kind: nil), equals: [])
                try unit.save(.policy("alpha", id: 2))
            }
        },
    ]

    static let enrolment: [Case] = [
        Case("an enrolment code is found by hash and identifier, newest first in the list") { store in
            try await store.write(Tenant.test.id) { unit in
                var first = EnrolmentCode.numbered(1)
                try unit.save(first)
                try unit.save(EnrolmentCode.numbered(2))
                first.usesMade = 2
                first.revokedAt = .start
                try unit.save(first)
                try require(unit.enrolmentCode(withHash: "code-1"), equals: first)
                try require(unit.enrolmentCode(.numbered(1)), equals: first)
                try require(unit.enrolmentCode(withHash: "code-3"), equals: nil)
                try require(unit.enrolmentCodes(), equals: [.numbered(2), first])
            }
        },
        Case("a code is never used more often than it allows, and its hash is its own") { store in
            try await store.write(Tenant.test.id) { try $0.save(EnrolmentCode.numbered(1)) }
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { unit in
                    var overused = EnrolmentCode.numbered(1)
                    overused.usesMade = 3
                    try unit.save(overused)
                }
            }
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { unit in
                    var twin = EnrolmentCode.numbered(2)
                    twin.hash = "code-1"
                    try unit.save(twin)
                }
            }
        },
    ]

    static let admission: [Case] = [
        Case("registered hardware is found by key and by serial number however it is written, and is kept whole") {
            store in
            try await store.write(Tenant.test.id) { unit in
                var first = RegisteredHardware.numbered(1)
                try unit.save(first)
                try unit.save(RegisteredHardware.numbered(2))
                first.device = .numbered(7)
                first.enrolledAt = .start
                try unit.save(first)
                try require(unit.registeredHardware(.numbered(1)), equals: first)
                try require(unit.registeredHardware(withEndorsementKey: first.endorsementKeyHash), equals: first)
                try require(unit.registeredHardware(withEndorsementKey: ""), equals: nil)
                try require(unit.registeredHardware(withSerialNumber: "PF3X7K1"), equals: [first])
                try require(unit.registeredHardware(withSerialNumber: "0"), equals: [])
                try require(unit.registeredHardware(usedBy: .numbered(7)), equals: first)
                try require(unit.registeredHardware(usedBy: .numbered(8)), equals: nil)
                try require(unit.registeredHardware(joining: "engineering"), equals: 2)
                try require(unit.registeredHardware(joining: "london"), equals: 0)
                let listed = try unit.registeredHardware(ListQuery()).elements.map(\.id)
                try require(listed, equals: [.numbered(2), .numbered(1)])
                try require(unit.deleteRegisteredHardware(.numbered(1)), equals: true)
                try require(unit.deleteRegisteredHardware(.numbered(1)), equals: false)
            }
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { unit in
                    var twin = RegisteredHardware.numbered(3)
                    twin.endorsementKeyHash = RegisteredHardware.numbered(2).endorsementKeyHash
                    try unit.save(twin)
                }
            }
        },
        Case("an enrolment that waits is found by its request, counts until it ends, and is forgotten after that") {
            store in
            try await store.write(Tenant.test.id) { unit in
                var first = EnrolmentApproval.numbered(1)
                try unit.save(first)
                try unit.save(EnrolmentApproval.numbered(2))
                try require(unit.enrolmentApproval(of: .numbered(1)), equals: first)
                try require(unit.openEnrolmentApprovals(code: nil, hardware: nil, at: .start), equals: 2)
                try require(unit.openEnrolmentApprovals(code: .numbered(1), hardware: nil, at: .start), equals: 1)
                try require(unit.openEnrolmentApprovals(code: nil, hardware: .numbered(2), at: .start), equals: 1)
                first.state = .enrolled
                first.decidedAt = .start
                first.decidedBy = "token:test"
                first.reason = "known"
                first.device = .numbered(7)
                try unit.save(first)
                try require(unit.enrolmentApproval(.numbered(1)), equals: first)
                let listed = try unit.enrolmentApprovals(ListQuery()).elements.map(\.id)
                try require(listed, equals: [.numbered(2), .numbered(1)])
                try require(unit.openEnrolmentApprovals(code: nil, hardware: nil, at: .start), equals: 1)
                let end = first.expiresAt
                try require(unit.openEnrolmentApprovals(code: nil, hardware: nil, at: end), equals: 0)
                try unit.removeEnrolmentApprovals(expiredBefore: end)
                try require(unit.enrolmentApproval(.numbered(1)), equals: first)
                try unit.removeEnrolmentApprovals(expiredBefore: end + .seconds(1))
                try require(unit.enrolmentApproval(.numbered(1)), equals: nil)
            }
        },
        Case("enrolled devices are counted, all and by owner, without one and without those that left") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...4 {
                    var record = DeviceRecord.numbered(number)
                    record.device.owner = number < 3 ? "ada@example.com" : nil
                    if number == 2 || number == 4 { record.device.lifecycle = .retired }
                    try unit.save(record)
                }
                try require(unit.enrolledDevices(ownedBy: nil, besides: nil), equals: 2)
                try require(unit.enrolledDevices(ownedBy: nil, besides: .numbered(3)), equals: 1)
                try require(unit.enrolledDevices(ownedBy: "ada@example.com", besides: nil), equals: 1)
                try require(unit.enrolledDevices(ownedBy: "ada@example.com", besides: .numbered(1)), equals: 0)
            }
        },
    ]

    static let tokens: [Case] = [
        Case("a token is found by hash and identifier, oldest first in the list") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(APIToken.numbered(2))
                var first = APIToken.numbered(1)
                first.revokedAt = .start
                try unit.save(first)
                try require(unit.apiToken(withHash: "hash-1"), equals: first)
                try require(unit.apiToken(.numbered(2)), equals: .numbered(2))
                try require(unit.apiToken(withHash: "hash-3"), equals: nil)
                try require(unit.apiTokens(), equals: [first, .numbered(2)])
            }
        },
        Case("device tokens live until their end and can be forgotten afterwards") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                let tokens = (1...3).map {
                    DeviceToken(hash: "t\($0)", device: .numbered(1), expiresAt: .start + .seconds(Int64($0)))
                }
                for token in tokens { try unit.save(token) }
                try require(unit.deviceToken(withHash: "t1"), equals: tokens[0])
                try require(unit.deviceToken(withHash: "t4"), equals: nil)
                try require(unit.deviceTokens(liveAt: .start + .seconds(1)), equals: [tokens[1], tokens[2]])
                try unit.removeDeviceTokens(endedBefore: .start + .seconds(2))
                try require(unit.deviceToken(withHash: "t1"), equals: nil)
                try require(unit.deviceToken(withHash: "t2"), equals: tokens[1])
            }
        },
    ]

    static let pointCertificates: [Case] = [
        Case("a point's certificate is found until its own end, revoked or not, and keeps to its tenant") { store in
            @Sendable func certificate(_ number: Int, _ point: String, seconds: Int64 = 60) -> PointCertificate {
                PointCertificate(
                    serial: "\(number)", point: point, issuedAt: .start + .seconds(Int64(number)),
                    notAfter: .start + .seconds(seconds))
            }
            try await store.write(Tenant.test.id) { unit in
                var revoked = certificate(2, "edge")
                revoked.revokedAt = .start + .seconds(5)
                let first = certificate(1, "edge")
                for made in [revoked, certificate(4, "edge", seconds: 1), first, certificate(3, "core")] {
                    try unit.save(made)
                }
                try require(unit.pointCertificate("2"), equals: revoked)
                try require(unit.pointCertificate("5"), equals: nil)
                let now = Instant.start + .seconds(1)
                try require(unit.pointCertificates(of: "edge", endingAfter: now), equals: [first, revoked])
                try require(unit.pointCertificates(endingAfter: now).map(\.serial), equals: ["3", "1", "2"])
                revoked.revokedAt = .start
                try unit.save(revoked)
                try require(unit.pointCertificate("2"), equals: revoked)
            }
            try await store.read(Tenant.other.id) { unit in
                try require(unit.pointCertificate("1"), equals: nil)
                try require(unit.pointCertificates(endingAfter: .start), equals: [])
            }
            let changes = try await store.changes(after: 0, limit: 10).filter { $0.kind == .pointCertificate }
            try require(changes.map(\.id), equals: ["2", "4", "1", "3", "2"])
        }
    ]
}
