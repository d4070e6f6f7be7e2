import GatehouseAgentCore
import GatehouseWire

extension StateDirectory {
    private static let discoveryFile = "discovery.json"

    /// The discovery scripts with what they reported; none when the file is missing or damaged, as then they are
    /// fetched anew.
    func discoveryRecord() -> DiscoveryRecord {
        guard let bytes = try? read(Self.discoveryFile),
            let json = try? JSON.parse(bytes, limits: JSON.Limits(bytes: 16 << 20))
        else { return DiscoveryRecord() }
        return DiscoveryRecord(json: json) ?? DiscoveryRecord()
    }

    func save(_ record: DiscoveryRecord) throws(AgentError) {
        try write(Self.discoveryFile, record.json.serialised())
    }

    /// Another organisation has no business with what these scripts reported.
    func forgetDiscovery() throws(AgentError) { try remove(Self.discoveryFile) }
}
