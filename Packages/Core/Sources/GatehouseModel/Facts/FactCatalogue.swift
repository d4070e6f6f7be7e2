/// Every fact that a device may report; a key that is not here is refused by name.
public enum FactCatalogue {
    /// What `key` means; `nil` when there is no such fact.
    public static func definition(of key: FactKey) -> FactDefinition? { byKey[key] }

    private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

    /// Every fact, family by family; each family is a file of its own.
    public static let all: [FactDefinition] = families.flatMap(\.self)

    private static let families: [[FactDefinition]] = [
        operatingSystem,
        hardware,
        storage,
        firewall,
        ssh,
        software,
        mandatoryAccessControl,
        firmware,
        trustedPlatformModule,
        users,
        administrators,
        passwordPolicy,
        screenLock,
        automaticUpdates,
        otherSoftware,
        endpointProtection,
        kernel,
        virtualisation,
        time,
        removableStorage,
        restart,
        primaryUser,
        certificates,
        network,
        browsers,
        agent,
        observedByServer,
        attestation,
    ]
}
