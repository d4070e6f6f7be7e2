import Foundation
import GatehouseModel
import GatehouseService

/// Where a page ended, as opaque text.
///
/// It carries a check value over itself and the question that it belongs to, so that a damaged or misplaced cursor is
/// refused. It is no secret and grants nothing: a forged one only begins the same tenant's list at another row.
struct ListCursor {
    let keys: [SQLValue]

    init(keys: [SQLValue]) { self.keys = keys }

    /// Reads what ``text(fingerprint:)`` wrote for the same question.
    init(_ text: String, fingerprint: String, count: Int) throws(StoreError) {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let data = Data(base64Encoded: base64), let json = String(validating: data, as: UTF8.self),
            let values = StoredJSON(json)?.list, values.count == count + 1
        else { throw Self.refusal }
        let keys = values.dropFirst().compactMap(Self.key)
        guard keys.count == count, values[0].text == Self.check(keys, fingerprint) else { throw Self.refusal }
        self.keys = keys
    }

    func text(fingerprint: String) -> String {
        let json = StoredJSON.list([.text(Self.check(keys, fingerprint))] + keys.map(Self.json))
        return Data(json.description.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    static var refusal: StoreError {
        StoreError(.badQuery, "the cursor does not belong to this list, filter and order")
    }

    private static func json(_ key: SQLValue) -> StoredJSON {
        switch key {
        case .null: .null
        case .integer(let value): .integer(value)
        case .text(let text): .text(text)
        case .bytes(let bytes): .list([.text(Hex.encode(bytes))])
        }
    }

    private static func key(_ json: StoredJSON) -> SQLValue? {
        switch json {
        case .integer(let value): .integer(value)
        case .text(let text): .text(text)
        case .list(let values): values.first?.text.flatMap(Hex.decode).map { .bytes($0) }
        case .null, .boolean, .record: nil
        }
    }

    /// FNV-1a, 64 bits.
    private static func check(_ keys: [SQLValue], _ fingerprint: String) -> String {
        let hash = "\(fingerprint) \(keys)".utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 36)
    }
}
