import GatehouseModel
import Testing

@testable import GatehouseAgent

struct HardwareCollectorTests {
    @Test func `processors and model of this machine are those of lscpu`() throws {
        let lines = try Tool.lscpu.output().split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1) }
        let theirs = Dictionary(lines.filter { $0.count == 2 }.map { (String($0[0]), $0[1].drop { $0 == " " }) }) {
            one, _ in one
        }
        let facts = try facts(of: HardwareCollector())
        #expect(facts["hardware.cpu.count"]?.value?.description == String(try #require(theirs["CPU(s)"])))
        #expect(facts["hardware.cpu.model"]?.value == .text(String(try #require(theirs["Model name"]))))
        #expect(facts["hardware.uuid"]?.value != nil)
        #expect(facts["hardware.memory"]?.value != nil)
    }

    @Test func `DMI names the machine`() throws {
        let fixture = try Fixture([
            "/sys/class/dmi/id/sys_vendor": "LENOVO\n", "/sys/class/dmi/id/product_name": "20XW\n",
            "/sys/class/dmi/id/product_serial": "PF1\n",
            "/sys/class/dmi/id/product_uuid": "4C4C4544-0051-3510-8053-B4C04F503233\n",
            "/proc/meminfo": "MemTotal:       16000 kB\nMemFree: 1 kB\n", "/sys/devices/system/cpu/online": "0-3,6\n",
            "/proc/cpuinfo": "processor\t: 0\nmodel name\t: Example CPU @ 2.00GHz\n",
        ])
        let facts = try fixture.facts(of: HardwareCollector())
        #expect(facts["hardware.manufacturer"]?.value == .text("LENOVO"))
        #expect(facts["hardware.uuid"]?.value == .text("4c4c4544-0051-3510-8053-b4c04f503233"))
        #expect(facts["hardware.memory"]?.value == .integer(16_384_000))
        #expect(facts["hardware.cpu.count"]?.value == .integer(5))
        #expect(facts["hardware.cpu.model"]?.value == .text("Example CPU @ 2.00GHz"))
    }

    @Test func `a vendor's placeholder is no value, and the machine id stands in for the UUID`() throws {
        let fixture = try Fixture([
            "/sys/class/dmi/id/sys_vendor": "To Be Filled By O.E.M.\n",
            "/sys/class/dmi/id/product_uuid": "00000000-0000-0000-0000-000000000000\n",
            "/etc/machine-id": "0123456789abcdef0123456789abcdef\n",
        ])
        let facts = try fixture.facts(of: HardwareCollector())
        #expect(facts["hardware.manufacturer"]?.isAbsent == true)
        #expect(facts["hardware.uuid"]?.value == .text("0123456789abcdef0123456789abcdef"))
        #expect(facts["hardware.uuid"]?.evidence.contains("machine id") == true)
    }

    @Test func `a board without DMI has its device tree`() throws {
        let fixture = try Fixture([
            "/proc/device-tree/model": "Raspberry Pi 4 Model B\0", "/proc/device-tree/serial-number": "1000abc\0",
            "/proc/cpuinfo": "CPU implementer\t: 0x41\nCPU part\t: 0xd08\n", "/sys/devices/system/cpu/online": "x",
        ])
        let facts = try fixture.facts(of: HardwareCollector())
        #expect(facts["hardware.model"]?.value == .text("Raspberry Pi 4 Model B"))
        #expect(facts["hardware.serial"]?.value == .text("1000abc"))
        #expect(facts["hardware.cpu.model"]?.value == .text("CPU implementer 0x41, CPU part 0xd08"))
        #expect(facts["hardware.cpu.count"]?.missing != nil)
        #expect(facts["hardware.manufacturer"]?.isAbsent == true && facts["hardware.uuid"]?.isAbsent == true)
    }
}
