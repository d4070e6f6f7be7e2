/// An encoder that keeps what kinds of values it is given, and not the values.
final class SchemaRecorder: Encoder {
    let catalogue: SchemaCatalogue
    var result = Schema.any
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(catalogue: SchemaCatalogue) { self.catalogue = catalogue }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        result = .object([])
        return KeyedEncodingContainer(SchemaMembers<Key>(recorder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        preconditionFailure("messages write lists as arrays of messages or values")
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SchemaValue(recorder: self) }

    fileprivate func add(_ name: String, _ schema: Schema, isRequired: Bool) {
        guard case .object(let properties) = result else { return }
        result = .object(properties + [Schema.Property(name: name, schema: schema, isRequired: isRequired)])
    }
}

private struct SchemaMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let recorder: SchemaRecorder
    var codingPath: [any CodingKey] { [] }

    private func add(_ schema: Schema, _ key: Key, isRequired: Bool = true) {
        recorder.add(key.stringValue, schema, isRequired: isRequired)
    }

    mutating func encodeNil(forKey key: Key) throws { add(.any, key, isRequired: false) }
    mutating func encode(_ value: Bool, forKey key: Key) throws { add(.boolean, key) }
    mutating func encode(_ value: String, forKey key: Key) throws { add(.text(format: nil), key) }
    mutating func encode(_ value: Double, forKey key: Key) throws { add(.number, key) }
    mutating func encode(_ value: Int, forKey key: Key) throws { add(.integer, key) }
    mutating func encode(_ value: Int64, forKey key: Key) throws { add(.integer, key) }
    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        add(try recorder.catalogue.schema(of: value), key)
    }

    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { add(.boolean, key, isRequired: false) }
    mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws {
        add(.text(format: nil), key, isRequired: false)
    }
    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { add(.integer, key, isRequired: false) }
    mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { add(.integer, key, isRequired: false) }
    mutating func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        guard let value else { preconditionFailure("the example has no `\(key.stringValue)`") }
        add(try recorder.catalogue.schema(of: value), key, isRequired: false)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        preconditionFailure("messages nest by types of their own")
    }
    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        preconditionFailure("messages nest by types of their own")
    }
    mutating func superEncoder() -> any Encoder { recorder }
    mutating func superEncoder(forKey key: Key) -> any Encoder { recorder }

    mutating func encode(_ value: Float, forKey key: Key) throws { add(.number, key) }
    mutating func encode(_ value: Int8, forKey key: Key) throws { add(.integer, key) }
    mutating func encode(_ value: Int16, forKey key: Key) throws { add(.integer, key) }
    mutating func encode(_ value: Int32, forKey key: Key) throws { add(.integer, key) }
    mutating func encode(_ value: UInt, forKey key: Key) throws { add(.integer, key) }
    mutating func encode(_ value: UInt8, forKey key: Key) throws { add(.integer, key) }
    mutating func encode(_ value: UInt16, forKey key: Key) throws { add(.integer, key) }
    mutating func encode(_ value: UInt32, forKey key: Key) throws { add(.integer, key) }
    mutating func encode(_ value: UInt64, forKey key: Key) throws { add(.integer, key) }
}

private struct SchemaValue: SingleValueEncodingContainer {
    let recorder: SchemaRecorder
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() throws {}
    mutating func encode(_ value: Bool) throws { recorder.result = .boolean }
    mutating func encode(_ value: String) throws { recorder.result = .text(format: nil) }
    mutating func encode(_ value: Double) throws { recorder.result = .number }
    mutating func encode(_ value: Float) throws { recorder.result = .number }
    mutating func encode(_ value: Int) throws { recorder.result = .integer }
    mutating func encode(_ value: Int8) throws { recorder.result = .integer }
    mutating func encode(_ value: Int16) throws { recorder.result = .integer }
    mutating func encode(_ value: Int32) throws { recorder.result = .integer }
    mutating func encode(_ value: Int64) throws { recorder.result = .integer }
    mutating func encode(_ value: UInt) throws { recorder.result = .integer }
    mutating func encode(_ value: UInt8) throws { recorder.result = .integer }
    mutating func encode(_ value: UInt16) throws { recorder.result = .integer }
    mutating func encode(_ value: UInt32) throws { recorder.result = .integer }
    mutating func encode(_ value: UInt64) throws { recorder.result = .integer }
    mutating func encode<Value: Encodable>(_ value: Value) throws {
        recorder.result = try recorder.catalogue.schema(of: value)
    }
}
