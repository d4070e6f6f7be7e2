import Foundation

/// Tells early, and by the setting's name, that a port cannot be taken.
enum ListeningPort {
    /// Tries the four ports before anything listens; another program may still come in between, and then the
    /// listener itself fails.
    static func requireFree(_ configuration: ServerConfiguration) throws(ConfigurationError) {
        let ports: [(host: String, port: Int, setting: Setting)] = [
            (configuration.host, configuration.port, .port),
            (configuration.host, configuration.devicePort, .devicePort),
            (configuration.host, configuration.decisionPort, .decisionPort),
            ("127.0.0.1", configuration.metricsPort, .metricsPort),
        ]
        var seen = [Int: Setting]()
        for (_, port, setting) in ports where port != 0 {
            if let other = seen.updateValue(setting, forKey: port) {
                throw ConfigurationError(message: "port \(port) is given to both \(other.flag) and \(setting.flag)")
            }
        }
        for (host, port, setting) in ports { try require(host, port, setting) }
    }

    /// Whether somebody takes a connection there.
    static func answers(_ host: String, _ port: Int) -> Bool {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found?.pointee else { return false }
        defer { found.map { freeaddrinfo($0) } }
        let descriptor = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        return connect(descriptor, address.ai_addr, address.ai_addrlen) == 0
    }

    private static func require(_ host: String, _ port: Int, _ setting: Setting) throws(ConfigurationError) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &found)
        defer { found.map { freeaddrinfo($0) } }
        guard status == 0, let address = found?.pointee else {
            throw ConfigurationError(
                message: "`\(host)` is no address to listen on: \(String(cString: gai_strerror(status)))",
                hint: "choose one of this machine with \(Setting.host.flag), or 0.0.0.0 for all")
        }
        let descriptor = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
            let reason = errno
            let choice = "choose another with \(setting.flag) or \(setting.variable)"
            guard reason != EADDRINUSE else {
                throw ConfigurationError(
                    message: "port \(port) of `\(host)` is taken", hint: "is another server using it? \(choice)")
            }
            throw ConfigurationError(
                message: "port \(port) of `\(host)` cannot be taken: \(String(cString: strerror(reason)))",
                hint: "\(choice), or another address with \(Setting.host.flag)")
        }
    }
}
