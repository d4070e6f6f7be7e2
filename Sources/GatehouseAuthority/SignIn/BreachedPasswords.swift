import Crypto
import Foundation
import GatehouseModel

/// A file of passwords that were stolen elsewhere: SHA-1 in hexadecimal, sorted, one a line and with or without a count
/// behind a colon, as Have I Been Pwned gives it out; or the passwords themselves, one a line.
///
/// The file is asked each time, so that a newer one counts without a restart; without it no password is known.
public struct BreachedPasswords: Sendable {
    private let path: String

    /// Names the file; it need not be there.
    public init(path: String) { self.path = path }

    /// Whether the password is in the file.
    public func contains(_ password: String) -> Bool {
        guard let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe), !data.isEmpty else {
            return false
        }
        return Self.isHash(line(in: data, around: 0)) ? containsHash(of: password, data) : containsText(password, data)
    }

    private func containsHash(of password: String, _ data: Data) -> Bool {
        let wanted = Array(Hex.encode(Insecure.SHA1.hash(data: Array(password.utf8))).uppercased().utf8)
        var (low, high) = (0, data.count)
        while low < high {
            let middle = low + (high - low) / 2
            let range = line(in: data, around: middle)
            let found = range.prefix(40).map { $0 >= 0x61 ? $0 - 32 : $0 }
            if found == wanted { return true }
            if found.lexicographicallyPrecedes(wanted) {
                low = max(range.endIndex + 1, middle + 1)
            } else {
                high = range.startIndex
            }
        }
        return false
    }

    /// The line that the byte is in, without its end.
    private func line(in data: Data, around position: Int) -> Data.SubSequence {
        let start = data[..<position].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = data[position...].firstIndex(of: 0x0A) ?? data.count
        return data[start..<max(start, end)]
    }

    private func containsText(_ password: String, _ data: Data) -> Bool {
        guard !password.contains(where: \.isNewline) else { return false }
        let wanted = Data(password.utf8)
        var position = 0
        while let found = data[position...].range(of: wanted) {
            let isWhole =
                (found.lowerBound == 0 || data[found.lowerBound - 1] == 0x0A)
                && (found.upperBound == data.count || [0x0A, 0x0D].contains(data[found.upperBound]))
            if isWhole { return true }
            position = found.lowerBound + 1
        }
        return false
    }

    private static func isHash(_ line: Data.SubSequence) -> Bool {
        line.count >= 40 && Hex.decode(String(decoding: line.prefix(40), as: UTF8.self)) != nil
    }
}
