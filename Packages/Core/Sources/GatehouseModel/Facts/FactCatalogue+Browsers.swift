extension FactCatalogue {
    static let browsers: [FactDefinition] = [
        .init(
            "browser.extensions",
            .table([
                "browser": .text, "user": .text, "profile": .text, "id": .text, "name": .text, "version": .version,
                "enabled": .boolean, "origin": .text,
            ]),
            "extensions in the profiles of Chrome, Chromium, Edge, Brave and Firefox, without the browsers' own",
            source: "Preferences, Extensions and extensions.json below the users' homes", privacy: .person)
    ]
}
