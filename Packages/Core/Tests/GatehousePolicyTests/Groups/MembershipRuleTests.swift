import GatehouseModel
import Testing

@testable import GatehousePolicy

@Suite struct MembershipRuleTests {
    private let ada: User = {
        var user = User(
            id: UserID(high: 1, low: 2), userName: "ada@example.org", displayName: "Ada",
            createdAt: Instant(seconds: 0))
        user.department = "Sales"
        user.kind = .guest
        return user
    }()
    private let laptop = Device(
        id: DeviceID(high: 1, low: 3), name: "eng-1", platform: .linux, ownership: .company, manufacturer: "Dell",
        enrolledAt: Instant(seconds: 0), lastContact: Instant(seconds: 0))

    @Test(arguments: [
        (#"user.department -eq "sales""#, true), (#"user.department -ne "Sales""#, false),
        (#"user.userPrincipalName -endsWith "@example.org" -and user.accountEnabled -eq true"#, true),
        (#"user.userType -eq "member""#, false), (#"user.mail -eq null"#, true),
        (#"-not (user.department -in ["Legal", "Sales"])"#, false), (#"user.manager -eq null"#, true),
        (#"device.displayName -eq "Ada""#, false),
    ])
    func `a rule chooses the people for whom it holds`(rule: String, isChosen: Bool) throws {
        #expect(try MembershipRule(parsing: rule).selects(ada) == isChosen)
    }

    @Test(arguments: [
        (#"device.platform -eq "linux""#, true), (#"device.platform -ne "linux""#, false),
        (#"device.displayName -startsWith "eng-" -and device.manufacturer -eq "Dell""#, true),
        (#"device.model -ne "XPS""#, false), (#"user.department -eq null"#, false),
    ])
    func `a rule chooses the devices for which it is known to hold`(rule: String, isChosen: Bool) throws {
        #expect(try MembershipRule(parsing: rule).selects(laptop) == isChosen)
    }

    @Test(arguments: [
        (#"user.departmet -eq "Sales""#, "unknown property `user.departmet`\nhint: did you mean `user.department`?"),
        (#"device.plattform -eq "linux""#, "unknown property `device.plattform`"),
        (#"device.platform -eq "beos""#, "`device.platform` is never `\"beos\"`"),
        (#"user.kind -startsWith "m""#, "`user.kind` does not allow `-startsWith`"),
        (#"user.department -eq "Sales" -or device.platform -eq "linux""#, "over people or over devices, not over both"),
        (#"device.isCompliant -eq true"#, "`device.isCompliant` cannot choose"), ("", "the rule is empty"),
        (#"department -eq "Sales""#, "expected a property, as `device.displayName` or `user.department`"),
    ])
    func `a rule that could not be meant is refused`(rule: String, message: String) {
        let error = #expect(throws: FilterError.self) { try MembershipRule(parsing: rule) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `a device filter still knows nothing of people`() {
        #expect(throws: FilterError.self) { try FilterExpression(parsing: #"user.department -eq "Sales""#) }
        #expect(throws: FilterError.self) { try FilterExpression(parsing: #"device.platform -eq "linux""#) }
    }

    @Test func `a rule in one spelling reads as the same rule`() throws {
        let rule = try MembershipRule(parsing: #"USER.userprincipalname startswith "a" or (user.surname eq null)"#)
        #expect(rule.canonicalText == #"user.userName -startsWith "a" -or user.familyName -eq null"#)
        #expect(try MembershipRule(parsing: rule.canonicalText).canonicalText == rule.canonicalText)
        #expect(rule.subject == .users)
    }
}
