import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct TrustedPlatformModuleCollectorTests {
    @Test func `a TPM 2.0 names its version and, by its ACPI identifier, its maker`() throws {
        let fixture = try Fixture([
            "/sys/class/tpm/tpm0/tpm_version_major": "2\n", "/sys/class/tpm/tpmrm0/dev": "1",
            "/sys/class/tpm/tpm0/device/firmware_node/hid": "STM0125\n",
        ])
        let facts = try fixture.facts(of: TrustedPlatformModuleCollector())
        #expect(facts["tpm.present"]?.value == .boolean(true))
        #expect(facts["tpm.version"]?.value == .text("2.0"))
        #expect(facts["tpm.manufacturer"]?.value == .text("STMicroelectronics"))
        #expect(facts["tpm.isVirtual"]?.missing?.contains("endorsement certificate") == true)
    }

    @Test func `a TPM 1.2 tells them in its capabilities`() throws {
        let fixture = try Fixture([
            "/sys/class/tpm/tpm0/device/caps":
                "Manufacturer: 0x49465800\nTCG version: 1.2\nFirmware version: 3.17\n"
        ])
        let facts = try fixture.facts(of: TrustedPlatformModuleCollector())
        #expect(facts["tpm.version"]?.value == .text("1.2"))
        #expect(facts["tpm.manufacturer"]?.value == .text("Infineon"))
    }

    @Test func `a device that the kernel itself made is virtual`() throws {
        let fixture = try Fixture(["/sys/devices/virtual/tpm/tpm0/tpm_version_major": "2"])
        try fixture.link("/sys/class/tpm/tpm0", to: "../../devices/virtual/tpm/tpm0")
        let facts = try fixture.facts(of: TrustedPlatformModuleCollector())
        #expect(facts["tpm.isVirtual"]?.value == .boolean(true))
    }

    @Test(arguments: ["3", "", "two", "\u{0}", String(repeating: "2", count: 100)])
    func `a version that is none is not guessed`(version: String) throws {
        let fixture = try Fixture(["/sys/class/tpm/tpm0/tpm_version_major": version])
        let facts = try fixture.facts(of: TrustedPlatformModuleCollector())
        #expect(facts["tpm.version"]?.missing != nil)
        #expect(facts["tpm.manufacturer"]?.missing != nil)
    }

    @Test func `none is none, and firmware's word alone makes no device`() throws {
        let without = try Fixture(["/sys/class/net/lo/mtu": "1"]).facts(of: TrustedPlatformModuleCollector())
        #expect(without["tpm.present"]?.value == .boolean(false) && without["tpm.version"]?.isAbsent == true)
        let announced = try Fixture(["/sys/class/net/lo/mtu": "1", "/sys/firmware/acpi/tables/TPM2": "x"])
            .facts(of: TrustedPlatformModuleCollector())
        #expect(announced["tpm.present"]?.evidence.contains("no driver serves it") == true)
        #expect(try Fixture().facts(of: TrustedPlatformModuleCollector())["tpm.present"]?.missing != nil)
    }

    @Test func `this machine has one if it has the device file`() throws {
        let facts = try GatehouseAgentTests.facts(of: TrustedPlatformModuleCollector())
        #expect(facts["tpm.present"]?.value == .boolean(FileManager.default.fileExists(atPath: "/dev/tpm0")))
    }
}
