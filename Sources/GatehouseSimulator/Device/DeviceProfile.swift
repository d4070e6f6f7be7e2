public import GatehouseModel

/// What kind of machine a simulated device is: what it says of itself when it enrols, and what it reports.
public enum DeviceProfile: String, Hashable, Sendable, CaseIterable {
    case linuxWorkstation = "linux-workstation"
    case linuxServer = "linux-server"
    case macOSLaptop = "macos-laptop"
    case windowsLaptop = "windows-laptop"
    /// A Linux machine that only reports: it enrols with a code of its own kind.
    case telemetryOnly = "telemetry-only"

    /// What its agent was built for.
    public var platform: Platform {
        switch self {
        case .linuxWorkstation, .linuxServer, .telemetryOnly: .linux
        case .macOSLaptop: .macOS
        case .windowsLaptop: .windows
        }
    }

    /// As a person says it.
    public var operatingSystem: String {
        switch platform {
        case .macOS: "macOS"
        case .windows: "Windows 11"
        default: "Debian GNU/Linux"
        }
    }

    /// As the system says it.
    public var operatingSystemVersion: String {
        switch platform {
        case .macOS: "15.5"
        case .windows: "10.0.26100"
        default: "12.11"
        }
    }

    /// Rows of `software.packages` unless a scenario says otherwise: what such a machine really has.
    public var usualPackages: Int {
        switch self {
        case .linuxWorkstation: 1800
        case .linuxServer: 450
        case .macOSLaptop, .windowsLaptop: 120
        case .telemetryOnly: 0
        }
    }
}
