extension FactCatalogue {
    static let otherSoftware: [FactDefinition] = [
        .init(
            "software.rpm.packages",
            .table(["name": .text, "version": .version, "architecture": .text, "source": .text]),
            "packages that rpm installed", source: "rpm's database through /usr/bin/rpm", privacy: .inventory),
        .init(
            "software.python.packages", .table(["name": .text, "version": .version, "location": .text]),
            "Python distributions of the system's interpreters", source: "*.dist-info/METADATA, *.egg-info",
            privacy: .inventory),
        .init(
            "software.flatpak.installed",
            .table(["name": .text, "kind": .text, "architecture": .text, "branch": .text, "version": .version]),
            "applications and runtimes that Flatpak installed for everybody", source: "/var/lib/flatpak",
            privacy: .inventory),
        .init(
            "software.snap.installed", .table(["name": .text, "version": .version, "revision": .text]),
            "snaps that are enabled", source: "/snap, /var/lib/snapd", privacy: .inventory),
    ]
}
