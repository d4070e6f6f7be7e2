import GatehouseOpenID
import Testing

@Suite struct ApplicationTests {
    @Test func `an application uses the grants that it was given, while it is enabled`() throws {
        var application = try Samples.application(grants: [.authorizationCode, .clientCredentials])
        for grant in GrantType.allCases {
            let isGiven = [.authorizationCode, .clientCredentials].contains(grant)
            #expect(refusal { try application.requireGrant(grant) } == (isGiven ? nil : .grantNotAllowed))
        }
        application.isEnabled = false
        #expect(refusal { try application.requireGrant(.authorizationCode) } == .clientDisabled)
    }

    @Test func `a public client has no rights of its own, whatever was registered`() throws {
        let application = try Samples.application(isConfidential: false)
        for grant in GrantType.allCases {
            let expected: OpenIDError.Code? = grant == .clientCredentials ? .grantNotAllowed : nil
            #expect(refusal { try application.requireGrant(grant) } == expected)
        }
    }
}
