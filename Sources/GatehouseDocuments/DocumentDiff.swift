/// Compares documents as people read changes.
public enum DocumentDiff {
    private static let context = 3
    /// Beyond this many changed lines on a side the texts are shown as replaced, since comparing costs their product.
    private static let longest = 4000

    /// A unified diff of lines; empty when the texts are equal.
    public static func diff(
        _ old: String, _ new: String, oldName: String = "old", newName: String = "new"
    ) -> String {
        guard old != new else { return "" }
        let steps = steps(from: lines(old), to: lines(new))
        var output = ["--- \(oldName)", "+++ \(newName)"]
        for hunk in hunks(in: steps) { output += text(of: hunk, in: steps) }
        return output.joined(separator: "\n") + "\n"
    }

    private enum Step {
        case keep(Substring)
        case remove(Substring)
        case insert(Substring)

        var line: String {
            switch self {
            case .keep(let line): " \(line)"
            case .remove(let line): "-\(line)"
            case .insert(let line): "+\(line)"
            }
        }

        var isChange: Bool {
            if case .keep = self { false } else { true }
        }
    }

    private static func lines(_ text: String) -> [Substring] {
        let body = text.hasSuffix("\n") ? text.dropLast() : text[...]
        return text.isEmpty ? [] : body.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private static func steps(from old: [Substring], to new: [Substring]) -> [Step] {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let before = Array(old[head..<(old.count - tail)])
        let after = Array(new[head..<(new.count - tail)])
        var steps = old[..<head].map(Step.keep)
        if before.count > longest || after.count > longest {
            steps += before.map(Step.remove) + after.map(Step.insert)
        } else {
            steps += compared(before, after)
        }
        return steps + old[(old.count - tail)...].map(Step.keep)
    }

    private static func compared(_ old: [Substring], _ new: [Substring]) -> [Step] {
        var removed = Set<Int>()
        var inserted = Set<Int>()
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var steps = [Step]()
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                steps.append(.remove(old[left]))
                left += 1
            } else if right < new.count, inserted.contains(right) {
                steps.append(.insert(new[right]))
                right += 1
            } else {
                steps.append(.keep(old[left]))
                (left, right) = (left + 1, right + 1)
            }
        }
        return steps
    }

    /// Runs of steps around changes; runs whose contexts touch are one.
    private static func hunks(in steps: [Step]) -> [Range<Int>] {
        var hunks = [Range<Int>]()
        for index in steps.indices where steps[index].isChange {
            let range = max(0, index - context)..<min(steps.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    private static func text(of hunk: Range<Int>, in steps: [Step]) -> [String] {
        let before = count(steps[..<hunk.lowerBound])
        let within = count(steps[hunk])
        let old = "\(before.old + (within.old == 0 ? 0 : 1)),\(within.old)"
        let new = "\(before.new + (within.new == 0 ? 0 : 1)),\(within.new)"
        return ["@@ -\(old) +\(new) @@"] + steps[hunk].map(\.line)
    }

    private static func count(_ steps: some Sequence<Step>) -> (old: Int, new: Int) {
        steps.reduce(into: (old: 0, new: 0)) { sum, step in
            switch step {
            case .keep: sum = (sum.old + 1, sum.new + 1)
            case .remove: sum.old += 1
            case .insert: sum.new += 1
            }
        }
    }
}
