import GatehouseAgent
import GatehouseAgentCore
import GatehouseModel
import GatehouseWire

/// A certificate of ours in a browser's store, as the agent remembers it.
struct HeldBrowserCertificate: Hashable, Sendable {
    var store: BrowserStore
    /// What it is called in the store.
    var name: String
    /// Common name of its issuer, which browsers choose it by.
    var issuer: String
    var span: BrowserPlan.Span
}

/// Every certificate of ours that browsers have here.
struct BrowserRecord: Hashable, Sendable {
    /// By the store's folder.
    var held: [String: HeldBrowserCertificate] = [:]
}

extension BrowserRecord {
    /// Reads what ``json`` writes; what it cannot read is as if it were not there.
    init(json: JSON) {
        guard case .array(let entries)? = json["held"] else { return }
        for entry in entries {
            guard let one = HeldBrowserCertificate(json: entry) else { continue }
            held[one.store.folder] = one
        }
    }

    var json: JSON {
        .object([.init("held", .array(held.values.sorted { $0.store.folder < $1.store.folder }.map(\.json)))])
    }
}

extension HeldBrowserCertificate {
    fileprivate init?(json: JSON) {
        func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
        func number(_ name: String) -> UInt32? {
            if case .integer(let number)? = json[name] { UInt32(exactly: number) } else { nil }
        }
        guard let account = text("account"), let uid = number("uid"), let gid = number("gid"), uid != 0,
            let home = text("home"), let folder = text("folder"), let name = text("name"),
            let issuer = text("issuer"), let notBefore = text("notBefore").flatMap({ Instant($0) }),
            let notAfter = text("notAfter").flatMap({ Instant($0) })
        else { return nil }
        self.init(
            store: BrowserStore(
                account: BrowserAccount(name: account, uid: uid, gid: gid, home: home), folder: folder),
            name: name, issuer: issuer, span: .init(notBefore: notBefore, notAfter: notAfter))
    }

    fileprivate var json: JSON {
        .object([
            .init("account", .string(store.account.name)), .init("uid", .integer(Int64(store.account.uid))),
            .init("gid", .integer(Int64(store.account.gid))), .init("home", .string(store.account.home)),
            .init("folder", .string(store.folder)), .init("name", .string(name)), .init("issuer", .string(issuer)),
            .init("notBefore", .string(span.notBefore.description)),
            .init("notAfter", .string(span.notAfter.description)),
        ])
    }
}

extension StateDirectory {
    private static let browsersFile = "browsers.json"

    func browserRecord() -> BrowserRecord {
        guard let bytes = try? read(Self.browsersFile), let json = try? JSON.parse(bytes) else {
            return BrowserRecord()
        }
        return BrowserRecord(json: json)
    }

    func save(_ record: BrowserRecord) throws(AgentError) { try write(Self.browsersFile, record.json.serialised()) }
}
