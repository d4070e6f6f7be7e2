import Crypto
import GatehouseKeys
import Testing

@Suite struct DeviceKeyTests {
    @Test func `a key reads back from its PEM`() throws {
        let key = DeviceKey()
        #expect(key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----"))
        #expect(try DeviceKey(pem: key.pem).publicKeyDER == key.publicKeyDER)
    }

    @Test func `a fresh key is another key`() {
        #expect(DeviceKey().publicKeyDER != DeviceKey().publicKeyDER)
    }

    @Test(arguments: ["", "nonsense", P384.Signing.PrivateKey().pemRepresentation])
    func `what is not a P-256 key in PEM is refused`(pem: String) {
        #expect { try DeviceKey(pem: pem) } throws: { ($0 as? KeyError)?.code == .notPEM }
    }

    @Test func `secrets are compared by all their bytes`() {
        #expect(ConstantTime.equal("same", "same"))
        #expect(!ConstantTime.equal("same", "samf"))
        #expect(!ConstantTime.equal("same", "sam"))
        #expect(ConstantTime.equal("", ""))
    }
}
