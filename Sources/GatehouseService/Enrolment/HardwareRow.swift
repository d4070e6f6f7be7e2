public import GatehouseModel

/// A column of the table that registers hardware; the raw value is its name.
public enum HardwareColumn: String, Sendable, Hashable, CaseIterable {
    case serial
    case ekHash
    case manufacturer
    case model
    case ownership
    case trustType
    case mode
    case groups
    case nameTemplate
    case owner
    case tags
    case orderId
}

/// One row of the table that registers hardware, as it was written.
public struct HardwareRow: Hashable, Sendable {
    /// The most that are taken at once.
    public static let most = 20_000

    /// One field with its place in the file.
    public struct Cell: Hashable, Sendable {
        /// As it was written; empty to say nothing.
        public var text: String
        /// From 1.
        public var line: Int
        /// From 1.
        public var column: Int

        /// Makes the field; nothing is checked.
        public init(text: String, line: Int, column: Int) {
            self.text = text
            self.line = line
            self.column = column
        }
    }

    /// Where it begins, from 1.
    public var line: Int
    /// The fields of the columns that the table has.
    public var cells: [HardwareColumn: Cell]

    /// Makes the row; it is checked when it is imported.
    public init(line: Int, cells: [HardwareColumn: Cell]) {
        self.line = line
        self.cells = cells
    }
}

/// What a row did, or would do.
public struct HardwareImport: Hashable, Sendable {
    /// What becomes of the registration.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case created
        case updated
        /// The same is registered already.
        case unchanged
    }

    /// Where the row stands in the file, from 1.
    public var line: Int
    /// What becomes of the registration.
    public var kind: Kind
    /// The registration; that of a dry run's new row names nothing.
    public var id: HardwareID
    /// As it is registered now.
    public var serialNumber: String
    /// The columns that differ from what was registered.
    public var differs: [HardwareColumn]

    init(_ row: HardwareRow, _ kind: Kind, _ hardware: RegisteredHardware, differs: [HardwareColumn]) {
        line = row.line
        self.kind = kind
        id = hardware.id
        serialNumber = hardware.serialNumber
        self.differs = differs
    }
}

extension HardwareColumn {
    /// The columns in which two registrations differ.
    static func differing(_ left: RegisteredHardware, _ right: RegisteredHardware) -> [HardwareColumn] {
        allCases.filter { $0.words(of: left) != $0.words(of: right) }
    }

    private func words(of hardware: RegisteredHardware) -> [String] {
        let profile = hardware.profile
        return switch self {
        case .serial: [hardware.serialNumber]
        case .ekHash: [hardware.endorsementKeyHash]
        case .manufacturer: [hardware.manufacturer]
        case .model: [hardware.model]
        case .ownership: [profile.ownership.rawValue]
        case .trustType: [profile.trustType.rawValue]
        case .mode: [profile.management.rawValue]
        case .groups: profile.groups
        case .nameTemplate: [profile.nameTemplate ?? ""]
        case .owner: [profile.owner ?? ""]
        case .tags: profile.tags
        case .orderId: [hardware.orderID]
        }
    }
}
