/// Finds the word that a person probably meant.
public enum Spelling {
    /// The candidate nearest to `word` without regard to case; `nil` when none is near enough to be meant.
    ///
    /// Near is a third of the letters wrong, left out, added or swapped, or one word beginning with the other.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(word.lowercased().unicodeScalars)
        guard (1...longest).contains(wanted.count) else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().unicodeScalars)
            guard letters.count <= longest else { continue }
            var distance = distance(wanted, letters)
            let isPart =
                min(wanted.count, letters.count) >= 2
                && (letters.starts(with: wanted) || wanted.starts(with: letters))
            if isPart { distance = min(distance, 2) }
            guard isPart || distance <= max(1, wanted.count / 3) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    private static let longest = 64

    /// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours cost one each.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int]()
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let change = left[row] == right[column] ? 0 : 1
                var cost = min(last[column] + change, last[column + 1] + 1, current[column] + 1)
                let isSwap = row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
                if isSwap { cost = min(cost, beforeLast[column - 1] + 1) }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
