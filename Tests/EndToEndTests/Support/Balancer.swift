import Foundation
import GatehouseTestSupport
import Testing

/// A balancer of Debian's, with its configuration of `examples/high-availability`.
///
/// Other addresses and ports are all that is changed, which is what a reader changes as well.
enum Balancer: Sendable {
    case haproxy, nginx

    /// The ports of one machine, by what they are for.
    struct Ports {
        var people: Int
        var devices: Int
        var points: Int

        /// With the port that the examples have in its place.
        fileprivate var pairs: [(documented: Int, own: Int)] { [(8443, people), (8444, devices), (8445, points)] }
    }

    /// Its own towards the nodes, the only one that may say who a client is: everything is on one machine here.
    static let address = "127.0.0.2"

    func start(
        in folder: TemporaryDirectory, before nodes: [RunningServer], at ports: Ports
    ) async throws -> ChildProcess {
        switch self {
        case .haproxy:
            let roots = folder.file("ca.pem")
            try nodes[0].rootsPEM.write(toFile: roots, atomically: true, encoding: .utf8)
            let file = try write(in: folder) { Self.forHAProxy($0, roots, nodes, ports) }
            return try ChildProcess(["haproxy", "-db", "-f", file], name: "haproxy", in: folder.path)
        case .nginx:
            let file = try write(in: folder) { Self.forNginx($0, nodes, ports) }
            let command = ["nginx", "-p", "\(folder.path)/", "-c", file, "-e", folder.file("nginx.log")]
            let check = try await Program.run(command + ["-t"])
            try #require(check.status == 0, "\(check.errors)")
            return try ChildProcess(command + ["-g", "daemon off;"], name: "nginx", in: folder.path)
        }
    }

    private var example: String {
        "\(Program.repository)/examples/high-availability/" + (self == .haproxy ? "haproxy.cfg" : "nginx-stream.conf")
    }

    private func write(in folder: TemporaryDirectory, _ changed: (String) -> String) throws -> String {
        let file = folder.file("balancer.conf")
        let text = try String(contentsOfFile: example, encoding: .utf8)
        try changed(text).write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    /// The example's nodes are 10.0.0.11, 10.0.0.12 and 10.0.0.13.
    private static func naming(_ nodes: [RunningServer], in text: String) -> String {
        var text = text
        for (index, node) in nodes.enumerated() {
            for (documented, own) in [(8443, node.port), (8444, node.devicePort), (8445, node.decisionPort)] {
                text = text.replacingOccurrences(of: "10.0.0.1\(index + 1):\(documented)", with: "127.0.0.1:\(own)")
            }
        }
        return text
    }

    private static func forHAProxy(
        _ text: String, _ roots: String, _ nodes: [RunningServer], _ ports: Ports
    ) -> String {
        var text = text.replacingOccurrences(of: "/etc/haproxy/gatehouse-ca.pem", with: roots)
        for (documented, own) in ports.pairs {
            text = text.replacingOccurrences(of: "bind :\(documented)\n", with: "bind 127.0.0.1:\(own)\n")
        }
        let lines = text.components(separatedBy: "\n").map { line in
            for (index, node) in nodes.enumerated() where line.contains(" 10.0.0.1\(index + 1):") {
                return line.replacingOccurrences(of: " port 8443", with: " port \(node.port)")
            }
            // As many files as that, not every machine lets a process open.
            if line.hasPrefix("    maxconn") { return "    maxconn 1000" }
            if line.hasPrefix("    log /dev/log") { return "    log stderr format raw local0" }
            return line == "    mode tcp" ? "    mode tcp\n    source \(address)" : line
        }
        return naming(nodes, in: lines.joined(separator: "\n"))
    }

    private static func forNginx(_ text: String, _ nodes: [RunningServer], _ ports: Ports) -> String {
        var text = text
        for (documented, own) in ports.pairs {
            text = text.replacingOccurrences(of: "listen \(documented);", with: "listen 127.0.0.1:\(own);")
        }
        text = text.replacingOccurrences(
            of: "    proxy_protocol on;", with: "    proxy_protocol on;\n    proxy_bind \(address);")
        // What Debian's own nginx.conf says before and beside it.
        return """
            load_module /usr/lib/nginx/modules/ngx_stream_module.so;
            error_log stderr;
            pid nginx.pid;
            events {}

            """ + naming(nodes, in: text)
    }
}
