import GatehouseKeys
import GatehouseModel
import Glibc

/// Tells this machine from others by its own identifiers.
enum HardwareDigest {
    /// For simulations and tests that run several devices on one machine; it stands in for the machine's identifiers.
    static let override = "GATEHOUSE_HARDWARE_ID"

    /// SHA-256 over the machine's UUID and serial number; `nil` when one of them could not be read this time.
    static func digest(of facts: [Fact], environment: [String: String] = [:]) -> String? {
        if let stand = environment[override], !stand.isEmpty { return Secret.digest("override\n\(stand)") }
        guard let uuid = identifier("hardware.uuid", in: facts), let serial = identifier("hardware.serial", in: facts)
        else {
            return nil
        }
        guard !uuid.isEmpty || !serial.isEmpty else { return nil }
        return Secret.digest("machine\n\(uuid)\n\(serial)")
    }

    /// The text of a fact, empty when the machine has none; `nil` when that is not known.
    private static func identifier(_ key: FactKey, in facts: [Fact]) -> String? {
        switch facts.first(where: { $0.key == key })?.state {
        case .known(.text(let text)): text
        case .absent: ""
        default: nil
        }
    }
}

extension [Fact] {
    /// The text of a known fact, else nothing.
    func text(_ key: FactKey) -> String {
        if case .known(.text(let text))? = first(where: { $0.key == key })?.state { text } else { "" }
    }
}

/// What the program was started with.
enum Environment {
    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// As `uname -m` says it.
    static var architecture: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "" }
        return withUnsafePointer(to: &names.machine) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
        }
    }

    /// The variables that this program looks at.
    static var relevant: [String: String] {
        variable(HardwareDigest.override).map { [HardwareDigest.override: $0] } ?? [:]
    }
}
