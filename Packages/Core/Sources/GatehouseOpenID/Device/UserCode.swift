/// What a person types on another machine to let a device sign in (RFC 8628 §6.1): eight consonants, which spell no word
/// and do not look alike, `WDJB-MJHT`.
public struct UserCode: Hashable, Sendable, CustomStringConvertible {
    /// 20 letters, so that a code has 34.5 bits.
    static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ".utf8)
    /// How many letters.
    static let length = 8

    /// Upper case, without the hyphen: what is stored and looked up.
    public let letters: String

    /// A code by chance.
    public init(using generator: inout some RandomNumberGenerator) {
        let bytes = (0..<Self.length).map { _ in
            Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)]
        }
        letters = String(decoding: bytes, as: UTF8.self)
    }

    /// Reads what a person typed: case, spaces and punctuation do not matter, and a digit or vowel that looks like a
    /// letter of the alphabet is taken for it.
    ///
    /// Refuses anything that is not eight letters then.
    public init(typed text: String) throws(OpenIDError) {
        var letters = [UInt8]()
        for scalar in text.unicodeScalars.prefix(64) where Self.isPrinted(scalar) {
            letters.append(scalar.isASCII ? Self.letter(UInt8(truncatingIfNeeded: scalar.value)) : 0)
        }
        guard text.utf8.count <= 64, letters.count == Self.length, letters.allSatisfy(Self.alphabet.contains) else {
            throw OpenIDError(.userCodeMalformed, "\(quoted(text)) is not a code of eight letters")
        }
        self.letters = String(decoding: letters, as: UTF8.self)
    }

    /// As it is shown: `WDJB-MJHT`.
    public var description: String { "\(letters.prefix(4))-\(letters.suffix(4))" }

    /// A letter or a digit, of any script: spaces, hyphens and what came along with a copy are not.
    private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// The letter that somebody who typed `byte` saw.
    private static func letter(_ byte: UInt8) -> UInt8 {
        let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte
        switch upper {
        case UInt8(ascii: "8"): return UInt8(ascii: "B")
        case UInt8(ascii: "6"): return UInt8(ascii: "G")
        case UInt8(ascii: "1"), UInt8(ascii: "I"): return UInt8(ascii: "L")
        case UInt8(ascii: "0"), UInt8(ascii: "O"): return UInt8(ascii: "Q")
        case UInt8(ascii: "5"): return UInt8(ascii: "S")
        case UInt8(ascii: "U"): return UInt8(ascii: "V")
        case UInt8(ascii: "2"): return UInt8(ascii: "Z")
        default: return upper
        }
    }
}
