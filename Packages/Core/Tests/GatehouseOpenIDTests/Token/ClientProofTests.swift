import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct ClientProofTests {
    private static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    private func proof(_ fields: KeyValuePairs<String, String>, _ header: String? = nil) throws -> ClientProof {
        try ClientProof(reading: FormParameters(reading: Samples.form(fields)), authorization: header)
    }

    @Test func `the header of RFC 6749 is read`() throws {
        let header = "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
        #expect(try proof([:], header) == .basic(try Samples.clientID(), secret: Samples.secret))
        #expect(try proof(["client_id": Samples.client], header).clientID == Samples.clientID())
    }

    @Test func `id and secret in the header are form-encoded before`() throws {
        let header = "basic " + Base64.encode(Array("a%3Ab:p%25+%C3%BC".utf8))
        #expect(try proof([:], header) == .basic(try Samples.clientID("a:b"), secret: "p% ü"))
    }

    @Test(arguments: [
        "", "Basic", "Bearer abc", "Basic ", "Basic !!", "Basic YQ==", "Basic Og==", "Basic OmE=",
        "Basic YTolZw==", "BasicYTph", "Basic YTph YTph",
    ])
    func `a header that says nothing is refused`(header: String) {
        #expect(refusal { try proof([:], header) } == .authorizationHeaderMalformed)
    }

    @Test func `Basic without a secret says who a public client is`() throws {
        #expect(try proof([:], "Basic YTo=") == .none(try Samples.clientID("a")))
        #expect(try proof(["client_id": "a"], "Basic YTo=") == .none(try Samples.clientID("a")))
        #expect(refusal { try proof(["client_id": "b"], "Basic YTo=") } == .clientIDInconsistent)
        #expect(refusal { try proof(["client_secret": "b"], "Basic YTo=") } == .authenticationRepeated)
    }

    @Test func `a secret of ours is the same form-encoded or not`() throws {
        let secret = Base64.encodeURL((0..<64).map { UInt8($0 * 4 + 3) })
        let header = "Basic " + Base64.encode(Array("\(Samples.client):\(secret)".utf8))
        #expect(secret.contains("-") || secret.contains("_"))
        #expect(try proof([:], header) == .basic(try Samples.clientID(), secret: secret))
    }

    @Test func `a secret in the body, and none at all, are read`() throws {
        #expect(
            try proof(["client_id": Samples.client, "client_secret": "a b"])
                == .post(try Samples.clientID(), secret: "a b"))
        #expect(try proof(["client_id": Samples.client]) == .none(try Samples.clientID()))
        #expect(try proof(["client_id": Samples.client, "client_secret": ""]) == .none(try Samples.clientID()))
        #expect(refusal { try proof([:]) } == .parameterMissing)
    }

    @Test func `an assertion says whose it is`() throws {
        let text = Samples.token(
            header: #"{"alg":"PS256","x5t":"\#(Base64.encodeURL([UInt8](repeating: 1, count: 20)))"}"#,
            claims: #"{"sub":"\#(Samples.client)"}"#)
        let proof = try proof(["client_assertion": text, "client_assertion_type": Self.type])
        #expect(proof == .assertion(try Samples.clientID(), try CompactJWS(text, allowsCertificateNames: true)))
        #expect(
            refusal {
                try self.proof(["client_id": "b", "client_assertion": text, "client_assertion_type": Self.type])
            }
                == .clientIDInconsistent)
        for type in ["", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"] {
            #expect(
                refusal { try self.proof(["client_assertion": text, "client_assertion_type": type]) }
                    == .assertionTypeUnsupported)
        }
        let without = Samples.token(header: #"{"alg":"PS256","kid":"a"}"#)
        #expect(
            refusal { try self.proof(["client_assertion": without, "client_assertion_type": Self.type]) }
                == .claimMissing)
    }

    @Test func `two proofs at once are refused`() {
        let header = "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
        #expect(refusal { try proof(["client_secret": "a"], header) } == .authenticationRepeated)
        #expect(refusal { try proof(["client_assertion": "a"], header) } == .authenticationRepeated)
        #expect(
            refusal { try proof(["client_id": "a", "client_secret": "a", "client_assertion": "a"]) }
                == .authenticationRepeated)
        #expect(refusal { try proof(["client_id": "a"], header) } == .clientIDInconsistent)
    }
}
