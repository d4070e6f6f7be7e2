/// A product that protects machines, and how it shows.
struct EndpointProduct: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable { case antivirus, detection, monitoring }

    var name: String
    var kind: Kind
    /// Any of these files means that it is installed.
    var files: [String]
    /// A process of any of these programs means that it runs.
    var programs: [String]

    /// The files that its vendor's packages put in place.
    static let known: [EndpointProduct] = [
        .init("ClamAV", .antivirus, programs: ["/usr/sbin/clamd"], files: ["/usr/bin/clamscan"]),
        .init(
            "Microsoft Defender", .antivirus, programs: ["/opt/microsoft/mdatp/sbin/wdavdaemon"],
            files: ["/usr/bin/mdatp"]),
        .init(
            "CrowdStrike Falcon", .detection,
            programs: ["/opt/CrowdStrike/falcon-sensor-bpf", "/opt/CrowdStrike/falcon-sensor"],
            files: ["/opt/CrowdStrike/falcond"]),
        .init(
            "SentinelOne", .detection,
            programs: ["/opt/sentinelone/bin/sentinelone-agent", "/opt/sentinelone/bin/sentineld"],
            files: ["/opt/sentinelone/bin/sentinelctl"]),
        .init("Wazuh", .detection, programs: ["/var/ossec/bin/wazuh-agentd"]),
        .init("Elastic Defend", .detection, programs: ["/opt/Elastic/Endpoint/elastic-endpoint"]),
        .init(
            "Sophos Protection", .antivirus,
            programs: ["/opt/sophos-spl/plugins/av/sbin/sophos_threat_detector_launcher"],
            files: ["/opt/sophos-spl/base/bin/sophos_watchdog"]),
        .init(
            "ESET Endpoint Security", .antivirus, programs: ["/opt/eset/eea/sbin/startd", "/opt/eset/efs/sbin/startd"]),
        .init("Trend Micro Deep Security", .antivirus, programs: ["/opt/ds_agent/ds_agent"]),
        .init("Trellix Endpoint Security", .antivirus, programs: ["/opt/McAfee/ens/tp/bin/mfetpd"]),
        .init("VMware Carbon Black", .detection, programs: ["/opt/carbonblack/psc/bin/cbagentd"]),
        .init("Cortex XDR", .detection, programs: ["/opt/traps/bin/pmd"]),
        .init("osquery", .monitoring, programs: ["/opt/osquery/bin/osqueryd", "/usr/bin/osqueryd"]),
        .init("Falco", .monitoring, programs: ["/usr/bin/falco"]),
    ]

    init(_ name: String, _ kind: Kind, programs: [String], files: [String] = []) {
        self.name = name
        self.kind = kind
        self.programs = programs
        self.files = files + programs
    }
}
