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
    }

    var application: String
    var platform: Recorded
    var address: Recorded
    var clientApplication: Recorded
    var device: Recorded
    var identityAssurance: Recorded
    var complianceState: Recorded
    var complianceValidUntil: Recorded
    var complianceGraceEnd: String?
    /// The device's attributes that filters look at.
    var attributes: [String: String]

    init(_ signals: Signals) {
        application = signals.application
        platform = Recorded(signals.platform, \.rawValue)
        address = Recorded(signals.address, \.description)
        clientApplication = Recorded(signals.clientApplication, \.rawValue)
        device = Recorded(signals.device, \.device.id.description)
        identityAssurance = Recorded(signals.device, \.identityAssurance.rawValue)
        complianceState = Recorded(signals.verdict, \.state.rawValue)
        complianceValidUntil = Recorded(signals.verdict, \.validUntil.description)
        complianceGraceEnd = signals.verdict.value?.graceEnd?.description
        attributes = signals.device.value.map { Self.attributes(of: $0.device) } ?? [:]
    }

    static func encode(_ signals: Signals) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(RecordedSignals(signals)) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func attributes(of device: Device) -> [String: String] {
        [
            "displayName": device.name, "deviceOwnership": device.ownership.rawValue,
            "trustType": device.trustType.rawValue, "manufacturer": device.manufacturer, "model": device.model,
            "operatingSystem": device.operatingSystem, "operatingSystemVersion": device.operatingSystemVersion,
            "groups": device.groups.joined(separator: ","),
        ]
    }
}
