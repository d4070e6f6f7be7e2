import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct DeviceAuthorizationTests {
    private func begun() throws -> DeviceAuthorization {
        DeviceAuthorization(clientID: try Samples.clientID(), expires: Samples.now + .seconds(900))
    }

    private func poll(_ device: inout DeviceAuthorization, after seconds: Int64) throws -> OpenIDError.Code? {
        switch device.poll(by: try Samples.clientID(), at: Samples.now + .seconds(seconds)) {
        case .granted: nil
        case .refused(let error): error.code
        }
    }

    @Test func `a device waits, and gets its sign-in once`() throws {
        var device = try begun()
        #expect(try poll(&device, after: 0) == .authorizationPending)
        #expect(try poll(&device, after: 5) == .authorizationPending)
        try device.answer(.approve(signIn: "s"), at: Samples.now + .seconds(6))
        #expect(device.poll(by: try Samples.clientID(), at: Samples.now + .seconds(7)) == .granted(signIn: "s"))
        #expect(try poll(&device, after: 12) == .deviceCodeUsed)
    }

    @Test func `whoever asks too often waits longer each time, up to a minute`() throws {
        var device = try begun()
        #expect(try poll(&device, after: 0) == .authorizationPending)
        #expect(try poll(&device, after: 1) == .slowDown)
        #expect(device.interval == .seconds(10))
        #expect(try poll(&device, after: 10) == .authorizationPending)
        for second in 11..<40 { #expect(try poll(&device, after: Int64(second)) == .slowDown) }
        #expect(device.interval == .seconds(60))
        #expect(try poll(&device, after: 98) == .authorizationPending)
    }

    @Test func `a person's answer counts once, and in time`() throws {
        var device = try begun()
        try device.answer(.deny, at: Samples.now)
        #expect(refusal { try device.answer(.approve(signIn: "s"), at: Samples.now) } == .deviceAlreadyAnswered)
        #expect(try poll(&device, after: 0) == .accessDenied)
        var late = try begun()
        #expect(refusal { try late.answer(.deny, at: Samples.now + .seconds(900)) } == .deviceCodeExpired)
        #expect(try poll(&late, after: 900) == .deviceCodeExpired)
        var approved = try begun()
        try approved.answer(.approve(signIn: "s"), at: Samples.now)
        #expect(try poll(&approved, after: 900) == .deviceCodeExpired)
    }

    @Test func `another application gets nothing`() throws {
        var device = try begun()
        try device.answer(.approve(signIn: "s"), at: Samples.now)
        guard case .refused(let error) = device.poll(by: try Samples.clientID("other"), at: Samples.now) else {
            Issue.record("granted")
            return
        }
        #expect(error.code == .deviceCodeClientWrong)
        #expect(try poll(&device, after: 0) == nil)
    }

    @Test func `the request and the answer of RFC 8628 are read and written`() throws {
        let request = try DeviceAuthorizationRequest(reading: Array("client_id=1406020730&scope=example_scope".utf8))
        #expect(request.proof == .none(try Samples.clientID("1406020730")))
        #expect(request.scopes.permissions == ["example_scope"])
        for text in ["client_id=a", "client_id=a&scope=+"] {
            #expect(refusal { try DeviceAuthorizationRequest(reading: Array(text.utf8)) } == .scopeMissing)
        }
        let answer = DeviceAuthorizationAnswer(
            deviceCode: "d", userCode: try UserCode(typed: "WDJBMJHT"), verificationURI: "https://example.com/device",
            expiresIn: 900, interval: 5)
        #expect(answer.json["user_code"] == .string("WDJB-MJHT"))
        #expect(answer.json["interval"] == .integer(5))
        #expect(
            answer.json["message"]
                == .string(
                    "To sign in, open the page https://example.com/device in a web browser and enter the code WDJB-MJHT."
                ))
    }
}
