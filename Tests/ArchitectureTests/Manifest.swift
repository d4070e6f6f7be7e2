/// What a `Package.swift` says of its targets: read from its text, since asking SwiftPM takes the build's own lock.
struct Manifest {
    /// The modules that each target declares, by the target's name.
    let dependencies: [String: Set<String>]

    init(_ text: String) {
        var products = [String: String]()
        for match in text.matches(of: #/let (?<variable>\w+) = Target\.Dependency\.product\(name: "(?<module>\w+)"/#) {
            products[String(match.variable)] = String(match.module)
        }
        var dependencies = [String: Set<String>]()
        for match in text.matches(of: Self.target) {
            dependencies[String(match.name), default: []] = Self.modules(in: match.list ?? "", products)
        }
        self.dependencies = dependencies
    }

    /// A target by `library(…)`, `executable(…)`, `tests(…)` or `.target(…)`, to the end of its dependencies.
    private static var target: Regex<(Substring, name: Substring, list: Substring?)> {
        #/(?:library|executable|tests|\.(?:executableT|testT|t)arget)\(\s*(?:name: )?"(?<name>[\w-]+)"(?:,\s*(?:dependencies: )?\[(?<list>[^\]]*)\])?/#
    }

    /// Names in quotes, products in full and the variables that stand for products.
    private static func modules(in list: Substring, _ products: [String: String]) -> Set<String> {
        let full = list.matches(of: #/\.product\(name: "(?<module>\w+)"[^)]*\)/#).map { String($0.module) }
        let rest = list.replacing(#/\.product\([^)]*\)/#, with: "")
        let quoted = rest.matches(of: #/"(?<module>[\w-]+)"/#).map { String($0.module) }
        let variables = rest.replacing(#/"[^"]*"/#, with: "").matches(of: #/\w+/#).compactMap { products[String($0.0)] }
        return Set(full + quoted + variables)
    }
}

extension Manifest {
    /// Every target of the project's packages.
    static let all: Result<[String: Set<String>], any Error> = Result {
        try ["", "Packages/Core/", "Packages/Agent/"].reduce(into: [:]) { all, folder in
            all.merge(Manifest(try SourceFile.text(of: folder + "Package.swift")).dependencies) { $0.union($1) }
        }
    }
}
