public import GatehouseModel

/// Which cloud the machine runs in, by its firmware; and, only when it is told to ask, which instance it is there.
///
/// Asking is off by default: it sends packets to a link-local address that only a cloud answers, and it is asked only
/// of a cloud that the firmware names. Amazon's service is asked with a session token (IMDSv2).
public struct CloudCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "cloud"
    /// The provider is known without asking; the rest is not.
    public let keys: [FactKey] = ["cloud.provider", "cloud.instanceID", "cloud.instanceType", "cloud.region"]
    /// Nothing of it changes while the machine runs.
    public let watches: [String] = []

    let asksMetadata: Bool
    private let service: MetadataService

    /// - Parameter asksMetadata: whether to ask the cloud's metadata service about the instance.
    public init(asksMetadata: Bool = false) {
        self.init(asksMetadata: asksMetadata, service: MetadataService())
    }

    init(asksMetadata: Bool, service: MetadataService) {
        self.asksMetadata = asksMetadata
        self.service = service
    }

    /// The instance's facts are unavailable, with that reason, while asking is off.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let provider = Self.provider(machine)
        let instance = keys.dropFirst().map { key in machine.fact(key, observe(key, provider), at: now) }
        guard asksMetadata, case .known(.text(let name)) = provider.state, let request = Self.requests[name] else {
            return [machine.fact(keys[0], provider, at: now)] + instance
        }
        return [machine.fact(keys[0], provider, at: now)] + ask(request, machine, at: now)
    }

    private func observe(_ key: FactKey, _ provider: Observation) -> Observation {
        switch provider.state {
        case .known(.text(let name)) where Self.requests[name] == nil:
            .unavailable("the metadata service of `\(name)` is not asked", source: Self.source)
        case .known: .unavailable("asking the metadata service is off", source: Self.source)
        case .absent(let reason): .absent(reason, source: provider.source)
        case .unavailable(let reason): .unavailable(reason, source: provider.source)
        }
    }
}

extension CloudCollector {
    private static let folder = "/sys/class/dmi/id"
    private static let source = "instance metadata service"

    /// What each cloud writes into the firmware of its machines: a field and a part of its text.
    private static let marks: [(provider: String, field: String, part: String)] = [
        ("aws", "sys_vendor", "Amazon EC2"), ("aws", "bios_version", ".amazon"), ("aws", "bios_vendor", "Amazon EC2"),
        ("azure", "chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77"),
        ("gcp", "product_name", "Google Compute Engine"), ("oracle", "chassis_asset_tag", "OracleCloud.com"),
        ("alibaba", "product_name", "Alibaba Cloud ECS"), ("digitalocean", "sys_vendor", "DigitalOcean"),
        ("hetzner", "sys_vendor", "Hetzner"), ("scaleway", "sys_vendor", "Scaleway"), ("vultr", "sys_vendor", "Vultr"),
        ("linode", "sys_vendor", "Akamai"), ("linode", "sys_vendor", "Linode"),
        ("openstack", "product_name", "OpenStack"), ("openstack", "chassis_asset_tag", "OpenTelekomCloud"),
    ]

    private static func provider(_ machine: Machine) -> Observation {
        guard machine.exists(folder) else { return .absent("this machine has no DMI", source: folder) }
        for mark in marks {
            let path = "\(folder)/\(mark.field)"
            guard let text = try? machine.text(path, limit: 4096), text.contains(mark.part) else { continue }
            return .known(.text(mark.provider), source: path, evidence: text)
        }
        return .absent("the firmware names no known cloud", source: folder)
    }
}

/// How one cloud is asked, and where its answer holds what.
private struct MetadataRequest: Sendable {
    var path: String
    var headers: [(String, String)]
    var needsToken = false
    /// A header that only the real service sends.
    var mark: (name: String, value: String)?
    var members: [String: FactKey]
}

extension CloudCollector {
    private static let requests: [String: MetadataRequest] = [
        "aws": MetadataRequest(
            path: "/latest/dynamic/instance-identity/document", headers: [], needsToken: true,
            members: [
                "instanceId": "cloud.instanceID", "instanceType": "cloud.instanceType", "region": "cloud.region",
            ]),
        "azure": MetadataRequest(
            path: "/metadata/instance/compute?api-version=2021-02-01", headers: [("Metadata", "true")],
            members: ["vmId": "cloud.instanceID", "vmSize": "cloud.instanceType", "location": "cloud.region"]),
        "gcp": MetadataRequest(
            path: "/computeMetadata/v1/instance/?recursive=true", headers: [("Metadata-Flavor", "Google")],
            mark: ("metadata-flavor", "Google"),
            members: ["id": "cloud.instanceID", "machineType": "cloud.instanceType", "zone": "cloud.region"]),
    ]

    private func ask(_ request: MetadataRequest, _ machine: Machine, at now: Instant) -> [Fact] {
        let found = Result { () throws(MachineError) in try members(request) }
        return keys.dropFirst().map { key in
            let observation: Observation =
                switch found {
                case .failure(let error): .unavailable(error.message, source: Self.source)
                case .success(let values):
                    values[key].map { .known(.text($0), source: Self.source, evidence: request.path) }
                        ?? .absent("the metadata service does not say", source: Self.source)
                }
            return machine.fact(key, observation, at: now)
        }
    }

    private func members(_ request: MetadataRequest) throws(MachineError) -> [FactKey: String] {
        var headers = request.headers
        if request.needsToken {
            let lifetime = [("X-aws-ec2-metadata-token-ttl-seconds", "60")]
            let answer = try service.ask("/latest/api/token", method: "PUT", headers: lifetime)
            let token = answer.body.trimmed
            // What is no token must not become part of a request.
            guard answer.status == 200, (1...1024).contains(token.count),
                token.allSatisfy({ (0x21...0x7E).contains($0) })
            else { throw MachineError(.failed, "the metadata service gave no token, but status \(answer.status)") }
            headers += [("X-aws-ec2-metadata-token", token.text)]
        }
        let answer = try service.ask(request.path, headers: headers)
        guard answer.status == 200 else {
            throw MachineError(.failed, "the metadata service answered with status \(answer.status)")
        }
        if let mark = request.mark, answer.headers[mark.name] != mark.value {
            throw MachineError(.failed, "what answered is not the metadata service: no header \(mark.name)")
        }
        return try Self.values(of: request.members, in: answer.body)
    }

    /// Text and numbers; of a path, as Google writes zones and types, the last part.
    private static func values(
        of members: [String: FactKey], in body: [UInt8]
    ) throws(MachineError) -> [FactKey: String] {
        var values: [FactKey: String] = [:]
        var scanner = JSONScanner(body)
        scanner.members { scanner, name in
            guard let key = members[name] else { return }
            var copy = scanner
            let text = copy.word() ?? scanner.text() ?? ""
            guard var last = text.split(separator: "/").last, text != "null" else { return }
            // A zone is its region's name and a letter.
            if name == "zone" { last = last[..<(last.lastIndex(of: "-") ?? last.endIndex)] }
            values[key] = String(last.prefix(256))
        }
        guard scanner.end() else {
            throw MachineError(.failed, "the metadata service's answer is no JSON: \(scanner.failure ?? "")")
        }
        return values
    }
}
