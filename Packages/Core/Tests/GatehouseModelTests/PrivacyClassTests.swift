import GatehouseModel
import Testing

struct PrivacyClassTests {
    private static func reported(by ownership: Ownership?) -> [PrivacyClass] {
        PrivacyClass.allCases.filter { $0.isReported(by: ownership) }
    }

    @Test func `a company's device reports everything`() {
        #expect(Self.reported(by: .company) == PrivacyClass.allCases)
    }

    @Test(arguments: [Ownership.personal, nil])
    func `a personal device, or one whose owner is not known, reports posture and identity only`(owner: Ownership?) {
        #expect(Self.reported(by: owner) == [.posture, .identity])
    }

    @Test func `what is withheld says by whom, and a key that nobody knows counts as the most private`() {
        #expect(FactCatalogue.withholding(of: "software.packages", by: .company) == nil)
        #expect(FactCatalogue.withholding(of: "firewall.active", by: nil) == nil)
        #expect(
            FactCatalogue.withholding(of: "software.packages", by: .personal) == "not reported by personal devices")
        #expect(
            FactCatalogue.withholding(of: "software.packages", by: nil)
                == "not reported by devices whose owner is not known")
        #expect(FactCatalogue.withholding(of: "no.such.fact", by: .personal) != nil)
    }

    @Test func `what a script finds tells about the person, and is reported by whoever may run the script`() {
        let key: FactKey = "custom.kernel-settings.KernelRelease"
        #expect(FactCatalogue.privacy(of: key) == .person)
        #expect(FactCatalogue.customDefinition(of: key, type: .text)?.privacy == .person)
        #expect(FactCatalogue.withholding(of: key, by: .personal) == nil)
    }

    @Test func `what tells a machine apart is never taken for posture`() {
        for key in ["os.hostname", "hardware.serial", "hardware.uuid"] as [FactKey] {
            #expect(FactCatalogue.definition(of: key)?.privacy == .identity)
        }
        #expect(FactCatalogue.definition(of: "software.packages")?.privacy == .inventory)
    }
}
