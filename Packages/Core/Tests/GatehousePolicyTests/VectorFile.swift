import Foundation
import GatehouseModel
import GatehousePolicy

/// The vectors below `Tests/Vectors`, which other implementations can run too; `README.md` there has the format.
enum VectorFile {
    struct Malformed: Error { var text: String }

    static func all<Content: Decodable>(in folder: String, as _: Content.Type) throws -> [(name: String, Content)] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let folder = tests.appendingPathComponent("Vectors/\(folder)")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
            .sorted { $0.path < $1.path }
            .map { ($0.lastPathComponent, try JSONDecoder().decode(Content.self, from: Data(contentsOf: $0))) }
    }

    static func read<Value: LosslessStringConvertible>(_ text: String, as _: Value.Type = Value.self) throws -> Value {
        guard let value = Value(text) else { throw Malformed(text: text) }
        return value
    }

    static func read<Value: RawRepresentable<String>>(raw text: String, as _: Value.Type = Value.self) throws -> Value {
        guard let value = Value(rawValue: text) else { throw Malformed(text: text) }
        return value
    }

    static func duration(_ text: String) throws -> Duration {
        guard let value = Duration.parse(text) else { throw Malformed(text: text) }
        return value
    }
}

/// `{"known": …}`, `"absent"` or `"unavailable"`.
struct VectorInput<Value: Decodable>: Decodable {
    let input: Input<Value>

    private enum Key: String, CodingKey { case known }

    init(from decoder: any Decoder) throws {
        if let word = try? decoder.singleValueContainer().decode(String.self) {
            switch word {
            case "absent": input = .absent
            case "unavailable": input = .unavailable
            default: throw VectorFile.Malformed(text: word)
            }
        } else {
            input = .known(try decoder.container(keyedBy: Key.self).decode(Value.self, forKey: .known))
        }
    }

    func read<Result>(_ transform: (Value) throws -> Result) rethrows -> Input<Result> {
        switch input {
        case .known(let value): .known(try transform(value))
        case .absent: .absent
        case .unavailable: .unavailable
        }
    }
}

/// A device; what is left out is empty, or as the shared sample has it.
struct VectorDevice: Decodable {
    var id: String?
    var name: String?
    var platform: String?
    var ownership: String?
    var trustType: String?
    var groups: [String]?
    var uncertainGroups: [String]?
    var manufacturer: String?
    var model: String?
    var owner: String?
    var tags: [String]?
    var operatingSystem: String?
    var operatingSystemVersion: String?
    /// Only a request's device has one.
    var identityAssurance: String?

    func device(lastContact: Instant) throws -> Device {
        Device(
            id: try VectorFile.read(id ?? "01234567-89ab-4def-8123-456789abcdef"), name: name ?? "",
            platform: try VectorFile.read(raw: platform ?? "linux"),
            ownership: try VectorFile.read(raw: ownership ?? "company"),
            trustType: try VectorFile.read(raw: trustType ?? "AzureAd"), groups: groups ?? [],
            uncertainGroups: uncertainGroups ?? [], manufacturer: manufacturer ?? "", model: model ?? "", owner: owner,
            tags: tags ?? [],
            operatingSystem: operatingSystem ?? "",
            operatingSystemVersion: operatingSystemVersion ?? "", enrolledAt: .distantPast, lastContact: lastContact)
    }
}
