import GatehouseAgent
import GatehouseAgentCore
import GatehouseModel
import GatehouseWire

/// Gives browsers their certificates, as the server's last answer allows.
extension AgentSession {
    /// Somebody who signs in does not wait for the next check-in.
    func peopleChanged() { keepBrowsers() }

    /// Looks who is signed in and what is due, unless that is under way or the server has not said yet what it gives.
    func keepBrowsers() {
        guard let browsers, let isAllowed = givesBrowserCertificates, !isKeepingBrowsers, !isStopped else { return }
        isKeepingBrowsers = true
        offLoop {
            browsers.begin(isAllowed: isAllowed, at: .now())
        } done: { result in
            self.obtain((try? result.get()) ?? [])
        }
    }

    /// One after the other: a store is changed by one thread at a time.
    private func obtain(_ errands: [BrowserKeeper.Errand]) {
        guard let browsers, let errand = errands.first, !isStopped else {
            isKeepingBrowsers = false
            return abandon(errands)
        }
        exchange.browserCertificate(errand.request) { result in
            if case .failure(let failure) = result {
                self.log.write("no browser certificate for `\(errand.store.account.name)` yet: \(failure)")
            }
            self.offLoop {
                switch result {
                case .success(let response): browsers.finish(errand, response, at: .now())
                case .failure(.refused): browsers.refused(errand, at: .now())
                case .failure: browsers.abandon(errand)
                }
            } done: { _ in
                self.obtain(Array(errands.dropFirst()))
            }
        }
    }

    private func abandon(_ errands: [BrowserKeeper.Errand]) {
        guard let browsers, !errands.isEmpty else { return }
        offLoop {
            for errand in errands { browsers.abandon(errand) }
        } done: { _ in
        }
    }
}
