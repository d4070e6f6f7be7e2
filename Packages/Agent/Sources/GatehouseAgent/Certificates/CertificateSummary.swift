import GatehouseModel

/// What a list of trust anchors shows of a certificate (RFC 5280); nothing in it is verified.
struct CertificateSummary: Hashable, Sendable {
    var subject: String
    var issuer: String
    var notAfter: Instant
    /// Over the whole certificate, in hexadecimal.
    var fingerprint: String

    private static let sequence: UInt8 = 0x30

    /// Reads one DER certificate; bytes after it are passed over, as OpenSSL's trusted certificates have them.
    ///
    /// `nil` when it is not a certificate down to its validity.
    init?(_ bytes: ArraySlice<UInt8>) {
        var outer = DERReader(bytes)
        guard let certificate = outer.next(Self.sequence) else { return nil }
        var parts = DERReader(certificate.content)
        guard let body = parts.next(Self.sequence), parts.next(Self.sequence) != nil, parts.next(0x03) != nil,
            parts.isAtEnd
        else { return nil }
        var fields = DERReader(body.content)
        if fields.tag == 0xA0 { _ = fields.next() }
        guard fields.next(0x02) != nil, fields.next(Self.sequence) != nil, let issuer = fields.next(Self.sequence),
            let validity = fields.next(Self.sequence), let subject = fields.next(Self.sequence),
            let issuerName = DistinguishedName.text(issuer.content),
            let subjectName = DistinguishedName.text(subject.content)
        else { return nil }
        var dates = DERReader(validity.content)
        guard dates.next() != nil, let end = dates.next(), let notAfter = Self.instant(end) else { return nil }
        self.issuer = issuerName
        self.subject = subjectName
        self.notAfter = notAfter
        fingerprint = Hex.encode(SHA256.hash(certificate.encoded))
    }

    /// UTCTime `YYMMDDHHMMSSZ` or GeneralizedTime `YYYYMMDDHHMMSSZ` (RFC 5280 §4.1.2.5).
    private static func instant(_ element: DERReader.Element) -> Instant? {
        var digits = element.content.text
        switch (element.tag, digits.utf8.count) {
        case (0x17, 13): digits = (digits < "5" ? "20" : "19") + digits
        case (0x18, 15): break
        default: return nil
        }
        guard digits.last == "Z", digits.utf8.dropLast().allSatisfy(\.isDigit) else { return nil }
        let pairs = Array(digits.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: pairs[range], as: UTF8.self) }
        return Instant(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z")
    }
}

/// A name as text (RFC 4514): the last part first, with short names for the usual attributes.
enum DistinguishedName {
    private static let names: [[UInt8]: String] = [
        [0x55, 4, 3]: "CN", [0x55, 4, 4]: "SN", [0x55, 4, 5]: "serialNumber", [0x55, 4, 6]: "C", [0x55, 4, 7]: "L",
        [0x55, 4, 8]: "ST", [0x55, 4, 9]: "street", [0x55, 4, 10]: "O", [0x55, 4, 11]: "OU", [0x55, 4, 12]: "title",
        [0x55, 4, 15]: "businessCategory", [0x55, 4, 17]: "postalCode", [0x55, 4, 42]: "GN",
        [0x55, 4, 97]: "organizationIdentifier",
        [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1]: "emailAddress",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 1]: "UID",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 25]: "DC",
    ]
    /// Longer names are cut: nobody reads them, and a certificate may hold megabytes.
    private static let longest = 1024

    /// `nil` when the bytes are no sequence of relative names.
    static func text(_ content: ArraySlice<UInt8>) -> String? {
        var reader = DERReader(content)
        var relative = [String]()
        while !reader.isAtEnd {
            guard let set = reader.next(0x31) else { return nil }
            var members = DERReader(set.content)
            var attributes = [String]()
            while !members.isAtEnd {
                guard let member = members.next(0x30), let attribute = attribute(member.content) else { return nil }
                attributes.append(attribute)
            }
            relative.append(attributes.reversed().joined(separator: "+"))
        }
        return String(relative.reversed().joined(separator: ",").prefix(longest))
    }

    private static func attribute(_ content: ArraySlice<UInt8>) -> String? {
        var reader = DERReader(content)
        guard let type = reader.next(0x06), let value = reader.next(), reader.isAtEnd else { return nil }
        guard let name = names[Array(type.content)] else {
            return "\(dotted(type.content))=#\(Hex.encode(value.encoded).uppercased())"
        }
        return "\(name)=\(escaped(string(value)))"
    }

    private static func string(_ value: DERReader.Element) -> String {
        let bytes = value.content
        switch value.tag {
        // TeletexString is read as Latin-1, as everybody does.
        case 0x14: return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        case 0x1E:
            var units = [UInt16]()
            var rest = bytes
            while let high = rest.popFirst(), let low = rest.popFirst() {
                units.append(UInt16(high) << 8 | UInt16(low))
            }
            return String(decoding: units, as: UTF16.self)
        default: return bytes.text
        }
    }

    /// RFC 4514 §2.4; control characters as their hexadecimal bytes.
    private static func escaped(_ text: String) -> String {
        var result = ""
        let last = text.unicodeScalars.count - 1
        for (index, scalar) in text.unicodeScalars.enumerated() {
            switch scalar {
            case "\"", "+", ",", ";", "<", ">", "\\": result += "\\\(scalar)"
            case "#" where index == 0, " " where index == 0 || index == last: result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result += "\\" + Hex.encode([UInt8(scalar.value)]).uppercased()
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func dotted(_ bytes: ArraySlice<UInt8>) -> String {
        var arcs = [UInt64]()
        var value: UInt64 = 0
        for byte in bytes {
            value = value << 7 | UInt64(byte & 0x7F)
            guard byte & 0x80 == 0 else { continue }
            if arcs.isEmpty {
                let first = min(value / 40, 2)
                arcs = [first, value - first * 40]
            } else {
                arcs.append(value)
            }
            value = 0
        }
        return arcs.map(String.init).joined(separator: ".")
    }
}
