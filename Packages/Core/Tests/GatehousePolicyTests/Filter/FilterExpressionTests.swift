import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct FilterExpressionTests {
    private func matches(_ text: String, _ device: Input<Device> = .known(Sample.device)) throws -> Bool? {
        try FilterExpression(parsing: text).matches(device)
    }

    @Test func `comparison ignores case, also beyond ASCII`() throws {
        #expect(try matches(#"device.displayName -eq "ENG-Laptop-7""#) == true)
        var device = Sample.device
        device.name = "ÉCLAIR"
        #expect(try matches(#"DEVICE.displayname -STARTSWITH "éc""#, .known(device)) == true)
        #expect(try matches(#"device.displayName -contains "LAI""#, .known(device)) == true)
        #expect(try matches(#"device.displayName -endsWith "é""#, .known(device)) == false)
    }

    @Test func `a property without a value is null`() throws {
        var device = Sample.device
        device.model = ""
        #expect(try matches("device.model -eq null", .known(device)) == true)
        #expect(try matches("device.model -ne null", .known(device)) == false)
        #expect(try matches(#"device.model -eq """#, .known(device)) == false)
        #expect(try matches(#"device.extensionAttribute7 -notContains "SAW""#) == true)
        #expect(try matches(#"device.systemLabels -contains "kiosk""#) == false)
    }

    @Test func `a tag is contained whole and in any case`() throws {
        var device = Sample.device
        device.tags = ["kiosk", "lab-2"]
        #expect(try matches(#"device.tags -contains "Kiosk""#, .known(device)) == true)
        #expect(try matches(#"device.tags -contains "lab""#, .known(device)) == false)
        #expect(try matches(#"device.tags -notContains "lab""#, .known(device)) == true)
        device.tags = []
        #expect(try matches(#"device.tags -contains "kiosk""#, .known(device)) == false)
        #expect(try matches(#"device.tags -notContains "kiosk""#, .known(device)) == true)
    }

    @Test func `an owner is compared as text, and nobody's device has none`() throws {
        var device = Sample.device
        device.owner = "ada@example.org"
        #expect(try matches(#"device.owner -eq "Ada@example.org""#, .known(device)) == true)
        #expect(try matches(#"device.owner -endsWith "@example.org""#, .known(device)) == true)
        device.owner = nil
        #expect(try matches("device.owner -eq null", .known(device)) == true)
    }

    @Test func `an absent device matches negative operators only`() throws {
        #expect(try matches(#"device.displayName -startsWith "eng""#, .absent) == false)
        #expect(try matches(#"device.displayName -notStartsWith "eng""#, .absent) == true)
        #expect(try matches(#"device.displayName -notIn ["a"]"#, .absent) == true)
        #expect(try matches("device.isCompliant -ne True", .absent) == true)
        #expect(try matches("device.deviceId -eq null", .absent) == true)
    }

    @Test func `an unavailable device leaves every answer open`() throws {
        #expect(try matches(#"device.model -eq "a" -or -not device.model -eq "a""#, .unavailable) == nil)
    }

    @Test func `unknown compliance leaves open only what depends on it`() throws {
        #expect(try matches("device.isCompliant -eq True") == nil)
        #expect(try matches(#"device.isCompliant -eq True -and device.model -eq "none""#) == false)
        #expect(try matches(#"device.isCompliant -eq True -or device.displayName -contains "eng""#) == true)
        #expect(try matches("-not device.isCompliant -eq True") == nil)
    }

    @Test(arguments: [("True", true), ("\"True\"", true), ("false", false), ("\"FALSE\"", false)])
    func `compliance compares with a truth value, quoted or not`(value: String, wanted: Bool) throws {
        let rule = try FilterExpression(parsing: "device.isCompliant -eq \(value)")
        #expect(rule.matches(.known(Sample.device), isCompliant: .known(wanted)) == true)
        #expect(rule.matches(.known(Sample.device), isCompliant: .known(!wanted)) == false)
        #expect(rule.matches(.known(Sample.device), isCompliant: .absent) == false)
    }

    @Test func `a device is found by its identifier in any case`() throws {
        let id = Sample.device.id.description.uppercased()
        #expect(try matches(#"device.deviceId -in ["x", "\#(id)"]"#) == true)
        #expect(try matches(#"device.deviceId -ne "\#(id)""#) == false)
    }
}
