/// The pages' only script: it speaks to `navigator.credentials` and to us, and knows nothing secret.
enum Script {
    static let text = #"""
        "use strict";
        (() => {
          const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
          const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
            .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
          const descriptors = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

          const request = (options) => ({ ...options, challenge: bytes(options.challenge),
            allowCredentials: descriptors(options.allowCredentials) });
          const creation = (options) => ({ ...options, challenge: bytes(options.challenge),
            user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: descriptors(options.excludeCredentials) });

          const answer = (credential) => {
            const response = { clientDataJSON: text(credential.response.clientDataJSON) };
            for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
              if (credential.response[name]) response[name] = text(credential.response[name]);
            }
            if (credential.response.getTransports) response.transports = credential.response.getTransports();
            return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
              clientExtensionResults: credential.getClientExtensionResults() };
          };

          const post = async (path, body) => {
            const reply = await fetch(path, { method: "POST", headers: { "content-type": "application/json" },
              credentials: "same-origin", body: JSON.stringify(body) });
            const json = await reply.json().catch(() => ({}));
            if (!reply.ok) throw Object.assign(new Error([json.detail, json.hint].filter(Boolean).join(". ")), { ours: true });
            return json;
          };

          const begin = (place) => {
            const find = (name) => place.querySelector(`[data-${name}]`);
            const button = find("begin"), status = find("status"), kind = place.dataset.ceremony;
            if (!window.PublicKeyCredential) { find("unsupported").hidden = false; return; }
            button.hidden = false;
            let waiting = null;
            const say = (message) => { status.textContent = message; };

            const signIn = async (mediation) => {
              const offer = await post(`${place.dataset.base}/options`, {});
              waiting?.abort();
              waiting = new AbortController();
              const credential = await navigator.credentials.get({ publicKey: request(offer.options), mediation,
                signal: waiting.signal });
              return post(`${place.dataset.base}/passkey`, { state: offer.state, response: answer(credential),
                continue: place.dataset.continue });
            };
            const register = async () => {
              const offer = kind === "set-up"
                ? { state: place.dataset.state, options: JSON.parse(place.dataset.options) }
                : await post(`${place.dataset.base}/options`, { token: place.dataset.token });
              const credential = await navigator.credentials.create({ publicKey: creation(offer.options) });
              return post(kind === "set-up" ? `${place.dataset.base}/passkey` : place.dataset.base, {
                state: offer.state, response: answer(credential), token: place.dataset.token,
                name: find("name")?.value ?? "" });
            };
            const run = async (ceremony, isQuiet) => {
              try {
                const done = await ceremony();
                location.assign(done.next);
              } catch (error) {
                if (error.name === "AbortError") return;
                if (!isQuiet || error.ours) {
                  say(error.ours ? error.message : error.name === "NotAllowedError" ? status.dataset.cancelled
                    : `${status.dataset.failed} (${error.name})`);
                }
                button.disabled = false;
              }
            };
            button.addEventListener("click", () => {
              button.disabled = true;
              say(status.dataset.waiting);
              run(kind === "sign-in" ? () => signIn("optional") : register, false);
            });
            if (kind === "sign-in" && PublicKeyCredential.isConditionalMediationAvailable) {
              PublicKeyCredential.isConditionalMediationAvailable().then((is) => {
                if (is && !waiting) run(() => signIn("conditional"), true);
              });
            }
          };
          document.querySelectorAll("[data-ceremony]").forEach(begin);
          document.getElementById("problem")?.scrollIntoView();
        })();

        """#
}
