import GatehouseWebAuthn
import Testing

@Suite struct RegistrationOptionsTests {
    @Test(arguments: [[], [COSEAlgorithm.es256, .es256]])
    func `no algorithm, and one twice, cannot be offered`(algorithms: [COSEAlgorithm]) {
        let error = #expect(throws: WebAuthnError.self) { try Samples.registration(algorithms: algorithms) }
        #expect(error?.code == .optionsInvalid)
    }
}
