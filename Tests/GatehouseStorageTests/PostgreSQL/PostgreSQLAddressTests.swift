import Testing

@testable import GatehouseStorage

@Suite struct PostgreSQLAddressTests {
    private static let secret = "hunter2"

    @Test(arguments: [
        "postgresql://app:hunter2@db.example:5432/gatehouse?sslmode=require",
        "postgres://app@db.example/gatehouse?password=hunter2",
    ])
    func `an address never shows its password`(_ url: String) throws {
        let address = try PostgreSQLAddress(url, environment: [:])
        #expect(!"\(address)".contains(Self.secret))
        #expect("\(address)".hasPrefix("postgresql://app@db.example"))
        #expect(address.parameters(purpose: "reads", limits: PostgreSQLLimits())["password"] == Self.secret)
    }

    @Test func `a password that the programs cannot be given out of sight is refused, and not shown`() throws {
        let url = "postgresql://app@db.example/g?sslkey=/etc/key.pem"
        _ = try PostgreSQLAddress(url, environment: [:]).forPrograms(purpose: "backup")
        let address = try PostgreSQLAddress("\(url)&sslpassword=hunter2", environment: [:])
        let error = #expect(throws: StoreOpeningError.self) { _ = try address.forPrograms(purpose: "backup") }
        #expect(error?.message.hasPrefix("`sslpassword` would stand in the list of processes") == true)
        #expect(error?.description.contains(Self.secret) == false)
    }

    @Test(arguments: [
        "mysql://app:hunter2@db.example/gatehouse", "postgresql://app:hunter2@x@db.example:port/gatehouse",
        "postgresql://app:hun%ter2@db.example/gatehouse", "postgresql://a@b/c?hunter2=1", "host=a password=hunter2",
        "postgresql://app:2024/hunter2@db.example/gatehouse",
    ])
    func `a URL that cannot be understood is refused without repeating it`(_ url: String) throws {
        let error = #expect(throws: StoreOpeningError.self) { try PostgreSQLAddress(url, environment: [:]) }
        let words = "\(try #require(error))"
        #expect(words.contains("hint: it looks like postgresql://USER@HOST:PORT/DATABASE"))
        #expect(!words.contains("hun"))
    }

    @Test(arguments: [
        ("postgresql://app@db.example/g", true), ("postgresql://app@192.0.2.1/g", true),
        ("postgresql://app@localhost,db.example/g", true), ("postgresql://app@db.example/g?sslmode=disable", false),
        ("postgresql://app@db.example/g?sslmode=require", false), ("postgresql://app@localhost/g", false),
        ("postgresql://app@127.0.0.1/g", false), ("postgresql://app@[::1]/g", false), ("postgresql:///g", false),
        ("postgresql://app@/g?host=/run/postgresql", false), ("postgresql://app@/g?host=db.example", true),
        ("postgresql://app@localhost/g?hostaddr=192.0.2.1", true), ("postgresql:///g?service=prod", true),
        ("postgresql://app@db.example/g?sslmode=", true),
    ])
    func `only a proven server will do where others may listen`(_ url: String, _ isWanted: Bool) throws {
        let address = try PostgreSQLAddress(url, environment: [:])
        #expect(address.needsTLS == isWanted)
        let mode = address.parameters(purpose: "reads", limits: PostgreSQLLimits())["sslmode"]
        #expect((mode == "verify-full") == isWanted)
    }

    @Test func `what the URL says beats what we would add`() throws {
        let address = try PostgreSQLAddress("postgresql://a@b/c?tcp_user_timeout=7", environment: [:])
        #expect(address.parameters(purpose: "reads", limits: PostgreSQLLimits())["tcp_user_timeout"] == "7")
        let elsewhere = try PostgreSQLAddress("postgresql://a@/c", environment: ["PGHOST": "db.example"])
        #expect(elsewhere.needsTLS)
        let chosen = try PostgreSQLAddress("postgresql://a@b/c", environment: ["PGSSLMODE": "disable"])
        #expect(!chosen.needsTLS)
    }
}
