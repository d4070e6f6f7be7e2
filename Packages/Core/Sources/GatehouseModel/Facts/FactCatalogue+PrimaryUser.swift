extension FactCatalogue {
    static let primaryUser: [FactDefinition] = [
        .init(
            "users.primary", .text, "who was signed in for the most time, else the only account of a person",
            source: "/var/log/wtmp, /etc/passwd", privacy: .person)
    ]
}
