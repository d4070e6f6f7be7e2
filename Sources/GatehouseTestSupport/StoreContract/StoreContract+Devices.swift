import GatehouseModel
import GatehouseService

extension StoreContract {
    static let devices: [Case] = [
        Case("a saved device is found by identifier, hardware and name in any letter case") { store in
            var record = DeviceRecord.numbered(1, name: "Ärger")
            record.lastRequest = .numbered(9)
            record.stateDigest = "00ff"
            let saved = record
            try await store.write(Tenant.test.id) { try $0.save(saved) }
            try await store.read(Tenant.test.id) { unit in
                try require(unit.device(saved.device.id), equals: saved)
                try require(unit.device(withHardware: "hardware-1"), equals: saved)
                try require(unit.devices(named: "äRGER"), equals: [saved])
                try require(unit.device(.numbered(2)), equals: nil)
                try require(unit.device(withHardware: "hardware-2"), equals: nil)
                try require(unit.devices(named: "arger"), equals: [])
            }
        },
        Case("many devices, verdicts and lists are read at once, those that are not there left out") { store in
            let records = (1...300).map { DeviceRecord.numbered($0) }
            let verdict = Verdict(state: .compliant, since: .start, graceEnd: nil, validUntil: .start + .seconds(60))
            try await store.write(Tenant.test.id) { unit in
                for record in records { try unit.save(record) }
                try unit.save(verdict, of: .numbered(7), at: .start)
            }
            try await store.read(Tenant.test.id) { unit in
                let asked = (1...400).map { DeviceID.numbered($0) }
                try require(unit.devices(asked.reversed() + asked), equals: records)
                try require(unit.devices([]), equals: [])
                try require(unit.devices([.numbered(300), .numbered(2)]), equals: [records[1], records[299]])
                try require(unit.verdicts(of: asked), equals: [.numbered(7): verdict])
                try require(unit.verdicts(of: [.numbered(8)]), equals: [:])
            }
        },
        Case("a device saved again takes its new attributes") { store in
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            var changed = DeviceRecord.numbered(1, name: "renamed")
            changed.device.lifecycle = .revoked
            changed.device.groups = []
            changed.device.uncertainGroups = ["perhaps", "ünïted"]
            changed.joinedGroups = ["by code", "a, \"b\""]
            changed.device.owner = "ada@example.org"
            changed.device.tags = ["kiosk", "lab_2"]
            changed.device.accountability = Accountability(party: "Ops", department: "IT", costCentre: "4711")
            let saved = changed
            try await store.write(Tenant.test.id) { try $0.save(saved) }
            try await store.read(Tenant.test.id) { unit in
                try require(unit.device(.numbered(1)), equals: saved)
                try require(unit.devices(named: "device-1"), equals: [])
            }
        },
        Case("two devices of one tenant cannot have the same hardware, devices without a digest can") { store in
            var twin = DeviceRecord.numbered(2)
            twin.hardwareDigest = "hardware-1"
            let second = twin
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            try await require(.conflict) { try await store.write(Tenant.test.id) { try $0.save(second) } }
            try await store.write(Tenant.test.id) { unit in
                for number in 3...4 {
                    var record = DeviceRecord.numbered(number)
                    record.hardwareDigest = ""
                    try unit.save(record)
                }
                try require(unit.device(withHardware: ""), equals: nil)
            }
        },
        Case("the channel's state is saved apart, and only of a device that is there") { store in
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            var changed = DeviceRecord.numbered(1, name: "not saved")
            changed.stateDigest = "abcd"
            changed.sequence = 7
            changed.lastRequest = .numbered(70)
            changed.device.lastContact = .start + .seconds(60)
            let state = changed
            try await store.write(Tenant.test.id) { try $0.saveChannelState(of: state) }
            try await store.read(Tenant.test.id) { unit in
                var wanted = state
                wanted.device.name = "device-1"
                try require(unit.device(.numbered(1)), equals: wanted)
            }
            try await require(.notFound) {
                try await store.write(Tenant.test.id) { try $0.saveChannelState(of: .numbered(2)) }
            }
        },
        Case("the last contact moves forwards only") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(DeviceRecord.numbered(2))
                try unit.saveLastContact([.numbered(1): .start + .seconds(5), .numbered(3): .start])
                try unit.saveLastContact([.numbered(1): .start + .seconds(4), .numbered(2): .start - .seconds(1)])
                try require(unit.device(.numbered(1))?.device.lastContact, equals: .start + .seconds(5))
                try require(unit.device(.numbered(2))?.device.lastContact, equals: .start)
            }
        },
        Case("all devices are walked through in the order of identifiers") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in [5, 3, 1, 4, 2] { try unit.save(DeviceRecord.numbered(number)) }
                let first = try unit.devices(after: nil, limit: 2).map(\.device.id)
                try require(first, equals: [.numbered(1), .numbered(2)])
                let rest = try unit.devices(after: .numbered(2), limit: 10).map(\.device.id)
                try require(rest, equals: [.numbered(3), .numbered(4), .numbered(5)])
            }
        },
        Case("a deleted device leaves nothing behind but its decisions") { store in
            let id = DeviceID.numbered(1)
            try await store.write(Tenant.test.id) { unit in
                try populate(unit)
                try require(unit.deleteDevice(id), equals: true)
                try require(unit.deleteDevice(id), equals: false)
                try require(unit.device(id), equals: nil)
                try require(unit.certificates(of: id), equals: [])
                try require(unit.facts(of: id), equals: [])
                try require(unit.verdict(of: id), equals: nil)
                try require(unit.intervals(of: id, limit: 10), equals: [])
                try require(unit.deviceTokens(liveAt: .start), equals: [])
                try require(unit.actions(of: id, limit: 10), equals: [])
                try require(unit.decision(.numbered(1)) != nil, "the decision is gone")
            }
        },
    ]

    static let certificates: [Case] = [
        Case("a certificate is found by serial, device and the request that it answered") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                let certificates = (1...2).map { CertificateRecord.numbered($0, of: .numbered(1)) }
                for certificate in certificates { try unit.save(certificate) }
                try require(unit.certificate("1"), equals: certificates[0])
                try require(unit.certificate("3"), equals: nil)
                try require(unit.certificates(["3", "1"]), equals: [certificates[0]])
                try require(unit.certificates(of: .numbered(1)), equals: certificates)
                try require(
                    unit.certificate(answering: .numbered(2), of: .numbered(1)), equals: certificates[1])
                try require(unit.certificate(answering: .numbered(2), of: .numbered(2)), equals: nil)
            }
        },
        Case("one request is answered by one certificate") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(CertificateRecord.numbered(1, of: .numbered(1)))
            }
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { unit in
                    var second = CertificateRecord.numbered(2, of: .numbered(1))
                    second.request = .numbered(1)
                    try unit.save(second)
                }
            }
        },
        Case("a certificate of a device that is not there is refused") { store in
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { try $0.save(CertificateRecord.numbered(1, of: .numbered(1))) }
            }
        },
        Case("live certificates are neither revoked nor ended, in the order of serials") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                for number in [3, 1, 4, 2] { try unit.save(CertificateRecord.numbered(number, of: .numbered(1))) }
                var ended = CertificateRecord.numbered(3, of: .numbered(1))
                ended.notAfter = .start
                try unit.save(ended)
                var revoked = CertificateRecord.numbered(4, of: .numbered(1))
                revoked.revokedAt = .start
                try unit.save(revoked)
                let live = try unit.liveCertificates(at: .start, after: nil, limit: 10)
                try require(live.map(\.serial), equals: ["1", "2"])
                try require(unit.liveCertificates(at: .start, after: "1", limit: 10).map(\.serial), equals: ["2"])
                try require(unit.liveCertificates(at: .start, after: nil, limit: 1).map(\.serial), equals: ["1"])
            }
        },
        Case("revoking a device's certificates leaves ended and revoked ones as they are") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(DeviceRecord.numbered(2))
                for number in 1...3 { try unit.save(CertificateRecord.numbered(number, of: .numbered(1))) }
                try unit.save(CertificateRecord.numbered(4, of: .numbered(2)))
                var ended = CertificateRecord.numbered(3, of: .numbered(1))
                ended.notAfter = .start
                try unit.save(ended)
                let revoked = try unit.revokeCertificates(of: .numbered(1), at: .start, reason: "stolen")
                try require(revoked, equals: 2)
                try require(unit.revokeCertificates(of: .numbered(1), at: .start, reason: "again"), equals: 0)
                try require(unit.certificate("1")?.revokedAt, equals: .start)
                try require(unit.certificate("2")?.revocationReason, equals: "stolen")
                try require(unit.certificate("3"), equals: ended)
                try require(unit.certificate("4")?.revokedAt, equals: nil)
            }
        },
    ]

    /// Everything there is, of one device.
    static func populate(_ unit: any StoreWriting) throws {
        let id = DeviceID.numbered(1)
        try unit.save(DeviceRecord.numbered(1))
        try unit.save(CertificateRecord.numbered(1, of: id))
        try unit.save(BrowserCertificate.numbered(1, of: id))
        try unit.save([.known("os.version", .text("12"))], of: id, receivedAt: .start)
        try unit.save(.since(.compliant), of: id, at: .start)
        try unit.save([.failing("disk", since: .start)], of: id, at: .start)
        try unit.save(DeviceToken(hash: "token", device: id, expiresAt: .start + .seconds(60)))
        try unit.append([.numbered(1, device: id)], repeats: [])
        try unit.save(ActionBatch.numbered(1))
        try unit.save(DeviceAction.numbered(1, of: id))
    }
}
