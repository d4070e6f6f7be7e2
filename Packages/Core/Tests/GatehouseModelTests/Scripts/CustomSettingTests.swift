import GatehouseModel
import Testing

@Suite struct CustomSettingTests {
    @Test func `a key of the family custom has three parts, and no other text is one`() {
        let key = FactKey(script: "disk-health", setting: "Wear_1")
        #expect(key.rawValue == "custom.disk-health.Wear_1")
        #expect(key.customParts?.script == "disk-health" && key.customParts?.setting == "Wear_1")
        for text in ["os.name", "custom.a", "custom..b", "custom.a.b.c", "custom.a.1b", "custom.a b.c", "custom.a."] {
            #expect(FactKey(text).customParts == nil, "\(text)")
        }
        let longest = String(repeating: "x", count: 64)
        let setting = String(repeating: "y", count: CustomSetting.longestName)
        #expect(FactKey(script: longest, setting: setting).rawValue.utf8.count <= 128)
        #expect(!CustomSetting.isName(setting + "y") && !CustomSetting.isName("_a") && !CustomSetting.isName(""))
    }

    @Test(arguments: ["0", "-0.5", "1e3", "12.25E-2", "1e+300"])
    func `a number as JSON writes it is a decimal`(text: String) {
        #expect(DecimalText.value(text) == Double(text))
        #expect(FactType.decimal.admits(.text(text)))
    }

    @Test(arguments: [
        "", "nan", "inf", "0x10", "1.", ".5", "1e", "+1", "1 ", "1e999", String(repeating: "1", count: 65),
    ])
    func `anything else is none`(text: String) {
        #expect(DecimalText.value(text) == nil)
        #expect(!FactType.decimal.admits(.text(text)))
    }

    @Test func `what a script reads may tell about the person, so that personal devices keep it`() {
        let definition = FactCatalogue.customDefinition(of: "custom.a.b", type: .boolean)
        #expect(definition?.privacy == .person)
        #expect(FactCatalogue.customDefinition(of: "os.name", type: .boolean) == nil)
        #expect(FactCatalogue.all.allSatisfy { !$0.key.isCustom })
    }
}
