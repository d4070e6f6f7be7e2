import GatehouseDocuments

/// Two enforcement points behind one socket: whoever asks there would be taken for the wrong one.
struct SharedSocket: Hashable {
    var path: String
    /// In the order of the catalogue.
    var points: [EnforcementPoint]
}

extension TenantCatalogue {
    /// The sockets that more than one enforcement point names, in whatever spelling.
    ///
    /// - Parameter defaultSocket: where the enforcement point of a name asks when its document names no socket.
    func sharedSockets(defaultSocket: (String) -> String) -> [SharedSocket] {
        let asking = enforcementPoints.filter { $0.transport == .socket }
        return Dictionary(grouping: asking) { Self.plain($0.socket ?? defaultSocket($0.name)) }
            .filter { $0.value.count > 1 }
            .map { SharedSocket(path: $0.key, points: $0.value) }
    }

    /// The path without `.`, `..` and empty parts; links in it are not followed.
    private static func plain(_ path: String) -> String {
        var parts = [Substring]()
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
