/// A command as the TPM reads it, and how its answer is read (TPM 2.0 part 3).
///
/// A value without I/O: whoever has a connection sends ``bytes`` and gives what comes back to ``answer(from:)``.
public protocol TPMCommand<Answer>: Sendable {
    associatedtype Answer: Sendable

    /// `TPM_CC`.
    static var code: UInt32 { get }
    /// Whether the answer begins with a handle.
    static var answersHandle: Bool { get }
    /// The objects that the command is about, in the order of the specification.
    var handles: [TPMHandle] { get }
    /// One for each handle that needs one, in their order.
    var authorisations: [TPMAuthorisation] { get }

    func writeParameters(to writer: inout ByteWriter)
    /// `handle` is ``TPMHandle/null`` unless ``answersHandle``.
    func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> Answer
}

extension TPMCommand {
    /// No handle, unless the command says otherwise.
    public static var answersHandle: Bool { false }
    /// None, unless the command says otherwise.
    public var handles: [TPMHandle] { [] }
    /// None, unless the command says otherwise.
    public var authorisations: [TPMAuthorisation] { [] }

    /// The whole command.
    public var bytes: [UInt8] {
        var body = ByteWriter()
        body.number(Self.code)
        for handle in handles { body.number(handle.rawValue) }
        if !authorisations.isEmpty {
            var area = ByteWriter()
            for authorisation in authorisations { authorisation.write(to: &area) }
            body.number(UInt32(area.bytes.count))
            body.append(area.bytes)
        }
        writeParameters(to: &body)
        var writer = ByteWriter()
        writer.number(authorisations.isEmpty ? TPMMessage.withoutSessions : TPMMessage.withSessions)
        writer.number(UInt32(body.bytes.count + 6))
        writer.append(body.bytes)
        return writer.bytes
    }

    /// Reads the whole answer; throws ``TPMError/refused(_:)`` when the TPM did not do what was asked.
    public func answer(from bytes: [UInt8]) throws(TPMError) -> Answer {
        var reader = ByteReader(bytes)
        let tag: UInt16 = try reader.number()
        let size: UInt32 = try reader.number()
        guard Int(size) == bytes.count else { throw .malformed("the answer is not as long as it says") }
        let code = TPMResponseCode(rawValue: try reader.number())
        guard code == .success else { throw .refused(code) }
        guard tag == (authorisations.isEmpty ? TPMMessage.withoutSessions : TPMMessage.withSessions) else {
            throw .malformed("the answer is to another command")
        }
        let handle = Self.answersHandle ? TPMHandle(rawValue: try reader.number()) : .null
        if authorisations.isEmpty {
            let answer = try readAnswer(handle, &reader)
            try reader.finish()
            return answer
        }
        let count: UInt32 = try reader.number()
        var parameters = ByteReader(try reader.bytes(Int(count)))
        let answer = try readAnswer(handle, &parameters)
        try parameters.finish()
        return answer
    }
}

/// What every message begins with.
public enum TPMMessage {
    /// A tag, a size and a code.
    public static let headerSize = 10
    /// The longest message that a TPM takes or gives, in bytes.
    public static let sizeLimit = 4096

    static let withoutSessions: UInt16 = 0x8001
    static let withSessions: UInt16 = 0x8002

    /// The length of the whole message that begins with `header`.
    ///
    /// Refuses one shorter than a header or longer than ``sizeLimit``.
    public static func size(header: some Collection<UInt8>) throws(TPMError) -> Int {
        var reader = ByteReader(Array(header))
        _ = try reader.number(UInt16.self)
        let size = Int(try reader.number(UInt32.self))
        guard size >= headerSize else { throw .endsEarly }
        guard size <= sizeLimit else { throw .tooLarge(limit: sizeLimit) }
        return size
    }
}
