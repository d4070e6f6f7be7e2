import GatehouseKeys
import GatehouseModel
public import GatehouseService
import GatehouseTPM

extension StoreContract {
    static let attestation: [Case] = [
        Case("what is known of a TPM reads back, with all of it and with the least") { store in
            var least = DeviceAttestation.numbered(2)
            (least.maker, least.boot, least.challenge, least.refusal) = (nil, nil, nil, "too old")
            least.endorsement.certificates = []
            let saved = (DeviceAttestation.numbered(1), least)
            try await store.write(Tenant.test.id) { unit in
                for number in 1...2 { try unit.save(DeviceRecord.numbered(number)) }
                try unit.save(saved.0)
                try unit.save(saved.1)
            }
            try await store.read(Tenant.test.id) { unit in
                try require(unit.attestation(of: .numbered(1)), equals: saved.0)
                try require(unit.attestation(of: .numbered(2)), equals: saved.1)
                try require(unit.attestation(of: .numbered(3)), equals: nil)
                try require(unit.devices(withEndorsement: "endorsement-2"), equals: [.numbered(2)])
                try require(unit.devices(withEndorsement: ""), equals: [])
            }
        },
        Case("a TPM is known of a device that is there, and goes with it") { store in
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { try $0.save(DeviceAttestation.numbered(1)) }
            }
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(DeviceAttestation.numbered(1))
                try unit.deleteDevice(.numbered(1))
                try require(unit.attestation(of: .numbered(1)), equals: nil)
            }
        },
        Case("what is known of a TPM is replaced and removed") { store in
            var later = DeviceAttestation.numbered(1)
            later.clock.resetCount = .max
            later.clock.milliseconds = .max
            later.firmwareVersion = .max
            later.boot?.secureBootIsOn = nil
            let saved = later
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(DeviceAttestation.numbered(1))
                try unit.save(saved)
                try require(unit.attestation(of: .numbered(1)), equals: saved)
                try unit.removeAttestation(of: .numbered(1))
                try require(unit.attestation(of: .numbered(1)), equals: nil)
            }
        },
        Case("a question to a machine is taken once, counted by address, and forgotten when it is over") { store in
            let first = GatehouseService.EnrolmentChallenge.numbered(1)
            try await store.write(Tenant.test.id) { unit in
                try unit.save(first)
                try unit.save(GatehouseService.EnrolmentChallenge.numbered(2))
                try require(unit.enrolmentChallengeCounts(from: "192.0.2.1", at: .start) == (2, 1), "both are counted")
                let later = try unit.enrolmentChallengeCounts(from: "192.0.2.1", at: .start + .seconds(60))
                try require(later == (0, 0), "what is over is not open")
                try require(unit.takeEnrolmentChallenge(first.id), equals: first)
                try require(unit.takeEnrolmentChallenge(first.id), equals: nil)
                try unit.removeEnrolmentChallenges(endedBefore: .start + .seconds(59))
                try require(unit.enrolmentChallengeCounts(from: "192.0.2.2", at: .start) == (1, 1), "one is left")
                try unit.removeEnrolmentChallenges(endedBefore: .start + .seconds(60))
                try require(unit.enrolmentChallengeCounts(from: "192.0.2.2", at: .start) == (0, 0), "none is left")
            }
        },
    ]
}

extension DeviceAttestation {
    /// A TPM of the numbered device, with everything that can be known.
    public static func numbered(_ number: Int) -> DeviceAttestation {
        DeviceAttestation(
            device: .numbered(number),
            endorsement: EndorsementEvidence(certificates: [[1, 2], [UInt8(number)]], publicArea: [3]),
            endorsementDigest: "endorsement-\(number)", trust: "hardware",
            maker: TPMMaker(manufacturer: "IFX", model: "a, \"b\"", version: "1"), attestationKey: [4, 5],
            clock: TPMClock(milliseconds: 1 << 63, resetCount: 7, restartCount: 1, isSafe: false),
            firmwareVersion: 1 << 60, boot: .init(eventLogDigest: "log", registersDigest: "pcr", secureBootIsOn: true),
            quotedAt: .start, challenge: .init(id: .numbered(number), nonce: [6], expiresAt: .start + .seconds(60)))
    }
}

extension GatehouseService.EnrolmentChallenge {
    /// The numbered question, from an address of its own.
    public static func numbered(_ number: Int) -> GatehouseService.EnrolmentChallenge {
        GatehouseService.EnrolmentChallenge(
            id: .numbered(number), address: "192.0.2.\(number)", secretHash: "hash", nonce: [1, 2],
            endorsement: EndorsementEvidence(certificates: [[3]], publicArea: [4]), attestationKey: [5],
            expiresAt: .start + .seconds(60))
    }
}
