import GatehouseAgent
import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire

/// Keeps the certificates of the browsers of who is signed in; everything here blocks, and has one thread at a time.
struct BrowserKeeper: Sendable {
    var machine = Machine()
    var directory: StateDirectory
    /// `https://host:port` of the pages that browsers choose the certificate for.
    var server: String
    let log = AgentLog()
    private let troubles = BrowserTroubles()

    init(machine: Machine, directory: StateDirectory, server: String) {
        self.machine = machine
        self.directory = directory
        self.server = server
    }

    /// A request that waits for its certificate.
    struct Errand: Sendable {
        var store: BrowserStore
        /// Of the key in the store.
        var key: String
        var request: BrowserCertificateRequest
    }

    /// Removes what is to go, and makes a key for each store that wants a certificate.
    func begin(isAllowed: Bool, at now: Instant) -> [Errand] {
        let isUsable = isAllowed && BrowserStore.isUsable(on: machine)
        var record = directory.browserRecord()
        guard isUsable || !record.held.isEmpty else {
            if !isAllowed { removePolicies() }
            return []
        }
        let stores =
            isUsable
            ? BrowserAccount.signedIn(on: machine).flatMap { BrowserStore.all(of: $0, on: machine) } : []
        let byFolder = Dictionary(stores.map { ($0.folder, $0) }) { first, _ in first }
        let plan = BrowserPlan(
            held: record.held.mapValues(\.span), present: Set(byFolder.keys), isAllowed: isAllowed, now: now)
        for held in plan.remove.compactMap({ record.held[$0] }) where empty(held.store, except: nil) {
            record.held[held.store.folder] = nil
            log.write("the browser certificate of `\(held.store.account.name)` is removed from `\(held.store.folder)`")
        }
        keep(record)
        return plan.obtain.filter { !troubles.isPaused($0, at: now) }.compactMap { folder in
            byFolder[folder].flatMap { errand($0, at: now) }
        }
    }

    private func errand(_ store: BrowserStore, at now: Instant) -> Errand? {
        do {
            let (key, request) = try store.makeRequest()
            return Errand(
                store: store, key: key,
                request: BrowserCertificateRequest(
                    requestID: .random(), account: store.account.name, accountNumber: store.account.uid,
                    certificateRequest: request))
        } catch {
            troubles.note(store.folder, at: now)
            note(error, store)
            return nil
        }
    }

    /// Puts the certificate into its store, and takes the ones before out of it.
    func finish(_ errand: Errand, _ response: BrowserCertificateResponse, at now: Instant) {
        do {
            let leaf = try PeerCertificate(pemChain: response.certificateChain)
            guard let name = leaf.subject.commonName, let issuer = leaf.issuer.commonName,
                name.hasPrefix(BrowserStore.namePrefix)
            else { throw BrowserStoreError(message: "the server's certificate has no name of a browser") }
            try errand.store.install(Self.leaf(of: response.certificateChain), as: name)
            var record = directory.browserRecord()
            record.held[errand.store.folder] = HeldBrowserCertificate(
                store: errand.store, name: name, issuer: issuer,
                span: .init(notBefore: leaf.notBefore, notAfter: leaf.notAfter))
            keep(record)
            troubles.forget(errand.store.folder)
            _ = empty(errand.store, except: name)
            log.write("`\(errand.store.account.name)` has a browser certificate until \(leaf.notAfter)")
        } catch let error as BrowserStoreError {
            note(error, errand.store)
            refused(errand, at: now)
        } catch {
            note(BrowserStoreError(message: "the server's certificate cannot be read"), errand.store)
            refused(errand, at: now)
        }
    }

    /// Removes a key that will get no certificate, and asks for none for a while.
    func refused(_ errand: Errand, at now: Instant) {
        troubles.note(errand.store.folder, at: now)
        abandon(errand)
    }

    /// Removes a key that got no certificate.
    func abandon(_ errand: Errand) { try? errand.store.remove(key: errand.key) }

    /// Removes every certificate and policy of ours: this device has no identity any more.
    func removeEverything() {
        var record = directory.browserRecord()
        for held in record.held.values where empty(held.store, except: nil) {
            record.held[held.store.folder] = nil
        }
        keep(record)
    }

    /// Whether everything of ours but `kept` is out of the store.
    private func empty(_ store: BrowserStore, except kept: String?) -> Bool {
        do {
            for name in try store.names() where name != kept { try store.remove(name) }
            return true
        } catch {
            note(error, store)
            return false
        }
    }

    private func keep(_ record: BrowserRecord) {
        do { try directory.save(record) } catch { log.write(error.message) }
        guard !record.held.isEmpty else { return removePolicies() }
        let content = policy(Set(record.held.values.map(\.issuer)))
        for policies in ChromiumPolicies.installed(on: machine) {
            do throws(BrowserStoreError) { try policies.write(content) } catch { note(error) }
        }
    }

    private func removePolicies() { for policies in ChromiumPolicies.all(on: machine) { policies.remove() } }

    /// Chooses, for our pages alone, a certificate of our issuers without asking.
    private func policy(_ issuers: Set<String>) -> [UInt8] {
        let choices = issuers.sorted().map { issuer in
            JSON.object([
                .init("pattern", .string(server)),
                .init("filter", .object([.init("ISSUER", .object([.init("CN", .string(issuer))]))])),
            ])
        }
        return JSON.object([
            .init(
                ChromiumPolicies.policy,
                .array(choices.map { .string(String(decoding: $0.serialised(), as: UTF8.self)) }))
        ]).serialised()
    }

    private func note(_ error: BrowserStoreError, _ store: BrowserStore? = nil) {
        let whose = store.map { " for `\($0.account.name)`" } ?? ""
        log.write("no browser certificate\(whose): \(error.message)")
        if let hint = error.hint { log.write("hint: \(hint)") }
    }

    private static func leaf(of chain: String) -> String {
        let end = "-----END CERTIFICATE-----\n"
        return chain.firstRange(of: end).map { String(chain[..<$0.upperBound]) } ?? chain
    }
}

extension String {
    /// The common name of RFC 4514 text that has nothing else.
    fileprivate var commonName: String? { hasPrefix("CN=") ? String(dropFirst(3)) : nil }
}
