import Foundation
import GatehouseModel

/// The inputs of a decision as they are recorded: enough to evaluate it again.
struct RecordedSignals: Codable, Equatable {
    /// `known` with a value, or one of the other two states by name.
    struct Recorded: Codable, Equatable {
        var state: String
        var value: String?

        init<Value>(_ input: Input<Value>, _ text: (Value) -> String) {
            switch input {
            case .known(let value): (state, self.value) = ("known", text(value))
            case .absent: (state, value) = ("absent", nil)
            case .unavailable: (state, value) = ("unavailable", nil)
            }
        }

        /// The input again; `nil` when the text does not read.
        func input<Value>(_ read: (String) -> Value?) -> Input<Value>? {
            switch state {
            case "known": value.flatMap(read).map { .known($0) }
            case "absent": .absent
            case "unavailable": .unavailable
            default: nil
            }
        }
    }

    var application: String
    var platform: Recorded
    var address: Recorded
    var clientApplication: Recorded
    var device: Recorded
    var identityAssurance: Recorded
    /// Why the identity was not taken; not there when it was, or when none was presented.
    var identityRefusal: String?
    var identityEnd: String?
    /// Why nobody of the tenant was let in; not there while it was served.
    var suspension: String?
    var complianceState: Recorded
    var complianceValidUntil: Recorded
    var complianceGraceEnd: String?
    /// The device's attributes that filters look at.
    var attributes: [String: String]

    init(_ question: AccessQuestion) {
        let signals = question.signals
        application = signals.application
        platform = Recorded(signals.platform, \.rawValue)
        address = Recorded(signals.address, \.description)
        clientApplication = Recorded(signals.clientApplication, \.rawValue)
        device = Recorded(signals.device, \.device.id.description)
        identityAssurance = Recorded(signals.device, \.identityAssurance.rawValue)
        identityRefusal = question.refusal
        identityEnd = question.identityEnd?.description
        suspension = question.suspension
        complianceState = Recorded(signals.verdict, \.state.rawValue)
        complianceValidUntil = Recorded(signals.verdict, \.validUntil.description)
        complianceGraceEnd = signals.verdict.value?.graceEnd?.description
        attributes = signals.device.value.map { Self.attributes(of: $0.device) } ?? [:]
    }

    static func encode(_ question: AccessQuestion) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(RecordedSignals(question)) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func attributes(of device: Device) -> [String: String] {
        [
            "displayName": device.name, "deviceOwnership": device.ownership.rawValue,
            "trustType": device.trustType.rawValue, "manufacturer": device.manufacturer, "model": device.model,
            "operatingSystem": device.operatingSystem, "operatingSystemVersion": device.operatingSystemVersion,
            "groups": device.groups.joined(separator: ","), "owner": device.owner ?? "",
            "tags": device.tags.joined(separator: ","),
        ]
    }
}

extension RecordedSignals {
    /// The question that was asked through this enforcement point; `nil` when what was recorded does not read.
    func question(from enforcementPoint: String) -> AccessQuestion? {
        guard let platform = platform.input(Platform.init(rawValue:)), let address = address.input({ IPAddress($0) }),
            let client = clientApplication.input(ClientApplicationType.init(rawValue:)),
            let device = deviceInput, let verdict = verdictInput,
            let end = Self.optional(identityEnd, { Instant($0) })
        else { return nil }
        let signals = Signals(
            application: application, platform: platform, address: address, clientApplication: client,
            device: device, verdict: verdict)
        return AccessQuestion(
            enforcementPoint: enforcementPoint, signals: signals, refusal: identityRefusal,
            suspension: suspension, identityEnd: end)
    }

    private var deviceInput: Input<DeviceSignal>? {
        guard let id = device.input({ DeviceID($0) }),
            let assurance = identityAssurance.input(Assurance.init(rawValue:))
        else { return nil }
        switch id {
        case .absent: return .absent
        case .unavailable: return .unavailable
        case .known(let id):
            guard let device = known(id), let assurance = assurance.value else { return nil }
            return .known(DeviceSignal(device: device, identityAssurance: assurance))
        }
    }

    /// The device as far as decisions look at one.
    private func known(_ id: DeviceID) -> Device? {
        guard let ownership = attributes["deviceOwnership"].flatMap(Ownership.init(rawValue:)),
            let trustType = attributes["trustType"].flatMap(TrustType.init(rawValue:)),
            let platform = platform.value.flatMap(Platform.init(rawValue:))
        else { return nil }
        return Device(
            id: id, name: attributes["displayName"] ?? "", platform: platform, ownership: ownership,
            trustType: trustType, groups: (attributes["groups"] ?? "").split(separator: ",").map { String($0) },
            manufacturer: attributes["manufacturer"] ?? "", model: attributes["model"] ?? "",
            owner: attributes["owner"].flatMap { $0.isEmpty ? nil : $0 },
            tags: (attributes["tags"] ?? "").split(separator: ",").map { String($0) },
            operatingSystem: attributes["operatingSystem"] ?? "",
            operatingSystemVersion: attributes["operatingSystemVersion"] ?? "", enrolledAt: .distantPast,
            lastContact: .distantPast)
    }

    private var verdictInput: Input<Verdict>? {
        guard let state = complianceState.input(ComplianceState.init(rawValue:)),
            let validUntil = complianceValidUntil.input({ Instant($0) }),
            let graceEnd = Self.optional(complianceGraceEnd, { Instant($0) })
        else { return nil }
        switch state {
        case .absent: return .absent
        case .unavailable: return .unavailable
        case .known(let state):
            return validUntil.value.map {
                .known(Verdict(state: state, since: .distantPast, graceEnd: graceEnd, validUntil: $0))
            }
        }
    }

    /// `.some(nil)` for what was not recorded, `nil` for what does not read.
    private static func optional<Value>(_ text: String?, _ read: (String) -> Value?) -> Value?? {
        guard let text else { return .some(nil) }
        return read(text).map { .some($0) }
    }
}

extension DecisionRecord {
    /// The question that the decision answered; `nil` when its inputs do not read.
    var question: AccessQuestion? {
        guard let recorded = try? JSONDecoder().decode(RecordedSignals.self, from: Data(signals.utf8)) else {
            return nil
        }
        return recorded.question(from: enforcementPoint)
    }
}
