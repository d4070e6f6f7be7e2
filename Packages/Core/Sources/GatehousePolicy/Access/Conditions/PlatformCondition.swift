import GatehouseModel

/// Which platforms a policy is about, as one bit a state of the input.
struct PlatformCondition: Sendable {
    /// The states for which the condition is true.
    let certain: UInt8
    /// The states for which it is not false.
    let possible: UInt8

    static let absent: UInt8 = 1 << 6
    static let unavailable: UInt8 = 1 << 7

    /// The input as a bit.
    static func bit(of platform: Input<Platform>) -> UInt8 {
        switch platform {
        case .known(let platform): bit(of: platform)
        case .absent: absent
        case .unavailable: unavailable
        }
    }

    init(_ selection: Selection<Platform>?) {
        guard let selection else {
            (certain, possible) = (.max, .max)
            return
        }
        let everything = Platform.allCases.reduce(Self.absent) { $0 | Self.bit(of: $1) }
        let included = selection.include.map { $0.reduce(0) { $0 | Self.bit(of: $1) } } ?? everything
        let known = included & ~selection.exclude.reduce(0) { $0 | Self.bit(of: $1) }
        let isIncluded: Bool? = selection.include.map { $0.isEmpty ? false : nil } ?? true
        let whenUnavailable = Kleene.selects(included: isIncluded, excluded: selection.exclude.isEmpty ? false : nil)
        certain = known | (whenUnavailable == true ? Self.unavailable : 0)
        possible = known | (whenUnavailable != false ? Self.unavailable : 0)
    }

    func holds(for bit: UInt8) -> Bool? {
        certain & bit != 0 ? true : possible & bit != 0 ? nil : false
    }

    private static func bit(of platform: Platform) -> UInt8 {
        switch platform {
        case .android: 1 << 0
        case .iOS: 1 << 1
        case .windows: 1 << 2
        case .macOS: 1 << 3
        case .linux: 1 << 4
        }
    }
}
