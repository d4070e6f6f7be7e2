import GatehouseService
import Testing

struct RoleTests {
    @Test func `what each role may do is the golden matrix`() throws {
        let roles = Role.allCases
        var lines = ["permission".padded(26) + roles.map(\.rawValue).joined(separator: "  ")]
        for permission in Permission.all {
            let marks = roles.map { role in
                (role.allows(permission) ? "yes" : "-").padded(role.rawValue.count)
            }
            lines.append(permission.description.padded(26) + marks.joined(separator: "  "))
        }
        let text = lines.map { $0.trimmedEnd + "\n" }.joined()
        try expectGolden(text, "Tests/GatehouseAPITests/Goldens/roles.txt")
    }

    @Test func `only administrators touch tokens`() {
        for role in Role.allCases where role != .administrator {
            for action in Permission.Action.allCases { #expect(!role.allows(Permission(.token, action))) }
        }
    }

    @Test func `every role may ask who it is`() {
        for role in Role.allCases { #expect(role.allows(Permission(.identity, .read))) }
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }

    fileprivate var trimmedEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
