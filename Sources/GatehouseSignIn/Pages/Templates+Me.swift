extension Templates {
    static let me = """
        {{> head}}
        {{> alert}}
        <p>{{t.signedInAs}} <strong>{{user.displayName}}</strong> ({{user.userName}})</p>
        <form method="post" action="/me/signout"><input type="hidden" name="token" value="{{token}}">
        <button type="submit">{{t.signOut}}</button></form>
        {{#needsPasskey}}<div class="note" role="note"><p><strong>{{t.firstPasskey}}</strong></p><p>{{t.firstPasskeyWhy}}</p></div>{{/needsPasskey}}
        {{^mayChange}}<div class="note"><p>{{t.signInAgainWhy}}</p><p><a href="{{signInAgain}}">{{t.signInAgain}}</a></p></div>{{/mayChange}}
        <section aria-labelledby="passkeys">
        <h2 id="passkeys">{{t.passkeys}}</h2>
        <p>{{t.passkeysIntroduction}}</p>
        {{^hasPasskeys}}<p>{{t.noPasskeys}}</p>{{/hasPasskeys}}
        <ul class="cards">{{#passkeys}}{{> passkey}}{{/passkeys}}</ul>
        {{#mayChange}}
        <div data-ceremony="register" data-base="/me/passkeys" data-token="{{token}}">
        <p class="note" data-unsupported hidden>{{t.passkeyUnsupported}}</p>
        <label for="new-name">{{t.passkeyName}}</label>
        <input id="new-name" data-name maxlength="64" autocomplete="off">
        <button type="button" class="primary" data-begin hidden>{{t.addPasskey}}</button>
        <p role="status" data-status data-waiting="{{t.waiting}}" data-cancelled="{{t.cancelled}}" data-failed="{{t.failed}}"></p>
        </div>
        {{/mayChange}}
        </section>
        <section aria-labelledby="secret">
        <h2 id="secret">{{t.passwordSection}}</h2>
        <p>{{t.passwordWhy}}</p>
        {{^passwordSetAt}}<p>{{t.noPassword}}</p>{{/passwordSetAt}}
        {{#passwordSetAt}}<p>{{t.passwordSetAt}} {{passwordSetAt}}. {{t.recoveryCodesLeft}} {{recoveryCodes}}</p>{{/passwordSetAt}}
        {{#mayChange}}<p><a href="/me/password">{{#passwordSetAt}}{{t.changePassword}}{{/passwordSetAt}}{{^passwordSetAt}}{{t.setPassword}}{{/passwordSetAt}}</a></p>
        {{#passwordSetAt}}<form method="post" action="/me/recovery-codes"><input type="hidden" name="token" value="{{token}}">
        <button type="submit">{{t.renewRecoveryCodes}}</button></form>
        <form method="post" action="/me/password/remove"><input type="hidden" name="token" value="{{token}}">
        <button type="submit" aria-describedby="secret">{{t.removePassword}}</button></form>{{/passwordSetAt}}{{/mayChange}}
        </section>
        <section aria-labelledby="sessions">
        <h2 id="sessions">{{t.sessions}}</h2>
        <p>{{t.sessionsIntroduction}}</p>
        <ul class="cards">{{#sessions}}{{> session}}{{/sessions}}</ul>
        {{#hasOthers}}<form method="post" action="/me/sessions/revoke-others"><input type="hidden" name="token" value="{{token}}">
        <button type="submit">{{t.revokeOthers}}</button></form>{{/hasOthers}}
        </section>
        <script src="/assets/sign-in.js" defer></script>
        {{> foot}}
        """

    static let passkey = """
        <li><strong>{{name}}</strong>
        {{#suspected}}<p class="problem">{{t.mayBeCopied}}</p>{{/suspected}}
        <p class="hint">{{kind}} · {{t.created}} {{created}} · {{t.lastUsed}} {{lastUsed}}</p>
        <form method="post" action="/me/passkeys/{{id}}/rename"><input type="hidden" name="token" value="{{token}}">
        <label class="hidden" for="name-{{id}}">{{t.passkeyName}}</label>
        <input id="name-{{id}}" name="name" value="{{name}}" required maxlength="64" autocomplete="off">
        <button type="submit">{{t.rename}}</button></form>
        {{#mayChange}}<form method="post" action="/me/passkeys/{{id}}/remove"><input type="hidden" name="token" value="{{token}}">
        <button type="submit" aria-label="{{t.remove}} {{name}}">{{t.remove}}</button></form>{{/mayChange}}</li>
        """

    static let session = """
        <li><strong>{{agent}}</strong>{{#isThis}} ({{t.thisSession}}){{/isThis}}
        <p class="hint">{{t.from}} {{address}} {{t.since}} {{created}} · {{t.lastUsed}} {{lastUsed}} · {{device}}</p>
        {{^isThis}}<form method="post" action="/me/sessions/{{id}}/revoke"><input type="hidden" name="token" value="{{token}}">
        <button type="submit" aria-label="{{t.revoke}} {{agent}}">{{t.revoke}}</button></form>{{/isThis}}</li>
        """

    static let newPassword = """
        {{> head}}
        {{> alert}}
        <form method="post" action="/me/password">
        <input type="hidden" name="token" value="{{token}}">
        <input type="hidden" name="state" value="{{state}}">
        <input class="hidden" name="user" autocomplete="username" value="{{user.userName}}" tabindex="-1" aria-hidden="true" readonly>
        <label for="password">{{t.newPassword}}</label>
        <input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required aria-describedby="rules">
        <p class="hint" id="rules">{{t.newPasswordRules}}</p>
        <p>{{t.applicationIntroduction}}</p>
        <p>{{t.applicationKey}}: <code class="key">{{key}}</code></p>
        <p><a href="{{link}}">{{t.openApplication}}</a></p>
        <label for="code">{{t.firstCode}}</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required>
        <button type="submit" class="primary">{{t.save}}</button>
        </form>
        <p><a href="/me">{{t.backToMe}}</a></p>
        {{> foot}}
        """

    static let codes = """
        {{> head}}
        <p>{{t.recoveryIntroduction}}</p>
        <ul class="codes">{{#codes}}<li><code>{{.}}</code></li>{{/codes}}</ul>
        <p><a href="/me">{{t.backToMe}}</a></p>
        {{> foot}}
        """
}
