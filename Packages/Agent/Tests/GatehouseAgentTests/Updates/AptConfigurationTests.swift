import Foundation
import Testing

@testable import GatehouseAgent

struct AptConfigurationTests {
    private static func configuration(_ text: String) throws -> AptConfiguration {
        try AptConfiguration(Array(text.utf8), Fixture().machine)
    }

    private static func block(_ random: inout Seeded, depth: Int) -> String {
        let names = ["Alpha", "beta", "Gamma::Delta", "EPSILON"]
        let values = ["\"1\"", "\"two words\"", "3", "\"a;b{c}//d\"", "\"\"", "always"]
        var lines = [String]()
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let name = random.pick(names)
            switch Int.random(in: 0..<8, using: &random) {
            case 0 where depth < 3:
                lines.append("\(name) { \(block(&random, depth: depth + 1))\n}\(random.pick([";", ""]))")
            case 1: lines.append("\(random.pick(["\"item\"", "\"other item\""]));")
            case 2: lines.append("\(name):: \(random.pick(["\"x\"", "y"]));")
            case 3: lines.append(random.pick(["// c \"", "# c {", "/* c ; \n } */"]))
            case 4 where depth == 1: lines.append("\(name) {\n  \"one\"; // c\n  \"two\";\n};")
            default: lines.append("\(name) \(random.pick(values));")
            }
        }
        return lines.joined(separator: "\n")
    }

    @Test func `values and lists are those of apt-config`() throws {
        var random = Seeded(FuzzEffort.seed(17))
        for round in 0..<FuzzEffort.rounds(60) {
            let clear = random.pick(["", "", "\n#clear Test::Alpha;\nTest::Alpha \"again\";", "\n#clear Test::beta;"])
            let text = "Test {\n\(Self.block(&random, depth: 1))\n};\ntest::More:: \"m\";\(clear)\n"
            let fixture = try Fixture(["apt.conf": text])
            let outcome = try Tool.aptConfig.run("-c", "\(fixture.path)/apt.conf", "dump")
            try #require(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)\n\(text)")
            let ours = try AptConfiguration(Array(text.utf8), fixture.machine)
            var lists: [String: [String]] = [:]
            for line in outcome.output.split(separator: "\n") where line.lowercased().hasPrefix("test::") {
                let name = String(line.prefix { $0 != " " })
                let value = String(line.dropFirst(name.count + 2).dropLast(2))
                if name.hasSuffix("::") {
                    lists[name.lowercased(), default: []].append(value)
                } else {
                    #expect(ours[name] ?? "" == value, "round \(round), \(name):\n\(text)\n\(outcome.output)")
                }
            }
            for (name, values) in lists {
                #expect(ours.list(String(name.dropLast(2))) == values, "round \(round), \(name):\n\(text)")
            }
        }
    }

    @Test func `parts are read in order, the main file last, foreign names not at all`() throws {
        let fixture = try Fixture([
            "/etc/apt/apt.conf.d/20a": "A::B \"1\"; A::C \"1\";",
            "/etc/apt/apt.conf.d/10b.conf": "a::b \"0\"; A::D:: \"x\";",
            "/etc/apt/apt.conf.d/30c.dpkg-old": "A::B \"9\";", "/etc/apt/apt.conf.d/40~": "}",
            "/etc/apt/apt.conf": "A::C \"2\";",
        ])
        let configuration = try AptConfiguration(fixture.machine)
        #expect(configuration["A::B"] == "1" && configuration["A::C"] == "2" && configuration.list("a::d") == ["x"])
    }

    @Test(arguments: ["A {", "}", "A \"b", "/* x", "{ };", "A \"1\"", "#include;", "#include \"relative\";"])
    func `what apt refuses is refused`(text: String) {
        #expect(throws: MachineError.self) { try Self.configuration(text) }
    }

    @Test func `includes that include themselves are refused`() throws {
        let fixture = try Fixture()
        try fixture.write("/etc/apt/apt.conf", "#include \"/etc/apt/apt.conf\";")
        #expect(throws: MachineError.self) { try AptConfiguration(fixture.machine) }
    }

    @Test func `mutated text causes no crashes`() throws {
        let seed =
            "Test { A \"1\"; \"x\"; B::C { \"y\"; }; };\n#clear Test::A;\n// c\n/* d */ X:: \"z\"; #include \"/x\";\n"
        let machine = try Fixture().machine
        Mutation.forEach(of: [seed]) { _ = try? AptConfiguration($0, machine) }
    }
}
