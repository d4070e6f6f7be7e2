/// The parameters of a request, in a body or a query, each at most once (RFC 6749 §3.1 and §3.2).
public struct FormParameters: Hashable, Sendable {
    /// In their order; no name twice.
    public let fields: [Field]

    /// A name and its value, decoded.
    public struct Field: Hashable, Sendable {
        /// Not empty.
        public var name: String
        /// May be empty, which a reader takes as not there (RFC 6749 §3.1).
        public var value: String

        /// A parameter to be written.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What is read of foreign bytes.
    public struct Limits: Sendable {
        /// The longest text, in bytes.
        public var bytes: Int
        /// How many parameters.
        public var fields: Int

        /// 32 KiB and 64 parameters, unless said otherwise.
        public init(bytes: Int = 32 << 10, fields: Int = 64) {
            self.bytes = bytes
            self.fields = fields
        }
    }

    /// Reads `application/x-www-form-urlencoded`; refuses a name twice, a parameter without `=`, bytes that must be
    /// encoded and what is not UTF-8.
    public init(reading bytes: [UInt8], limits: Limits = Limits()) throws(OpenIDError) {
        guard bytes.count <= limits.bytes else {
            throw OpenIDError(.formTooLarge, "the parameters have \(bytes.count) bytes, more than \(limits.bytes)")
        }
        var fields = [Field]()
        var names = Set<String>()
        guard !bytes.isEmpty else {
            self.fields = []
            return
        }
        for part in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            guard fields.count < limits.fields else {
                throw OpenIDError(.formTooLarge, "there are more than \(limits.fields) parameters")
            }
            let field = try Self.field(part)
            guard names.insert(field.name).inserted else {
                throw OpenIDError(.parameterRepeated, "the parameter \(quoted(field.name)) is given twice")
            }
            fields.append(field)
        }
        self.fields = fields
    }

    /// Parameters to be written; whether a name is there twice is not checked.
    public init(_ fields: [Field]) {
        self.fields = fields
    }

    /// The parameters as `application/x-www-form-urlencoded`.
    public var text: String {
        fields.map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }.joined(separator: "&")
    }

    /// Refuses a body of another media type than `application/x-www-form-urlencoded`; parameters of the type, such as a
    /// character set, are ignored, since the encoding is UTF-8 always.
    public static func requireForm(contentType: String?) throws(OpenIDError) {
        let type = (contentType ?? "").split(separator: ";", maxSplits: 1).first ?? ""
        let name = type.filter { $0 != " " && $0 != "\t" }.lowercased()
        guard isSame(name, "application/x-www-form-urlencoded") else {
            throw OpenIDError(
                .contentTypeWrong,
                "the body is \(quoted(contentType ?? "")), and `application/x-www-form-urlencoded` was expected")
        }
    }

    private static func field(_ part: ArraySlice<UInt8>) throws(OpenIDError) -> Field {
        guard let sign = part.firstIndex(of: UInt8(ascii: "=")), sign > part.startIndex,
            let name = PercentCoding.decode(part[..<sign]), let value = PercentCoding.decode(part[(sign + 1)...])
        else {
            let shown = quoted(String(decoding: part.prefix(16), as: UTF8.self))
            throw OpenIDError(.formMalformed, "a parameter is not `name=value` in its encoding: \(shown)")
        }
        return Field(name, value)
    }
}
