import GatehouseFuzzing
import GatehouseModel

/// Makes rules and devices out of so few values that rules often hold.
struct FilterGenerator {
    private static let texts = [
        "eng-", "ENG-laptop", "laptop", "7", "Debian", "LENOVO", "12", "it's `a` \"test\"", "é", "",
    ]
    private static let identifiers = ["01234567-89ab-4def-8123-456789abcdef", "nobody"]
    private static let textual = [
        "displayName", "manufacturer", "model", "operatingSystem", "operatingSystemVersion", "enrollmentProfileName",
        "extensionAttribute1", "extensionAttribute15", "owner",
    ]
    private static let textOperators = [
        "eq", "ne", "startsWith", "notStartsWith", "endsWith", "notEndsWith", "contains", "notContains",
    ]

    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func rule() -> String { rule(depth: 3) }

    private mutating func rule(depth: Int) -> String {
        guard depth > 0, random.chance(60) else { return comparison() }
        let hyphen = random.pick(["-", ""])
        switch random.below(3) {
        case 0: return "\(hyphen)not (\(rule(depth: depth - 1)))"
        case 1: return operands(depth).joined(separator: " \(hyphen)and ")
        default: return operands(depth).joined(separator: " \(hyphen)OR ")
        }
    }

    private mutating func operands(_ depth: Int) -> [String] {
        (0..<2 + random.below(2)).map { _ in
            let inner = rule(depth: depth - 1)
            return random.chance(70) ? "(\(inner))" : inner
        }
    }

    private mutating func comparison() -> String {
        let hyphen = random.pick(["-", ""])
        let equality = random.pick(["eq", "ne"])
        switch random.below(8) {
        case 0: return "device.isCompliant \(hyphen)\(equality) \(random.pick(["True", "\"false\"", "true", "null"]))"
        case 1: return "device.deviceOwnership \(hyphen)\(equality) \(random.pick(["\"Company\"", "\"personal\""]))"
        case 2: return "device.trustType \(hyphen)\(equality) \(random.pick(["\"AzureAD\"", "\"ServerAd\"", "null"]))"
        case 3:
            return "device.\(random.pick(["systemLabels", "tags"])) \(random.pick(["-contains", "-notContains"])) "
                + random.pick(["\"kiosk\"", "\"Lab\"", "\"\""])
        case 4:
            return "device.deviceId \(random.pick(["-in", "notIn"])) "
                + "[\(Self.identifiers.filter { _ in random.chance(60) }.reduce("\"x\"") { "\($0), \"\($1)\"" })]"
        case 5:
            return "device.\(random.pick(Self.textual)) \(random.pick(["-in", "-NOTIN"])) [\"Debian\", \(quotedText())]"
        default:
            return "device.\(random.pick(Self.textual)) \(hyphen)\(random.pick(Self.textOperators)) \(quotedText())"
        }
    }

    private mutating func quotedText() -> String {
        let escaped = random.pick(Self.texts).map { character in
            switch character {
            case "\"", "`": "`\(character)"
            case "'": "''"
            default: String(character)
            }
        }
        return "\"\(escaped.joined())\""
    }

    mutating func device() -> Device {
        var device = Sample.device
        device.name = random.pick(["eng-laptop-7", "ENG-LAPTOP-7", "hr-desktop", "É-book"])
        device.ownership = random.pick(Ownership.allCases)
        device.trustType = random.pick(TrustType.allCases)
        device.manufacturer = random.pick(["LENOVO", "lenovo", ""])
        device.owner = random.pick(["ada@eng-lab.example", nil])
        device.tags = random.pick([["kiosk"], ["kiosk", "lab"], []])
        device.operatingSystem = random.pick(["Debian GNU/Linux", "debian", ""])
        return device
    }
}
