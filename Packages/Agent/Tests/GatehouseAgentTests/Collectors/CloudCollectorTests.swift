import GatehouseModel
import Testing

@testable import GatehouseAgent

struct CloudCollectorTests {
    private static let amazon = ["/sys/class/dmi/id/sys_vendor": "Amazon EC2\n"]
    private static let document =
        #"{"instanceId":"i-0123","region":"eu-central-1","instanceType":"t3.micro","n":[1,{"instanceId":"no"}]}"#

    private static func reply(_ body: String, status: String = "200 OK", headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }

    /// `provider instanceID instanceType region`, with a server of the test's own in a namespace of its own.
    private static func ask(
        _ files: [String: String], _ answer: @escaping @Sendable (String) -> String?
    ) throws -> (outline: String, requests: [String]) {
        try NetworkNamespace.run {
            let server = try MetadataServer(answer)
            let collector = CloudCollector(
                asksMetadata: true, service: MetadataService(timeLimit: .milliseconds(400)))
            let facts = try Fixture(files).facts(of: collector)
            return (collector.keys.map(facts.outline).joined(separator: " "), server.requests)
        }
    }

    @Test(arguments: [
        ("sys_vendor", "Amazon EC2", "aws"), ("bios_version", "4.11.amazon", "aws"),
        ("chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77", "azure"), ("sys_vendor", "Hetzner", "hetzner"),
        ("product_name", "Google Compute Engine", "gcp"), ("sys_vendor", "LENOVO", "absent"),
        ("chassis_asset_tag", "OracleCloud.com", "oracle"), ("sys_vendor", "\0\0", "absent"),
    ])
    func `firmware names the cloud`(field: String, text: String, expected: String) throws {
        let facts = try Fixture(["/sys/class/dmi/id/\(field)": text]).facts(of: CloudCollector())
        #expect(facts.outline("cloud.provider") == expected)
    }

    @Test func `off, nothing is asked and the reason says so`() throws {
        let (facts, requests) = try NetworkNamespace.run {
            let server = try MetadataServer { _ in Self.reply("{}") }
            return (try Fixture(Self.amazon).facts(of: CloudCollector()), server.requests)
        }
        #expect(facts["cloud.instanceID"]?.missing == "asking the metadata service is off")
        #expect(requests.isEmpty)
    }

    @Test func `a machine that is in no cloud asks nobody`() throws {
        let (outline, requests) = try Self.ask(["/sys/class/dmi/id/sys_vendor": "LENOVO"]) { _ in Self.reply("{}") }
        #expect(outline == "absent absent absent absent" && requests.isEmpty)
    }

    @Test func `Amazon is asked with a session token`() throws {
        let (outline, requests) = try Self.ask(Self.amazon) { request in
            if request.hasPrefix("PUT /latest/api/token ") { return Self.reply("tok==") }
            return request.contains("X-aws-ec2-metadata-token: tok==\r\n")
                ? Self.reply(Self.document) : Self.reply("", status: "401 Unauthorized")
        }
        #expect(outline == "aws i-0123 t3.micro eu-central-1")
        #expect(requests.count == 2 && requests[0].contains("X-aws-ec2-metadata-token-ttl-seconds: 60\r\n"))
    }

    @Test func `Azure answers with its own words, in chunks`() throws {
        let files = ["/sys/class/dmi/id/chassis_asset_tag": "7783-7084-3265-9085-8269-3286-77"]
        let (outline, requests) = try Self.ask(files) { _ in
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "13\r\n{\"vmId\":\"02aab8a4\",\r\n27;x=y\r\n\"vmSize\":\"B1s\",\"location\":\"westeurope\"}\r\n0\r\n\r\n"
        }
        #expect(outline == "azure 02aab8a4 B1s westeurope")
        #expect(requests.first?.contains("Metadata: true\r\n") == true)
    }

    @Test func `Google shows itself by a header; a number beyond 64 bits of sign stays whole`() throws {
        let files = ["/sys/class/dmi/id/product_name": "Google Compute Engine"]
        let body =
            #"{"id":17446744073709551615,"machineType":"p/1/machineTypes/e2-small","zone":"p/1/zones/europe-west3-c"}"#
        let real = try Self.ask(files) { _ in Self.reply(body, headers: "Metadata-Flavor: Google\r\n") }
        #expect(real.outline == "gcp 17446744073709551615 e2-small europe-west3")
        let fake = try Self.ask(files) { _ in Self.reply(body) }
        #expect(fake.outline == "gcp unavailable unavailable unavailable")
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK", "HTTP/1.1 abc\r\n\r\n", "SSH-2.0-x\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "HTTP/1.1 404 Not Found\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\na b\r\nX: y", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
    ])
    func `an answer that is none leaves the instance unknown`(answer: String) throws {
        #expect(try Self.ask(Self.amazon) { _ in answer }.outline == "aws unavailable unavailable unavailable")
    }

    @Test func `a document that is no JSON leaves it unknown, one without members is silent`() throws {
        for (body, expected) in [("{", "unavailable"), ("{}", "absent"), (#"{"instanceId":null}"#, "absent")] {
            let found = try Self.ask(Self.amazon) { request in
                Self.reply(request.hasPrefix("PUT") ? "tok" : body)
            }
            #expect(found.outline == "aws \(expected) \(expected) \(expected)")
        }
    }

    @Test func `an endless answer is refused`() throws {
        let body = String(repeating: "x", count: MetadataService.largestAnswer + 1)
        #expect(
            try Self.ask(Self.amazon) { _ in Self.reply(body) }.outline == "aws unavailable unavailable unavailable")
    }

    @Test func `silence costs no more than the time limit, and nobody there no time`() throws {
        let start = ContinuousClock.now
        let silent = try Self.ask(Self.amazon) { _ in nil }
        #expect(silent.outline == "aws unavailable unavailable unavailable")
        #expect(ContinuousClock.now - start < .seconds(5))
        let nobody = try NetworkNamespace.run {
            let collector = CloudCollector(asksMetadata: true, service: MetadataService())
            return try Fixture(Self.amazon).facts(of: collector)["cloud.instanceID"]?.missing
        }
        #expect(nobody?.contains("metadata service") == true)
    }

    @Test func `damaged answers cause no crashes`() {
        var random = Seeded(FuzzEffort.seed(13))
        let answers = [
            Self.reply(Self.document),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10;a=b\r\n0123456789abcdef\r\n0\r\n\r\n",
        ]
        for _ in 0..<FuzzEffort.rounds(3000) {
            let bytes = Mutation.of(Array(random.pick(answers).utf8), with: &random)
            if let answer = try? MetadataService.answer(bytes) { #expect((100...599).contains(answer.status)) }
        }
    }
}
