import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct FirmwareCollectorTests {
    private static let variables = "/sys/firmware/efi/efivars"
    private static let guid = "8be4df61-93ca-11d2-aa0d-00e098032b8c"

    private static func facts(secureBoot: [UInt8]?, setupMode: [UInt8]?) throws -> [FactKey: Fact] {
        let fixture = try Fixture(["\(variables)/Boot0000-\(guid)": "x"])
        if let secureBoot { try fixture.write("\(variables)/SecureBoot-\(guid)", bytes: secureBoot) }
        if let setupMode { try fixture.write("\(variables)/SetupMode-\(guid)", bytes: setupMode) }
        return try fixture.facts(of: FirmwareCollector())
    }

    @Test func `DMI names the firmware and its date`() throws {
        let fixture = try Fixture([
            "/sys/class/dmi/id/bios_vendor": "LENOVO\n", "/sys/class/dmi/id/bios_version": "N2IET88W (1.66 )\n",
            "/sys/class/dmi/id/bios_date": "03/22/2021\n", "/sys/firmware/dmi/tables/DMI": "x",
        ])
        let facts = try fixture.facts(of: FirmwareCollector())
        #expect(facts["firmware.vendor"]?.value == .text("LENOVO"))
        #expect(facts["firmware.version"]?.value == .text("N2IET88W (1.66 )"))
        #expect(facts["firmware.date"]?.value == .text("2021-03-22T00:00:00Z"))
        #expect(facts["firmware.type"]?.value == .text("bios"))
        #expect(facts["firmware.secureBoot"]?.value == .boolean(false))
    }

    @Test(arguments: ["2021-03-22", "13/45/2021", "03/22", "//", "0\u{0}/22/2021", "a/b/c/d"])
    func `a date of another form is not guessed`(date: String) throws {
        let facts = try Fixture(["/sys/class/dmi/id/bios_date": date]).facts(of: FirmwareCollector())
        #expect(facts["firmware.date"]?.missing?.contains("is not mm/dd/yyyy") == true)
    }

    @Test(
        arguments: [
            ([6, 0, 0, 0, 1], [6, 0, 0, 0, 0], true), ([6, 0, 0, 0, 0], [6, 0, 0, 0, 0], false),
            ([6, 0, 0, 0, 1], [6, 0, 0, 0, 1], false), (nil, nil, false),
        ] as [([UInt8]?, [UInt8]?, Bool)])
    func `secure boot holds unless keys may be enrolled`(
        secureBoot: [UInt8]?, setupMode: [UInt8]?, expected: Bool
    ) throws {
        let facts = try Self.facts(secureBoot: secureBoot, setupMode: setupMode)
        #expect(facts["firmware.type"]?.value == .text("uefi"))
        #expect(facts["firmware.secureBoot"]?.value == .boolean(expected))
        #expect(facts["firmware.secureBootSetupMode"]?.value == .boolean(setupMode?.last == 1))
    }

    @Test(arguments: [[], [1], [6, 0, 0, 0, 2], [6, 0, 0, 0, 1, 1], Array(repeating: 1, count: 5000)] as [[UInt8]])
    func `a variable that is no flag is not guessed`(bytes: [UInt8]) throws {
        let facts = try Self.facts(secureBoot: bytes, setupMode: [6, 0, 0, 0, 0])
        #expect(facts["firmware.secureBoot"]?.missing != nil)
    }

    @Test func `without efivars mounted, and without anything of the firmware, nothing is claimed`() throws {
        let unmounted = try Fixture(["/sys/firmware/efi/fw_platform_size": "64"]).facts(of: FirmwareCollector())
        #expect(unmounted["firmware.secureBoot"]?.missing?.contains("is not mounted") == true)
        let container = try Fixture().facts(of: FirmwareCollector())
        #expect(container["firmware.type"]?.missing != nil && container["firmware.secureBoot"]?.missing != nil)
        let direct = try Fixture(["/sys/firmware/acpi/tables/DSDT": "x"]).facts(of: FirmwareCollector())
        #expect(direct["firmware.type"]?.isAbsent == true && direct["firmware.secureBoot"]?.value == .boolean(false))
    }

    @Test func `this machine's secure boot is what mokutil says`() throws {
        let theirs = try Tool.mokutil.run("--sb-state")
        let isEnabled = theirs.output.contains("SecureBoot enabled") && !theirs.output.contains("Setup Mode")
        let ours = try GatehouseAgentTests.facts(of: FirmwareCollector())["firmware.secureBoot"]
        #expect((ours?.value == .boolean(true)) == isEnabled, "\(theirs.output)")
    }
}
