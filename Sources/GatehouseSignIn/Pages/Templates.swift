import Mustache

/// The pages' templates.
///
/// What comes from people is escaped by the engine: no template has triple braces.
enum Templates {
    /// All of them, parsed; they are ours, and a mistake in one stops the program at start.
    static let library: MustacheLibrary = {
        var library = MustacheLibrary()
        for (name, text) in [
            ("head", head), ("foot", foot), ("alert", alert), ("sign-in", signIn), ("pass", pass), ("set-up", setUp),
            ("set-up-passkey", setUpPasskey), ("me", me), ("new-password", newPassword), ("codes", codes),
            ("error", error), ("passkey", passkey), ("session", session),
        ] {
            do {
                try library.register(text, named: name)
            } catch {
                preconditionFailure("the template `\(name)` cannot be read: \(error)")
            }
        }
        return library
    }()

    private static let head = """
        <!doctype html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{{title}} · {{brand.name}}</title>
        <link rel="stylesheet" href="{{brand.style}}">
        </head>
        <body>
        <a class="skip" href="#content">{{t.skipToContent}}</a>
        <header><span class="logo" aria-hidden="true">{{brand.letter}}</span><span>{{brand.name}}</span></header>
        <main id="content" tabindex="-1">
        <h1>{{title}}</h1>
        """

    private static let foot = """
        </main>
        </body>
        </html>
        """

    private static let alert = """
        {{#problem}}<div class="problem" role="alert" id="problem"><p>{{message}}</p>{{#hint}}<p>{{hint}}</p>{{/hint}}</div>
        {{/problem}}
        """

    private static let signIn = """
        {{> head}}
        {{> alert}}
        <section data-ceremony="sign-in" data-base="{{base}}" data-continue="{{continue}}">
        <noscript><p class="note">{{t.passkeyNeedsScript}}</p></noscript>
        <p class="note" data-unsupported hidden>{{t.passkeyUnsupported}}</p>
        <button type="button" class="primary" data-begin hidden>{{t.signInWithPasskey}}</button>
        <p role="status" data-status data-waiting="{{t.waiting}}" data-cancelled="{{t.cancelled}}" data-failed="{{t.failed}}"></p>
        </section>
        {{#providers}}<p><a class="button" href="{{base}}/with/{{name}}?continue={{continueEncoded}}">{{t.signInAt}} {{label}}</a></p>
        {{/providers}}
        <details{{#open}} open{{/open}}>
        <summary>{{t.orOtherwise}}</summary>
        <h2>{{t.passwordTitle}}</h2>
        <form method="post" action="{{base}}/password">
        <input type="hidden" name="token" value="{{token}}">
        <input type="hidden" name="continue" value="{{continue}}">
        <label for="user">{{t.userName}}</label>
        <input id="user" name="user" autocomplete="username webauthn" autocapitalize="none" spellcheck="false" required value="{{user}}">
        <label for="password">{{t.password}}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required>
        <label for="code">{{t.code}}</label>
        <input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required aria-describedby="code-hint">
        <p class="hint" id="code-hint">{{t.codeHint}}</p>
        <button type="submit">{{t.signIn}}</button>
        </form>
        <p><a href="{{base}}/pass?continue={{continueEncoded}}">{{t.passLink}}</a></p>
        </details>
        <script src="/assets/sign-in.js" defer></script>
        {{> foot}}
        """

    private static let pass = """
        {{> head}}
        {{> alert}}
        <form method="post" action="{{base}}/pass">
        <input type="hidden" name="token" value="{{token}}">
        <input type="hidden" name="continue" value="{{continue}}">
        <label for="user">{{t.userName}}</label>
        <input id="user" name="user" autocomplete="username" autocapitalize="none" spellcheck="false" required value="{{user}}">
        <label for="pass">{{t.pass}}</label>
        <input id="pass" name="pass" autocomplete="off" autocapitalize="none" spellcheck="false" required aria-describedby="pass-hint">
        <p class="hint" id="pass-hint">{{t.passHint}}</p>
        <button type="submit" class="primary">{{t.signIn}}</button>
        </form>
        {{> foot}}
        """

    private static let setUp = """
        {{> head}}
        {{> alert}}
        {{^isOpen}}<p>{{t.setUpClosed}}</p><p><a href="{{base}}/signin">{{t.signIn}}</a></p>{{/isOpen}}
        {{#isOpen}}
        <p>{{t.setUpIntroduction}}</p>
        <form method="post" action="{{base}}/setup">
        <input type="hidden" name="token" value="{{token}}">
        <label for="code">{{t.setUpCode}}</label>
        <input id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required aria-describedby="code-hint">
        <p class="hint" id="code-hint">{{t.setUpCodeHint}}</p>
        <label for="user">{{t.userName}}</label>
        <input id="user" name="user" autocomplete="username" autocapitalize="none" spellcheck="false" required value="{{user}}">
        <label for="name">{{t.displayName}}</label>
        <input id="name" name="name" autocomplete="name" required value="{{name}}">
        <button type="submit" class="primary">{{t.setUpContinue}}</button>
        </form>
        {{/isOpen}}
        {{> foot}}
        """

    private static let setUpPasskey = """
        {{> head}}
        <p>{{t.setUpPasskeyIntroduction}}</p>
        <section data-ceremony="set-up" data-base="{{base}}/setup" data-state="{{state}}" data-options="{{options}}">
        <noscript><p class="note">{{t.passkeyNeedsScript}}</p></noscript>
        <p class="note" data-unsupported hidden>{{t.passkeyUnsupported}}</p>
        <button type="button" class="primary" data-begin hidden>{{t.createPasskey}}</button>
        <p role="status" data-status data-waiting="{{t.waiting}}" data-cancelled="{{t.cancelled}}" data-failed="{{t.failed}}"></p>
        </section>
        <script src="/assets/sign-in.js" defer></script>
        {{> foot}}
        """

    private static let error = """
        {{> head}}
        <div role="alert">
        <h2>{{t.errorWhat}}</h2>
        <p>{{message}}</p>
        {{#hint}}<h2>{{t.errorMend}}</h2><p>{{hint}}</p>{{/hint}}
        </div>
        {{#back}}<p><a href="{{back}}">{{t.tryAgain}}</a></p>{{/back}}
        <p class="hint">{{t.errorNumber}} <code>{{number}}</code></p>
        {{> foot}}
        """
}
