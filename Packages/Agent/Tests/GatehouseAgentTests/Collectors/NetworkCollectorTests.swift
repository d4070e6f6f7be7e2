import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct NetworkCollectorTests {
    private struct Link: Decodable {
        struct Address: Decodable {
            let local: String
            let prefixlen: Int
        }
        let ifname: String
        let flags: [String]
        let link_type: String
        let address: String?
        let addr_info: [Address]
    }

    private struct Route: Decodable {
        let gateway: String?
    }

    /// Names, hardware addresses, state and addresses are those of `ip`, in the namespace of the thread.
    private static func compareWithIP() throws -> [FactKey: Fact] {
        let facts = try facts(of: NetworkCollector())
        let links = try JSONDecoder().decode([Link].self, from: Data(try Tool.ip.output("-j", "addr").utf8))
        let rows = try #require(facts["network.interfaces"]?.value).rows
        #expect(rows.map { $0["name"]?.text ?? "" } == links.map(\.ifname).sorted())
        for link in links {
            let row = try #require(rows.first { $0["name"]?.text == link.ifname })
            #expect(row["mac"]?.text == (link.link_type == "ether" ? link.address : nil))
            #expect(row["up"] == .boolean(link.flags.contains("UP")))
        }
        let theirs = links.flatMap { link in link.addr_info.map { "\(link.ifname) \($0.local)/\($0.prefixlen)" } }
        let ours = try #require(facts["network.addresses"]?.value).rows.map { row in
            "\(row["interface"]?.text ?? "") \(row["address"]?.text ?? "")"
        }
        #expect(Set(ours) == Set(theirs))
        let routes = try ["-4", "-6"].flatMap { family in
            let output = try Tool.ip.output("-j", family, "route", "show", "default")
            return try JSONDecoder().decode([Route].self, from: Data((output.isEmpty ? "[]" : output).utf8))
        }
        #expect(
            Set(facts.outline("network.gateways").split(separator: ", "))
                == Set(routes.compactMap { $0.gateway.map { $0[...] } }))
        return facts
    }

    @Test func `this machine's network is as ip shows it`() throws {
        let facts = try Self.compareWithIP()
        #expect(facts.outline("network.wifi.security") == "absent")
    }

    @Test func `a namespace's network is as ip shows it`() throws {
        let facts = try NetworkNamespace.run {
            for command in [
                "link set lo up", "link add d0 type veth peer name d1", "link set d1 up",
                "link add v0 type veth peer name v1", "link add br0 type bridge", "addr add 192.0.2.7/24 dev d0",
                "addr add 2001:db8::7/64 dev d0 nodad", "addr add 198.51.100.1/32 peer 198.51.100.2/31 dev v0",
                "link set d0 up", "route add default via 192.0.2.1 metric 50",
                "route add default via 192.0.2.2 metric 10",
                "-6 route add default via 2001:db8::1", "route add 203.0.113.0/24 via 192.0.2.9",
                "route add default via 192.0.2.8 table 100",
            ] { _ = try Tool.ip.run(command.split(separator: " ").map(String.init)) }
            return try Self.compareWithIP()
        }
        #expect(facts.outline("network.gateways").hasPrefix("192.0.2.2, 192.0.2.1"))
        let kinds = try #require(facts["network.interfaces"]?.value).rows.map {
            "\($0["name"]?.text ?? "") \($0["kind"]?.text ?? "")"
        }
        #expect(Set(kinds).isSuperset(of: ["lo loopback", "d0 virtual", "v0 virtual", "br0 virtual"]))
    }

    @Test func `of a route over several ways each gateway counts`() throws {
        let gateways = try NetworkNamespace.run {
            for command in [
                "link add d0 type veth peer name d1", "addr add 192.0.2.7/24 dev d0", "link set d1 up",
                "link set d0 up",
                "route add default nexthop via 192.0.2.3 weight 1 nexthop via 192.0.2.4 weight 1",
            ] { _ = try Tool.ip.run(command.split(separator: " ").map(String.init)) }
            return try facts(of: NetworkCollector()).outline("network.gateways")
        }
        #expect(gateways == "192.0.2.3, 192.0.2.4")
    }

    @Test func `damaged answers of the kernel cause no crashes`() throws {
        func attribute(_ type: UInt8, _ bytes: [UInt8]) -> [UInt8] {
            let padding = [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
            return [UInt8(4 + bytes.count), 0, type, 0] + bytes + padding
        }
        func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
            [UInt8(16 + body.count), 0, 0, 0, type, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0] + body
        }
        let link: [UInt8] = [0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
        let hop: [UInt8] = [16, 0, 0, 0, 2, 0, 0, 0] + attribute(5, [192, 0, 2, 2])
        let datagram =
            message(
                16,
                link + attribute(3, Array("eth0".utf8) + [0]) + attribute(1, [2, 0, 0, 0, 0, 1])
                    + attribute(18, attribute(1, Array("veth".utf8))))
            + message(20, [2, 24, 0, 0, 2, 0, 0, 0] + attribute(1, [192, 0, 2, 1]))
            + message(24, [2, 0, 0, 0, 254, 0, 0, 1, 0, 0, 0, 0] + attribute(5, [192, 0, 2, 1]) + attribute(9, hop))
        var whole = NetworkTables()
        for (message, _) in NetlinkMessage.messages(in: datagram) { whole.add(message) }
        #expect(whole.interfaces.map(\.mac) == ["02:00:00:00:00:01"] && whole.interfaces.first?.virtualKind == "veth")
        #expect(whole.addresses.count == 1 && whole.gateways.map(\.address.description) == ["192.0.2.1", "192.0.2.2"])
        var random = Seeded(FuzzEffort.seed(41))
        for _ in 0..<FuzzEffort.rounds(5000) {
            var tables = NetworkTables()
            for (message, _) in NetlinkMessage.messages(in: Mutation.of(datagram, with: &random)) {
                tables.add(message)
            }
            #expect(tables.interfaces.count + tables.addresses.count + tables.gateways.count < 20)
        }
    }

    private static func read(_ files: [String: String], wireless: Bool = false) throws -> [FactKey: Fact] {
        var tables = NetworkTables()
        if wireless {
            let link: [UInt8] = [0, 0, 1, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
            tables.add(NetlinkMessage(type: 16, body: (link + [10, 0, 3, 0] + Array("wlan0".utf8) + [0, 0, 0])[...]))
        }
        let found = tables
        return try Fixture(files).facts(of: NetworkCollector { .success(found) })
    }

    @Test(arguments: [
        ("nameserver 192.0.2.1\nnameserver 2001:db8::1\n# nameserver 192.0.2.9\n", "192.0.2.1, 2001:db8::1"),
        ("nameserver fe80::1%eth0\nnameserver 192.0.2.1\nnameserver 192.0.2.1\n", "fe80::1%eth0, 192.0.2.1"),
        ("search example.org\nnameserver\nnameserver none\n", ""), ("\0\0\0", ""),
    ])
    func `name servers are read in their order`(text: String, expected: String) throws {
        #expect(try Self.read(["/etc/resolv.conf": text]).outline("network.dnsServers") == expected)
    }

    @Test func `behind systemd-resolved are its own`() throws {
        let files = [
            "/etc/resolv.conf": "nameserver 127.0.0.53\n",
            "/run/systemd/resolve/resolv.conf": "nameserver 192.0.2.53\n",
        ]
        #expect(try Self.read(files).outline("network.dnsServers") == "192.0.2.53")
        #expect(try Self.read([:]).outline("network.dnsServers") == "absent")
    }

    @Test func `a kernel that refuses leaves the network unknown, not the name servers`() throws {
        let facts = try Fixture(["/etc/resolv.conf": ""]).facts(
            of: NetworkCollector { .failure(MachineError(.denied, "no")) })
        #expect(facts.outline("network.interfaces") == "unavailable" && facts.outline("network.dnsServers") == "")
    }

    private static func security(_ files: [String: String]) throws -> String {
        let wireless = ["/sys/class/net/wlan0/wireless/x": ""]
        return try read(files.merging(wireless) { one, _ in one }, wireless: true).outline("network.wifi.security")
    }

    @Test(arguments: [
        ("[wifi-security]\nkey-mgmt=wpa-psk\n", "wpa-psk"), ("[wifi-security]\nkey-mgmt=sae\npsk=x\n", "sae"),
        ("[wifi-security]\nkey-mgmt=none\n", "wep"), ("[wifi]\nssid=café\n", "open"),
        ("[802-11-wireless-security]\nkey-mgmt=wpa-eap\n", "wpa-eap"),
    ])
    func `NetworkManager knows the connection in use`(profile: String, expected: String) throws {
        let found = try Self.security([
            "/run/NetworkManager/devices/3": "[device]\nmanaged=true\nconnection-uuid=1234\n",
            "/etc/NetworkManager/system-connections/other.nmconnection": "[connection]\nuuid=99\n",
            "/etc/NetworkManager/system-connections/home.nmconnection": "[connection]\nid=home\nuuid=1234\n" + profile,
        ])
        #expect(found == expected)
    }

    @Test func `without a connection or its profile NetworkManager's network is absent or unknown`() throws {
        #expect(try Self.security(["/run/NetworkManager/devices/3": "[device]\nmanaged=true\n"]) == "absent")
        #expect(try Self.security(["/run/NetworkManager/devices/3": "[device]\nconnection-uuid=1\n"]) == "unavailable")
    }

    @Test(arguments: [
        ("network={\n ssid=\"a\"\n psk=\"b\"\n}\n", "wpa-psk"), ("network={\n key_mgmt=NONE\n}\n", "open"),
        ("network={\n key_mgmt=NONE\n wep_key0=\"x\"\n}\n", "wep"), ("network={\n key_mgmt=SAE\n}", "sae"),
        ("network={\n key_mgmt=SAE\n}\nnetwork={\n key_mgmt=NONE\n}\n", "unavailable"), ("", "unavailable"),
        ("network={\n key_mgmt=SAE\n}\nnetwork={\n key_mgmt=NONE\n disabled=1\n}\n", "sae"),
        ("network={\n key_mgmt=WPA-EAP\n}\n", "wpa-eap"), ("network={\n key_mgmt=OWE\n", "unavailable"),
    ])
    func `wpa_supplicant's profiles tell it when they agree`(text: String, expected: String) throws {
        #expect(try Self.security(["/etc/wpa_supplicant/wpa_supplicant.conf": text]) == expected)
    }

    @Test func `iwd names the kind in the file's name`() throws {
        #expect(try Self.security(["/var/lib/iwd/home.psk": "", "/var/lib/iwd/notes.txt": ""]) == "wpa-psk")
        #expect(try Self.security(["/var/lib/iwd/home.psk": "", "/var/lib/iwd/cafe.open": ""]) == "unavailable")
    }

    @Test func `damaged wireless profiles cause no crashes`() throws {
        var random = Seeded(FuzzEffort.seed(19))
        let text = Array("network={\n key_mgmt=NONE\n wep_key0=\"x\"\n}\nnetwork={\n}\n".utf8)
        for _ in 0..<FuzzEffort.rounds(200) {
            let fixture = try Fixture(["/sys/class/net/wlan0/wireless/x": ""])
            try fixture.write("/etc/wpa_supplicant/wpa_supplicant.conf", bytes: Mutation.of(text, with: &random))
            let found = WirelessProfiles(machine: fixture.machine).security(of: "wlan0", index: 3)
            #expect(!found.source.isEmpty)
        }
    }
}
