import GatehouseDocuments
import GatehouseModel
import GatehousePolicy

/// Reads the rows of one table, and notes every mistake at its place.
struct HardwareRowReader {
    /// What a row is about.
    struct Identity {
        var serialNumber: String?
        var endorsementKeyHash: String?
        /// What is registered of it already.
        var registered: RegisteredHardware?
    }

    let file: String
    private(set) var places = [ServiceError.Place]()
    private var keyLines = [String: Int]()
    private var serialLines = [SerialNumber: [(manufacturer: String, line: Int)]]()
    private var groupProblems = [String: ServiceError?]()

    init(file: String) { self.file = file }

    /// What the row is about; `nil` when that is wrong, which is noted.
    mutating func identity(of row: HardwareRow, in work: any StoreReading) throws -> Identity? {
        let known = places.count
        let serial = row.cells[.serial]?.text ?? ""
        let hash = (row.cells[.ekHash]?.text ?? "").lowercased()
        if serial.isEmpty, hash.isEmpty {
            note(row, .serial, "the row has neither `serial` nor `ekHash`", "one of them says which machine is meant")
        }
        if !hash.isEmpty, hash.utf8.count != 64 || !hash.allSatisfy(\.isHexDigit) {
            note(
                row, .ekHash, "`\(hash)` is not the SHA-256 of an endorsement key",
                "64 hexadecimal digits, over the key's SubjectPublicKeyInfo in DER")
        }
        if !serial.isEmpty, SerialNumber(serial) == nil {
            note(
                row, .serial, "`\(serial)` is no serial number", "at least four letters and digits, not all the same")
        }
        guard places.count == known else { return nil }
        noteRepetition(row, serial: SerialNumber(serial), hash: hash)
        let registered = try registration(row, serial: serial, hash: hash, in: work)
        guard places.count == known else { return nil }
        return Identity(
            serialNumber: row.cells[.serial] == nil ? nil : serial,
            endorsementKeyHash: row.cells[.ekHash] == nil ? nil : hash, registered: registered)
    }

    /// Two rows about one machine contradict each other, or one of them is idle.
    private mutating func noteRepetition(_ row: HardwareRow, serial: SerialNumber?, hash: String) {
        if !hash.isEmpty {
            if let line = keyLines[hash] { note(row, .ekHash, "line \(line) has the same endorsement key", nil) }
            keyLines[hash] = row.line
        }
        guard let serial else { return }
        let maker = row.cells[.manufacturer]?.text ?? ""
        let same = serialLines[serial, default: []].first {
            SerialNumber.canBeOneManufacturer($0.manufacturer, maker)
        }
        if let same { note(row, .serial, "line \(same.line) has the same serial number", nil) }
        serialLines[serial, default: []].append((maker, row.line))
    }

    private mutating func registration(
        _ row: HardwareRow, serial: String, hash: String, in work: any StoreReading
    ) throws -> RegisteredHardware? {
        let byKey = hash.isEmpty ? nil : try work.registeredHardware(withEndorsementKey: hash)
        let maker = row.cells[.manufacturer]?.text ?? ""
        let bySerial = try work.registeredHardware(withSerialNumber: serial).filter {
            SerialNumber.canBeOneManufacturer($0.manufacturer, maker)
        }
        if let byKey {
            guard let other = bySerial.first(where: { $0.id != byKey.id }) else { return byKey }
            note(row, .serial, "`\(serial)` is registered with another endorsement key", Self.deletion(of: other))
            return nil
        }
        guard bySerial.count < 2 else {
            note(row, .serial, "`\(serial)` is registered \(bySerial.count) times", "give its `manufacturer`")
            return nil
        }
        guard let registered = bySerial.first else { return nil }
        // Whoever has the new key would be the device that the old one became.
        if !hash.isEmpty, !registered.endorsementKeyHash.isEmpty || registered.device != nil {
            let what = registered.endorsementKeyHash.isEmpty ? "used without an" : "registered with another"
            note(row, .ekHash, "`\(serial)` is \(what) endorsement key", Self.deletion(of: registered))
        }
        return registered
    }

    private static func deletion(of hardware: RegisteredHardware) -> String {
        "delete that registration first: `gatehouse hardware delete \(hardware.id)`"
    }

    private mutating func note(_ row: HardwareRow, _ column: HardwareColumn, _ message: String, _ hint: String?) {
        let cell = row.cells[column]
        places.append(
            ServiceError.Place(
                file: file, line: cell?.line ?? row.line, column: cell?.column ?? 1, message: message, hint: hint))
    }
}

extension HardwareRowReader {
    /// Gives the registration what the row says; columns that the table does not have stay as they are.
    mutating func apply(
        _ row: HardwareRow, _ identity: Identity, to hardware: inout RegisteredHardware, in work: any StoreReading
    ) throws {
        if let serial = identity.serialNumber, !serial.isEmpty { hardware.serialNumber = serial }
        if let hash = identity.endorsementKeyHash, !hash.isEmpty { hardware.endorsementKeyHash = hash }
        if let text = text(row, .manufacturer) { hardware.manufacturer = text }
        if let text = text(row, .model) { hardware.model = text }
        if let text = text(row, .orderId) { hardware.orderID = text }
        hardware.profile.ownership =
            choice(row, .ownership, ["company": .company, "corporate": .company, "personal": .personal], .company)
            ?? hardware.profile.ownership
        hardware.profile.trustType =
            choice(row, .trustType, ["joined": .azureAd, "registered": .workplace, "hybrid": .serverAd], .azureAd)
            ?? hardware.profile.trustType
        hardware.profile.management =
            choice(row, .mode, ["managed": .managed, "telemetryOnly": .telemetryOnly], .managed)
            ?? hardware.profile.management
        if let cell = row.cells[.owner] { hardware.profile.owner = owner(cell, row) }
        if let cell = row.cells[.nameTemplate] { hardware.profile.nameTemplate = template(cell, row) }
        if let cell = row.cells[.tags] { hardware.profile.tags = tags(cell, row) }
        if let cell = row.cells[.groups] { hardware.profile.groups = try groups(cell, row, in: work) }
    }

    private mutating func text(_ row: HardwareRow, _ column: HardwareColumn) -> String? {
        guard let cell = row.cells[column] else { return nil }
        if cell.text.utf8.count > 255 { note(row, column, "`\(column.rawValue)` has more than 255 bytes", nil) }
        return cell.text
    }

    /// The value of the word, `usual` for an empty field, `nil` where there is no such column.
    private mutating func choice<Value>(
        _ row: HardwareRow, _ column: HardwareColumn, _ choices: [String: Value], _ usual: Value
    ) -> Value? {
        guard let cell = row.cells[column] else { return nil }
        guard !cell.text.isEmpty else { return usual }
        if let match = choices.first(where: { $0.key.lowercased() == cell.text.lowercased() }) { return match.value }
        note(
            row, column, "`\(cell.text)` is not a value of `\(column.rawValue)`",
            "write \(choices.keys.sorted().map { "`\($0)`" }.joined(separator: ", "))")
        return nil
    }

    private mutating func owner(_ cell: HardwareRow.Cell, _ row: HardwareRow) -> String? {
        guard !cell.text.isEmpty else { return nil }
        let owner = PersonAddress.normalised(cell.text)
        if owner == nil { note(row, .owner, "`\(cell.text)` is no person's address", "write `name@example.com`") }
        return owner
    }

    private mutating func template(_ cell: HardwareRow.Cell, _ row: HardwareRow) -> String? {
        guard !cell.text.isEmpty else { return nil }
        if NameTemplate(cell.text) == nil {
            note(
                row, .nameTemplate, "`\(cell.text)` is no template of a name",
                "letters, digits, `-`, `_` and `.` with `%SERIAL%` or `%RAND:4%`, at most 63 bytes")
        }
        return cell.text
    }

    private mutating func tags(_ cell: HardwareRow.Cell, _ row: HardwareRow) -> [String] {
        if let tags = Tag.normalised(all: Self.words(cell)) { return tags }
        note(
            row, .tags, "`\(cell.text)` are no tags",
            "at most \(Tag.most) words of letters, digits, `.`, `_`, `-` and `:`, with `;` between them")
        return []
    }

    private mutating func groups(
        _ cell: HardwareRow.Cell, _ row: HardwareRow, in work: any StoreReading
    ) throws -> [String] {
        let groups = Self.words(cell)
        for name in groups {
            let problem = try groupProblems[name] ?? work.problem(ofJoining: name)
            groupProblems[name] = problem
            if let problem { note(row, .groups, problem.message, problem.hint) }
        }
        return groups
    }

    private static func words(_ cell: HardwareRow.Cell) -> [String] {
        cell.text.split(separator: ";").map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
            .filter { !$0.isEmpty }
    }
}

extension StoreReading {
    /// Why a device cannot be told to join the group when it enrols; `nil` when it can.
    func problem(ofJoining name: String) throws -> ServiceError? {
        guard let record = try document(kind: DocumentKind.deviceGroup.rawValue, name: name) else {
            return ServiceError(
                .invalid, "there is no device group `\(name)`", hint: "apply a DeviceGroup of this name first")
        }
        guard try TenantCatalogue([record]).deviceGroups.allSatisfy({ $0.rule == nil }) else {
            return ServiceError(
                .invalid, "the device group `\(name)` is dynamic: its rule alone says who is in it",
                hint: "name a group without a rule")
        }
        return nil
    }
}
