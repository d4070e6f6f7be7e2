/// The documents that tests apply most: an application, who asks for it, and what decides about it.
public enum SampleDocuments {
    /// The documents as one file.
    public static func file(_ documents: String...) -> String { documents.joined(separator: "\n---\n") }

    /// An application of which nothing but its name is said.
    public static func application(_ name: String = "wiki") -> String {
        """
        apiVersion: gatehouse/v1
        kind: Application
        metadata: {name: \(name)}
        spec: {}
        """
    }

    /// An enforcement point that may ask for the application `wiki`; `further` is what else its specification says.
    public static func enforcementPoint(_ name: String = "default", further: String = "") -> String {
        """
        apiVersion: gatehouse/v1
        kind: EnforcementPoint
        metadata: {name: \(name)}
        spec: {applications: [wiki]\(further.isEmpty ? "" : ", \(further)")}
        """
    }

    /// A device complies as long as `ssh.server.permitRootLogin` is not `yes`.
    public static let baseline = """
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: baseline}
        spec:
          requirements:
            - {name: no root login, fact: ssh.server.permitRootLogin, notEquals: "yes", remediation: set it to no}
        """

    /// An access policy; `applications` and `controls` are lists as YAML has them, `conditions` is a further line.
    public static func accessPolicy(
        _ name: String = "gate", applications: String = "[wiki]", conditions: String = "",
        controls: String = "compliantDevice"
    ) -> String {
        """
        apiVersion: gatehouse/v1
        kind: AccessPolicy
        metadata: {name: \(name)}
        spec:
          conditions:
            applications: {include: \(applications)}
        \(conditions.isEmpty ? "" : "    \(conditions)")
          grant: {controls: [\(controls)]}
        """
    }
}
