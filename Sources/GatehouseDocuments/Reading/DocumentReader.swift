import GatehouseModel
import GatehousePolicy

/// A document with the place where it stood.
public struct ParsedDocument: Hashable, Sendable {
    /// What was read, valid by itself; its references are not checked.
    public let document: Document
    /// The file as the caller named it.
    public let file: String
    /// Where it begins, from 1.
    public let line: Int

    /// The document's kind.
    public var kind: DocumentKind { document.kind }
    /// The document's name, unique within its kind in this text.
    public var name: String { document.name }
}

/// Reads administrators' objects from YAML.
///
/// Refuses what it does not understand: unknown fields and words, anchors, aliases and tags, texts of more than 1 MiB,
/// more than 1,000 documents, and nesting deeper than any kind goes. It reports everything that is wrong, not only the
/// first; only a document that is not YAML at all has one problem.
public enum DocumentReader {
    /// Bytes of one text.
    public static let largest = 1 << 20
    /// Documents of one text.
    public static let most = 1000

    static let apiVersion = "gatehouse/v1"

    /// The documents of a text, or all that is wrong with it; `file` is only named in problems.
    public static func read(_ text: String, file: String) -> Result<[ParsedDocument], DocumentProblems> {
        read(Array(text.utf8), file: file)
    }

    /// As ``read(_:file:)-(String,_)``, from bytes that must be UTF-8.
    public static func read(_ bytes: [UInt8], file: String) -> Result<[ParsedDocument], DocumentProblems> {
        let findings = Findings(file: file)
        let documents = documents(in: bytes, findings: findings)
        guard findings.problems.isEmpty else {
            let ordered = findings.problems.enumerated().sorted {
                ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
            }
            return .failure(DocumentProblems(ordered.map(\.element)))
        }
        return .success(documents)
    }

    private static func documents(in bytes: [UInt8], findings: Findings) -> [ParsedDocument] {
        let start = Position(line: 1, column: 1)
        // Editors of some systems begin a file with the byte order mark.
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard bytes.count <= largest else {
            findings.report(at: start, "the file is larger than \(largest >> 20) MiB")
            return []
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            findings.report(at: position(ofBadByteIn: bytes), "the file is not UTF-8 text")
            return []
        }
        guard CollectionKeys.areBounded(in: bytes) else {
            findings.report(at: start, "lists and mappings cannot be the names of fields")
            return []
        }
        findings.lines = YAMLStream.lines(of: text)
        let parts = YAMLStream(text).parts
        guard parts.count <= most else {
            findings.report(at: start, "the file has more than \(most) documents")
            return []
        }
        var documents = [ParsedDocument]()
        for part in parts {
            for root in YAMLComposer(findings: findings, part: part).compose() {
                findings.beginDocument()
                guard let document = EnvelopeReader(findings: findings).read(root) else { continue }
                documents.append(ParsedDocument(document: document, file: findings.file, line: root.position.line))
            }
        }
        reportRepeated(documents, findings)
        return documents
    }

    private static func reportRepeated(_ documents: [ParsedDocument], _ findings: Findings) {
        struct Key: Hashable {
            let kind: DocumentKind
            let name: String
        }
        var lines = [Key: Int]()
        for document in documents {
            let key = Key(kind: document.kind, name: document.name)
            if let first = lines[key] {
                findings.report(
                    at: Position(line: document.line, column: 1),
                    "\(document.kind.rawValue) `\(document.name)` is given twice",
                    hint: "it is given first on line \(first)")
            } else {
                lines[key] = document.line
            }
        }
    }

    private static func position(ofBadByteIn bytes: [UInt8]) -> Position {
        let repaired = String(decoding: bytes, as: UTF8.self)
        let good = zip(repaired.utf8, bytes).prefix { $0 == $1 && $0 != 0 }.count
        let lines = bytes[..<good].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let last = lines.last.map { String(decoding: $0, as: UTF8.self).unicodeScalars.count } ?? 0
        return Position(line: max(lines.count, 1), column: last + 1)
    }
}
