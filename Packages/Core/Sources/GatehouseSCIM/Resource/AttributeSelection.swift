/// Which attributes of a resource an answer holds (RFC 7644 §3.9).
public enum AttributeSelection: Hashable, Sendable {
    /// What is returned by default.
    case standard
    /// These, and what is always returned.
    case only([AttributePath])
    /// What is returned by default, but for these.
    case excluding([AttributePath])

    /// The most names in one parameter.
    public static let mostNames = 200

    /// Reads the parameters `attributes` and `excludedAttributes`, names between commas; `nil` or empty is not given.
    ///
    /// Refuses both at once, what is no name, and more than ``mostNames``. A name that no schema defines selects
    /// nothing.
    public init(attributes: String?, excludedAttributes: String?) throws(SCIMError) {
        try self.init(
            attributes: Self.split(attributes), excludedAttributes: Self.split(excludedAttributes))
    }

    /// Reads lists of names, as the body of a search has them.
    public init(attributes: [String], excludedAttributes: [String]) throws(SCIMError) {
        guard attributes.isEmpty || excludedAttributes.isEmpty else {
            throw SCIMError(.invalidValue, "`attributes` and `excludedAttributes` exclude each other")
        }
        if !attributes.isEmpty {
            self = .only(try Self.paths(attributes, "attributes"))
        } else if !excludedAttributes.isEmpty {
            self = .excluding(try Self.paths(excludedAttributes, "excludedAttributes"))
        } else {
            self = .standard
        }
    }

    private static func split(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }
            .filter { !$0.isEmpty }
    }

    private static func paths(_ names: [String], _ parameter: String) throws(SCIMError) -> [AttributePath] {
        guard names.count <= mostNames else {
            throw SCIMError(.tooMany, "more than \(mostNames) names are given", path: parameter)
        }
        var paths = [AttributePath]()
        for name in names {
            guard let path = AttributePath(name) else {
                throw SCIMError(.invalidValue, "\(quoted(name)) is no attribute's name", path: parameter)
            }
            paths.append(path)
        }
        return paths
    }
}
