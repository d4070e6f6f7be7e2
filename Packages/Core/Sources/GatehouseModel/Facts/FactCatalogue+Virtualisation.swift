extension FactCatalogue {
    static let virtualisation: [FactDefinition] = [
        .init(
            "virtualisation.machine", .text, "virtual machine, as `kvm` or `vmware`; `none` on hardware of its own",
            source: "/sys/class/dmi/id, CPUID, /sys/hypervisor"),
        .init(
            "virtualisation.container", .text, "container, as `docker` or `lxc`; `none` outside of one",
            source: "/proc/1/environ, /run/systemd/container, /.dockerenv, /proc/1/cgroup"),
        .init(
            "cloud.provider", .text, "cloud that the machine runs in, as `aws`, `azure` or `gcp`",
            source: "/sys/class/dmi/id", privacy: .inventory),
        .init(
            "cloud.instanceID", .text, "the instance's identifier in its cloud", source: "instance metadata service",
            privacy: .identity),
        .init(
            "cloud.instanceType", .text, "the instance's size in its cloud's words",
            source: "instance metadata service", privacy: .inventory),
        .init(
            "cloud.region", .text, "region in the cloud's words", source: "instance metadata service",
            privacy: .inventory),
    ]
}
