import GatehouseModel
import GatehouseService

/// The page for a person who was denied: what was asked, why, and how to mend it.
///
/// No script, no outside resource, everything from outside escaped; without a report it tells nothing.
struct DenialPage {
    var report: DenialReport?

    var html: String {
        let title = report?.title ?? "Access was denied"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>\(HTMLText.escaped(title))</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <main>
            <h1>\(HTMLText.escaped(title))</h1>
            \(report.map(Self.details) ?? Self.withoutDetails)
            </main>
            </body>
            </html>

            """
    }

    private static let withoutDetails = "<p>Ask your administrator if you believe that you should have access.</p>"

    private static func details(of report: DenialReport) -> String {
        let record = report.record
        let device = report.deviceName.map { " from the device <strong>\(HTMLText.escaped($0))</strong>" } ?? ""
        return """
            <p>You asked for <strong>\(HTMLText.escaped(record.application))</strong>\(device).</p>
            <section aria-labelledby="why">
            <h2 id="why">Why</h2>
            <ul>
            \(record.decision.reasons.map(reason).joined(separator: "\n"))
            </ul>
            </section>
            \(problems(report.problems))
            <footer>
            <p>If you need help, pass this on to your administrator:</p>
            <dl>
            <dt>Decision</dt><dd><code>\(record.id)</code></dd>
            <dt>Time</dt><dd>\(time(record.at))</dd>
            </dl>
            </footer>
            """
    }

    private static func reason(_ reason: DecisionReason) -> String {
        let policy = reason.policy.map { " (policy <code>\(HTMLText.escaped($0))</code>)" } ?? ""
        let mend = reason.remediation.isEmpty ? "" : "<br>\(HTMLText.escaped(sentence(reason.remediation)))"
        return "<li>\(HTMLText.escaped(sentence(reason.detail)))\(policy)\(mend)</li>"
    }

    private static func problems(_ problems: [RequirementStatus]) -> String {
        guard !problems.isEmpty else { return "" }
        return """
            <section aria-labelledby="mend">
            <h2 id="mend">How to mend it</h2>
            \(problems.map(problem).joined(separator: "\n"))
            </section>
            """
    }

    private static func problem(_ status: RequirementStatus) -> String {
        let grace = status.graceEnd.map { "<dt>Time to mend it ends</dt><dd>\(time($0))</dd>\n" } ?? ""
        let mend = status.remediation.isEmpty ? "" : "<p>\(HTMLText.escaped(sentence(status.remediation)))</p>\n"
        return """
            <article>
            <h3>\(HTMLText.escaped(status.requirement))</h3>
            \(mend)<dl>
            <dt>Wanted</dt><dd>\(HTMLText.escaped(status.wanted))</dd>
            <dt>Found</dt><dd>\(HTMLText.escaped(status.found))</dd>
            <dt>Since</dt><dd>\(time(status.since))</dd>
            \(grace)</dl>
            </article>
            """
    }

    private static func time(_ instant: Instant) -> String {
        "<time datetime=\"\(instant)\">\(instant)</time>"
    }

    /// The first letter raised and a full stop at the end.
    private static func sentence(_ text: String) -> String {
        guard let first = text.first, let last = text.last else { return "" }
        return first.uppercased() + text.dropFirst() + (".!?".contains(last) ? "" : ".")
    }

    private static let style = """
        :root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#f3f5f7;--line:#c5ccd3;--mark:#a4262c}
        @media (prefers-color-scheme:dark){
        :root{--ink:#e8eaed;--paper:#16191d;--soft:#21262c;--line:#4a525b;--mark:#ff9a9a}
        }
        *{box-sizing:border-box}
        body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
        main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem;overflow-wrap:anywhere}
        h1{font-size:1.5rem;line-height:1.25;border-left:.3rem solid var(--mark);padding-left:.75rem}
        h2{font-size:1.2rem}
        h3{font-size:1rem;margin:0 0 .25rem}
        article{background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:.75rem 1rem}
        article+article{margin-top:.75rem}
        p{margin:.25rem 0 .75rem}
        dl{display:grid;grid-template-columns:minmax(5rem,auto) 1fr;gap:.25rem 1rem;margin:0}
        dt{font-weight:600}
        dd{margin:0}
        footer{border-top:1px solid var(--line);margin-top:1.5rem;padding-top:.75rem}
        @media (max-width:26rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
        """
}
