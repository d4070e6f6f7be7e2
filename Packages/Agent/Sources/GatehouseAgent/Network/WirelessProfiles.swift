import GatehouseModel

/// How the wireless network in use is protected, by the profile of the program that manages it.
///
/// Which network is in use is known of NetworkManager only; of the others when all their profiles agree.
struct WirelessProfiles {
    let machine: Machine

    private static let mostProfiles = 1000

    /// - Parameters:
    ///   - name: the wireless interface's name.
    ///   - index: its number, under which NetworkManager keeps its state.
    func security(of name: String, index: Int32) -> Observation {
        let state = "/run/NetworkManager/devices/\(index)"
        do {
            if machine.exists(state) { return try networkManager(state) }
            let found = try supplicant(name) + wirelessDaemon()
            return Self.agreed(found)
        } catch {
            return .unavailable(error.message, source: state)
        }
    }

    private struct Profile {
        var security: String
        var path: String
    }

    private static func agreed(_ found: [Profile]) -> Observation {
        let source = "/etc/wpa_supplicant, /var/lib/iwd"
        let kinds = Set(found.map(\.security)).sorted()
        guard let first = found.first else {
            return .unavailable("no profile of NetworkManager, wpa_supplicant or iwd tells it", source: source)
        }
        guard kinds.count == 1 else {
            let list = kinds.joined(separator: ", ")
            return .unavailable("which of the profiles is in use cannot be told: \(list)", source: source)
        }
        return .known(
            .text(first.security), source: first.path, evidence: "all of \(found.count) profiles say \(first.security)")
    }
}

extension WirelessProfiles {
    private static let folders = [
        "/run/NetworkManager/system-connections", "/etc/NetworkManager/system-connections",
        "/usr/lib/NetworkManager/system-connections",
    ]

    private func networkManager(_ state: String) throws(MachineError) -> Observation {
        guard let identifier = try KeyFile(machine, state)["device", "connection-uuid"] else {
            return .absent("the wireless interface is not connected", source: state)
        }
        for folder in Self.folders where machine.exists(folder) {
            for name in try machine.names(in: folder).prefix(Self.mostProfiles) {
                let path = "\(folder)/\(name)"
                guard let profile = try? KeyFile(machine, path), profile["connection", "uuid"] == identifier else {
                    continue
                }
                let security = Self.networkManagerSecurity(profile)
                return .known(.text(security), source: path, evidence: "key-mgmt of the connection in use: \(security)")
            }
        }
        return .unavailable("no readable profile is that of the connection in use", source: Self.folders[1])
    }

    /// NetworkManager calls static WEP `none`, and writes no section for an open network.
    private static func networkManagerSecurity(_ profile: KeyFile) -> String {
        let sections = ["wifi-security", "802-11-wireless-security"]
        guard let method = sections.lazy.compactMap({ profile[$0, "key-mgmt"] }).first else { return "open" }
        switch method {
        case "none", "ieee8021x": return "wep"
        default: return method
        }
    }

    /// The blocks of `network={ … }` of wpa_supplicant.conf(5).
    private func supplicant(_ interface: String) throws(MachineError) -> [Profile] {
        let folder = "/etc/wpa_supplicant"
        let candidates = [
            "wpa_supplicant-\(interface).conf", "wpa_supplicant-nl80211-\(interface).conf", "wpa_supplicant.conf",
        ]
        guard let path = candidates.map({ "\(folder)/\($0)" }).first(where: machine.exists) else { return [] }
        var reader = try machine.lines(path)
        var line = [UInt8]()
        var profiles = [Profile]()
        var block: [String: String]?
        while profiles.count < Self.mostProfiles, try reader.next(into: &line) {
            let text = line.trimmed.text
            if text.hasPrefix("network={") {
                block = [:]
            } else if text == "}", let fields = block {
                if fields["disabled"] != "1" {
                    profiles.append(Profile(security: Self.supplicantSecurity(fields), path: path))
                }
                block = nil
            } else {
                let parts = text.split(separator: "=", maxSplits: 1)
                if parts.count == 2, !text.hasPrefix("#") { block?[String(parts[0])] = String(parts[1]) }
            }
        }
        return profiles
    }

    /// Without `key_mgmt` wpa_supplicant allows WPA with a passphrase or a server; of several the weakest is meant.
    private static func supplicantSecurity(_ fields: [String: String]) -> String {
        let methods = Set((fields["key_mgmt"] ?? "WPA-PSK WPA-EAP").split(separator: " "))
        if methods.contains("NONE") { return fields.keys.contains { $0.hasPrefix("wep_key") } ? "wep" : "open" }
        if methods.contains("IEEE8021X") { return "wep" }
        if methods.contains(where: { $0.hasSuffix("PSK") || $0.hasSuffix("PSK-SHA256") }) { return "wpa-psk" }
        if methods.contains("OWE") { return "owe" }
        if methods.contains(where: { $0.hasSuffix("SAE") }) { return "sae" }
        return "wpa-eap"
    }

    /// iwd keeps a file a network, and names its kind by the extension.
    private func wirelessDaemon() throws(MachineError) -> [Profile] {
        let folder = "/var/lib/iwd"
        guard machine.exists(folder) else { return [] }
        let kinds = ["psk": "wpa-psk", "open": "open", "8021x": "wpa-eap"]
        return try machine.names(in: folder).prefix(Self.mostProfiles).compactMap { name in
            guard let dot = name.lastIndex(of: "."), let kind = kinds[String(name[name.index(after: dot)...])] else {
                return nil
            }
            return Profile(security: kind, path: "\(folder)/\(name)")
        }
    }
}
