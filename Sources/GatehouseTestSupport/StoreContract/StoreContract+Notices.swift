import GatehouseModel
import GatehouseService

extension StoreContract {
    static let notices: [Case] = [
        Case("a notice is kept with all that its messages need, and found by its key") { store in
            try await store.write(Tenant.test.id) { unit in
                let notice = Notice.numbered(1)
                try require(unit.insert(notice), equals: true)
                try require(unit.notice(notice.id), equals: notice)
                try require(unit.notice(withKey: notice.key), equals: notice)
                try require(unit.notice(withKey: "another"), equals: nil)
                var plain = Notice.numbered(2)
                plain.device = nil
                plain.deadline = nil
                plain.template = nil
                try require(unit.insert(plain), equals: true)
                try require(unit.notice(plain.id), equals: plain)
            }
        },
        Case("of one key only one notice is posted, also later; another tenant has its own") { store in
            try await store.write(Tenant.test.id) { unit in
                try require(unit.post(.numbered(1)), equals: true)
                var twin = Notice.numbered(2)
                twin.key = Notice.numbered(1).key
                try require(unit.post(twin), equals: false)
                try require(unit.notice(twin.id), equals: nil)
                try require(unit.jobCount(kind: "notice.address"), equals: 1)
                try unit.saveState(.sent, of: .numbered(1), at: .start + .seconds(9))
                try require(unit.post(twin), equals: false)
            }
            try await store.write(Tenant.other.id) { try require($0.post(.numbered(1)), equals: true) }
        },
        Case("a notice without a channel is not posted") { store in
            try await store.write(Tenant.test.id) { unit in
                var notice = Notice.numbered(1)
                notice.channels = []
                try require(unit.post(notice), equals: false)
                try require(unit.notice(notice.id), equals: nil)
            }
        },
        Case("notices are listed newest first and counted by state; what waits is not forgotten") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...3 { _ = try unit.insert(.numbered(number)) }
                try unit.saveState(.failed, of: .numbered(2), at: .start + .seconds(9))
                try require(
                    unit.notices(ListQuery()).elements.map(\.id), equals: [.numbered(3), .numbered(2), .numbered(1)])
                let failed = ListQuery(filter: .compare(field: "state", .equals, .text("failed")))
                try require(unit.notices(failed).elements.map(\.updatedAt), equals: [.start + .seconds(9)])
                try require(unit.noticeCounts(), equals: [.queued: 2, .failed: 1])
                try unit.removeNotices(before: .start + .seconds(60))
                try require(unit.noticeCounts(), equals: [.queued: 2])
            }
        },
        Case("messages belong to their notice and go with it") { store in
            try await store.write(Tenant.test.id) { unit in
                _ = try unit.insert(.numbered(1))
                var message = NoticeMessage(
                    id: .numbered(2), notice: .numbered(1), channel: "mail", recipient: "ada@example.org",
                    locale: "de", updatedAt: .start)
                let other = NoticeMessage(id: .numbered(1), notice: .numbered(1), channel: "hook", updatedAt: .start)
                try unit.save(message)
                try unit.save(other)
                message.state = .failed
                message.attempts = 3
                message.problem = "550 no such user"
                try unit.save(message)
                try require(unit.noticeMessage(message.id), equals: message)
                try require(unit.noticeMessages(of: .numbered(1)), equals: [other, message])
                try unit.saveState(.failed, of: .numbered(1), at: .start)
                try unit.removeNotices(before: .start + .seconds(60))
                try require(unit.noticeMessage(message.id), equals: nil)
            }
        },
    ]

    static let secrets: [Case] = [
        Case("a sealed secret is replaced by its name, and gone once deleted; it is its tenant's alone") { store in
            try await store.write(Tenant.test.id) { unit in
                var secret = SealedSecret(name: "smtp", sealed: [1, 2, 3], updatedAt: .start)
                try unit.save(secret)
                secret.sealed = [0, 255]
                try unit.save(secret)
                try unit.save(SealedSecret(name: "hook", sealed: [9], updatedAt: .start))
                try require(unit.secret("smtp"), equals: secret)
                try require(unit.secrets().map(\.name), equals: ["hook", "smtp"])
                try require(unit.deleteSecret("hook"), equals: true)
                try require(unit.deleteSecret("hook"), equals: false)
            }
            try await store.read(Tenant.other.id) { try require($0.secret("smtp"), equals: nil) }
        }
    ]
}

extension Notice {
    /// About the device of the same number, for its owner and one other person.
    fileprivate static func numbered(_ number: Int) -> Notice {
        Notice(
            id: .numbered(number), kind: .deviceInGrace, key: "key-\(number)",
            createdAt: .start + .seconds(Int64(number)),
            device: Subject(id: .numbered(number), name: "laptop \"\(number)\"\n", platform: .linux),
            policy: "baseline",
            requirements: [
                Shortfall(
                    requirement: "firewall", severity: .high, wanted: "true", found: "false",
                    remediation: "turn it on", graceEnd: .start + .seconds(60)),
                Shortfall(
                    requirement: "disk", severity: .low, wanted: "encrypted", found: "unknown", remediation: "",
                    graceEnd: nil),
            ],
            deadline: .start + .seconds(60), particulars: [.action: "lock", .devices: "1"], template: "grace",
            channels: ["mail", "hook"], recipients: [.owner, .address("ada@example.org", locale: "de")])
    }
}
