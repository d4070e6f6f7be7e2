/// How the pages look: light and dark, without anything from elsewhere.
enum StyleSheet {
    /// The sheet with a tenant's colour, which is six hexadecimal digits after `#`.
    static func text(colour: String) -> String { ":root { --brand: \(colour); }\n" + text }

    private static let text = """
        :root { --ground: #fff; --page: #f3f4f6; --ink: #1a1d21; --quiet: #565d66; --line: #c3c8cf; --bad: #a11212;
          --bad-ground: #fdecec; --note-ground: #eaf1fb; --link: #0b57a4; color-scheme: light dark; }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #1b1e22; --page: #101214; --ink: #eceef0; --quiet: #a9b0b8; --line: #4a5058; --bad: #ffb4ab;
            --bad-ground: #3a1614; --note-ground: #182536; --link: #9cc7ff; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
        header { display: flex; gap: .6rem; align-items: center; max-width: 34rem; margin: 2rem auto 0; padding: 0 1rem;
          font-weight: 600; }
        .logo { display: inline-grid; place-items: center; width: 2.2rem; height: 2.2rem; border-radius: .5rem;
          background: var(--brand); color: #fff; }
        main { max-width: 34rem; margin: 1rem auto 3rem; padding: 1.5rem; background: var(--ground);
          border: 1px solid var(--line); border-radius: .7rem; }
        main:focus { outline: none; }
        h1 { font-size: 1.5rem; margin: 0 0 1rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
        label { display: block; margin: .9rem 0 .2rem; font-weight: 600; }
        input { width: 100%; padding: .6rem; font: inherit; color: inherit; background: var(--ground);
          border: 1px solid var(--quiet); border-radius: .4rem; }
        button { margin: .9rem 0 0; padding: .6rem 1rem; font: inherit; font-weight: 600; color: var(--ink);
          background: transparent; border: 1px solid var(--quiet); border-radius: .4rem; cursor: pointer; }
        a.button { display: block; margin: .9rem 0 0; padding: .6rem 1rem; font-weight: 600; text-align: center;
          color: var(--ink); text-decoration: none; border: 1px solid var(--line); border-radius: .4rem; }
        button.primary { width: 100%; color: #fff; background: var(--brand); border-color: var(--brand); }
        button[disabled] { opacity: .6; cursor: progress; }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        a { color: var(--link); } .hint { color: var(--quiet); font-size: .9rem; margin: .3rem 0; }
        .problem { background: var(--bad-ground); color: var(--bad); border-left: 4px solid var(--bad); padding: .6rem .9rem; }
        .note { background: var(--note-ground); border-left: 4px solid var(--link); padding: .6rem .9rem; }
        .problem p, .note p { margin: .2rem 0; }
        details { margin-top: 1.4rem; border-top: 1px solid var(--line); padding-top: 1rem; }
        summary { cursor: pointer; font-weight: 600; }
        .cards { list-style: none; padding: 0; } .cards li { border: 1px solid var(--line); border-radius: .5rem;
          padding: .8rem; margin: .6rem 0; overflow-wrap: anywhere; }
        .cards form { display: flex; gap: .5rem; align-items: start; }
        .cards button { margin-top: .4rem; flex: none; white-space: nowrap; } .cards input { margin-top: .4rem; }
        .codes { columns: 2; list-style: none; padding: 0; } code { font-size: 1.05rem; overflow-wrap: anywhere; }
        .hidden, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden;
          clip-path: inset(50%); white-space: nowrap; border: 0; }
        [hidden] { display: none; }
        @media (prefers-reduced-motion: no-preference) { button { transition: opacity .1s; } }

        """
}
