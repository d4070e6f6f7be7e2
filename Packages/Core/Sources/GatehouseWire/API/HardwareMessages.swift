public import GatehouseModel

/// Hardware that is known before it enrols.
public struct HardwareItem: APIMessage {
    /// Names the registration.
    public var id: HardwareID
    /// As its maker wrote it; empty when only the endorsement key is known.
    public var serialNumber: String
    /// SHA-256 of its TPM's endorsement key (SubjectPublicKeyInfo), in hexadecimal; not there when it is not known.
    public var endorsementKeyHash: String?
    /// As its maker wrote it; empty when it was not given.
    public var manufacturer: String
    /// As its maker wrote it; empty when it was not given.
    public var model: String
    /// Who owns the device.
    public var ownership: Ownership
    /// How the device is bound to the tenant, in Graph's spelling.
    public var trustType: TrustType
    /// What may be done with the device.
    public var management: DeviceManagement
    /// Device groups that it joins.
    public var groups: [String]
    /// What it will be called: `%SERIAL%` and `%RAND:4%` are filled in; not there when it names itself.
    public var nameTemplate: String?
    /// The person whose device it is.
    public var owner: String?
    /// Words to find it by.
    public var tags: [String]
    /// What it was bought with.
    public var orderID: String?
    /// When it was registered.
    public var createdAt: Instant
    /// Who registered it, as the audit log names them.
    public var createdBy: String
    /// The device that it became.
    public var device: DeviceID?
    /// When it last enrolled by this registration.
    public var enrolledAt: Instant?

    /// A registration; without `device` it waits for its machine.
    public init(
        id: HardwareID, serialNumber: String, endorsementKeyHash: String?, manufacturer: String, model: String,
        ownership: Ownership, trustType: TrustType, management: DeviceManagement, groups: [String],
        nameTemplate: String?, owner: String?, tags: [String], orderID: String?, createdAt: Instant,
        createdBy: String, device: DeviceID?, enrolledAt: Instant?
    ) {
        self.id = id
        self.serialNumber = serialNumber
        self.endorsementKeyHash = endorsementKeyHash
        self.manufacturer = manufacturer
        self.model = model
        self.ownership = ownership
        self.trustType = trustType
        self.management = management
        self.groups = groups
        self.nameTemplate = nameTemplate
        self.owner = owner
        self.tags = tags
        self.orderID = orderID
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.device = device
        self.enrolledAt = enrolledAt
    }

    /// A laptop that was delivered and enrolled.
    public static var example: Self {
        Self(
            id: ExampleID.hardware, serialNumber: "PF3X7K2A",
            endorsementKeyHash: "9f2c5b1e8a7d4063f5e1c2b3a49586d7e8f90a1b2c3d4e5f60718293a4b5c6d7",
            manufacturer: "LENOVO", model: "ThinkPad T14", ownership: .company, trustType: .azureAd,
            management: .managed, groups: ["engineering"], nameTemplate: "eng-%SERIAL%", owner: "ada@example.com",
            tags: ["london"], orderID: "PO-1042", createdAt: ExampleID.morning, createdBy: "token:setup",
            device: ExampleID.device, enrolledAt: ExampleID.later)
    }
}

/// Registers hardware from a table.
public struct HardwareImportRequest: APIMessage {
    /// What the table is called where mistakes in it are told.
    public var file: String
    /// The table as CSV (RFC 4180) with a head line.
    public var text: String
    /// Whether everything is checked and nothing changed.
    public var dryRun: Bool

    /// A table to be taken in.
    public init(file: String, text: String, dryRun: Bool) {
        self.file = file
        self.text = text
        self.dryRun = dryRun
    }

    /// A table of one laptop.
    public static var example: Self {
        Self(file: "hardware.csv", text: "serial,groups\nPF3X7K2A,engineering\n", dryRun: true)
    }
}

/// What became, or would become, of each row.
public struct HardwareImportResponse: APIMessage {
    /// One row of the table.
    public struct Row: APIMessage {
        /// What the row does.
        public enum Change: String, Codable, Sendable, Hashable, CaseIterable {
            case created
            case updated
            /// The same is registered already.
            case unchanged
        }

        /// Where it stands in the file, from 1.
        public var line: Int
        /// What the row does.
        public var change: Change
        /// The registration; that of a new row in a dry run is not there.
        public var id: HardwareID?
        /// As in the row.
        public var serialNumber: String
        /// The names of the columns that differ from what is registered.
        public var differs: [String]

        /// A row with what it does.
        public init(line: Int, change: Change, id: HardwareID?, serialNumber: String, differs: [String]) {
            self.line = line
            self.change = change
            self.id = id
            self.serialNumber = serialNumber
            self.differs = differs
        }

        /// A row that changes groups.
        public static var example: Self {
            Self(line: 2, change: .updated, id: ExampleID.hardware, serialNumber: "PF3X7K2A", differs: ["groups"])
        }
        /// `Row` alone says too little.
        public static var schemaName: String { "HardwareImportRow" }
    }

    /// In the order of the file.
    public var rows: [Row]

    /// The rows of one table.
    public init(rows: [Row]) { self.rows = rows }

    /// A table of one row.
    public static var example: Self { Self(rows: [.example]) }
}
