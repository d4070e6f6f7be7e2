/// How devices are named that their makers' records name, as `eng-%SERIAL%` or `lab-%RAND:4%`.
struct NameTemplate: Hashable, Sendable {
    fileprivate enum Part: Hashable {
        case text(String)
        case serialNumber
        /// So many digits.
        case digits(Int)
    }

    private let parts: [Part]

    /// `nil` for other placeholders, other characters than letters, digits, `-`, `_` and `.`, more than 63 bytes, and
    /// a template without any of the two, by which all devices would be called the same.
    init?(_ text: String) {
        guard (1...63).contains(text.utf8.count) else { return nil }
        var parts = [Part]()
        for (index, piece) in text.split(separator: "%", omittingEmptySubsequences: false).enumerated() {
            if index.isMultiple(of: 2) {
                guard piece.utf8.allSatisfy(Self.isNameByte) else { return nil }
                if !piece.isEmpty { parts.append(.text(String(piece))) }
            } else if piece == "SERIAL" {
                parts.append(.serialNumber)
            } else if piece.hasPrefix("RAND:"), let count = Int(piece.dropFirst(5)), (1...16).contains(count) {
                parts.append(.digits(count))
            } else {
                return nil
            }
        }
        // An odd number of signs leaves one that opens a placeholder and nothing that closes it.
        guard text.count(where: { $0 == "%" }).isMultiple(of: 2), parts.contains(where: \.isDistinct) else {
            return nil
        }
        self.parts = parts
    }

    /// The name of a machine, the same each time that it enrols; `nil` when it claims no serial number and one is wanted.
    func name(serialNumber: String, digest: String) -> String? {
        var name = ""
        for part in parts {
            switch part {
            case .text(let text): name += text
            case .serialNumber:
                let serial = serialNumber.utf8.filter(Self.isNameByte)
                guard !serial.isEmpty else { return nil }
                name += String(decoding: serial, as: UTF8.self)
            case .digits(let count):
                name += String(decoding: digest.utf8.prefix(count).map { UInt8(ascii: "0") + $0 % 10 }, as: UTF8.self)
            }
        }
        return String(name.prefix(255))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension NameTemplate.Part {
    fileprivate var isDistinct: Bool {
        if case .text = self { false } else { true }
    }
}
