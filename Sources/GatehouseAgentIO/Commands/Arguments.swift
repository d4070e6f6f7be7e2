import GatehouseModel

/// The options of one command: `--name value`, `--name=value` and flags.
struct Arguments {
    private var values: [String: String] = [:]
    private var flags: Set<String> = []

    /// Refuses an option that is not among `options` and `flags`, one given twice, one without its value, and any
    /// other word.
    init(_ words: [String], options: Set<String>, flags known: Set<String> = []) throws(AgentError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard word.hasPrefix("--"), let name = parts.first else {
                throw AgentError(.usage, "`\(word)` is not an option", hint: "`gatehouse-agent help` lists them")
            }
            if known.contains(name), parts.count == 1 {
                flags.insert(name)
                continue
            }
            guard options.contains(name) else {
                let near = Words.nearest(to: name, of: options.union(known))
                throw AgentError(
                    .usage, "there is no option `\(name)` here", hint: near.map { "did you mean `\($0)`?" })
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
                throw AgentError(.usage, "`\(name)` needs a value")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw AgentError(.usage, "`\(name)` is given twice")
            }
        }
    }

    subscript(option: String) -> String? { values[option] }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    func required(_ option: String) throws(AgentError) -> String {
        guard let value = values[option] else { throw AgentError(.usage, "`\(option)` is missing") }
        return value
    }

    func duration(_ option: String, default fallback: Duration, atLeast least: Duration) throws(AgentError) -> Duration
    {
        guard let text = values[option] else { return fallback }
        guard let duration = Duration.parse(text), duration >= least else {
            throw AgentError(
                .usage, "`\(text)` is no duration of at least \(least.text) for `\(option)`", hint: "write 15m or 1h")
        }
        return duration
    }
}

/// Words that a person may have meant.
enum Words {
    /// The word within two edits of `word`, if there is one.
    static func nearest(to word: String, of words: some Sequence<String>) -> String? {
        let near = words.map { ($0, distance(Array(word), Array($0))) }.filter { $0.1 <= 2 }
        return near.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var row = Array(0...other.count)
        for (i, left) in one.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in other.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (left == right ? 0 : 1))
                diagonal = above
            }
        }
        return row[other.count]
    }
}
