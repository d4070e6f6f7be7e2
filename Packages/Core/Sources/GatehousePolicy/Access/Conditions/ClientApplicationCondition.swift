import GatehouseModel

/// Which kinds of client a policy is about, as one bit a state of the input.
struct ClientApplicationCondition: Sendable {
    /// The states for which the condition is true.
    let certain: UInt8
    /// The states for which it is not false.
    let possible: UInt8

    static let absent: UInt8 = 1 << 6
    static let unavailable: UInt8 = 1 << 7

    /// The input as a bit.
    static func bit(of client: Input<ClientApplicationType>) -> UInt8 {
        switch client {
        case .known(let client): bit(of: client)
        case .absent: absent
        case .unavailable: unavailable
        }
    }

    init(_ clients: Set<ClientApplicationType>?) {
        guard let clients else {
            (certain, possible) = (.max, .max)
            return
        }
        certain = clients.reduce(0) { $0 | Self.bit(of: $1) }
        possible = certain | (clients.isEmpty ? 0 : Self.unavailable)
    }

    func holds(for bit: UInt8) -> Bool? {
        certain & bit != 0 ? true : possible & bit != 0 ? nil : false
    }

    private static func bit(of client: ClientApplicationType) -> UInt8 {
        switch client {
        case .browser: 1 << 0
        case .mobileAppsAndDesktopClients: 1 << 1
        case .other: 1 << 2
        }
    }
}
