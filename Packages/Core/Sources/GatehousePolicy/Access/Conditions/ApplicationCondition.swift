/// Which applications a policy is about; the application of a request is always known.
struct ApplicationCondition: Sendable {
    /// `nil` includes every application.
    let include: Set<String>?
    let exclude: Set<String>

    init(_ selection: Selection<String>) {
        include = selection.include
        exclude = selection.exclude
    }

    func holds(for application: String) -> Bool {
        (include?.contains(application) ?? true) && !(!exclude.isEmpty && exclude.contains(application))
    }
}
