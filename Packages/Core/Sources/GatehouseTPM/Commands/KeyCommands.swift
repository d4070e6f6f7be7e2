/// Derives a primary key from the seed of a hierarchy and a template (TPM 2.0 part 3 §24.1).
public struct CreatePrimary: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x131
    /// The answer begins with the handle of what was loaded or begun.
    public static let answersHandle = true

    /// Whose seed or authorisation is used.
    public var hierarchy: TPMHandle
    /// What the key is to be like.
    public var template: TPMPublic

    /// Makes the command; nothing is checked before the TPM does.
    public init(hierarchy: TPMHandle, template: TPMPublic) {
        self.hierarchy = hierarchy
        self.template = template
    }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [hierarchy] }
    /// One for each handle that needs one.
    public var authorisations: [TPMAuthorisation] { [.password] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) { NewKey.write(template, to: &writer) }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> LoadedKey {
        let publicArea = try reader.sized(TPMPublic.init(from:))
        try NewKey.skipCreation(&reader)
        return LoadedKey(
            handle: handle, publicArea: publicArea, name: try reader.sized(atMost: TPMAttestation.nameLimit))
    }
}

/// A key that the TPM holds and can be asked to use.
public struct LoadedKey: Hashable, Sendable {
    /// What is loaded.
    public var handle: TPMHandle
    /// What is public of the key.
    public var publicArea: TPMPublic
    /// The name that the TPM computed.
    public var name: [UInt8]
}

/// Makes a key below a parent; it is not loaded by that (TPM 2.0 part 3 §12.1).
public struct CreateKey: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x153

    /// The loaded parent key.
    public var parent: TPMHandle
    /// What the key is to be like.
    public var template: TPMPublic

    /// Makes the command; nothing is checked before the TPM does.
    public init(parent: TPMHandle, template: TPMPublic) {
        self.parent = parent
        self.template = template
    }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [parent] }
    /// One for each handle that needs one.
    public var authorisations: [TPMAuthorisation] { [.password] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) { NewKey.write(template, to: &writer) }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> WrappedKey {
        let wrapped = try reader.sized(atMost: WrappedKey.privateLimit)
        let publicArea = try reader.sized(TPMPublic.init(from:))
        try NewKey.skipCreation(&reader)
        return WrappedKey(wrapped: wrapped, publicArea: publicArea)
    }
}

/// A key outside the TPM: its private part is encrypted, and only the TPM that made it can load it again.
public struct WrappedKey: Hashable, Sendable {
    static let privateLimit = 1024

    /// `TPM2B_PRIVATE` without its size: encrypted by the parent.
    public var wrapped: [UInt8]
    /// What is public of the key.
    public var publicArea: TPMPublic

    init(wrapped: [UInt8], publicArea: TPMPublic) {
        self.wrapped = wrapped
        self.publicArea = publicArea
    }

    /// Reads what ``bytes`` wrote.
    public init(bytes: [UInt8]) throws(TPMError) {
        var reader = ByteReader(bytes)
        wrapped = try reader.sized(atMost: Self.privateLimit)
        publicArea = try reader.sized(TPMPublic.init(from:))
        try reader.finish()
    }

    /// `TPM2B_PRIVATE` and `TPM2B_PUBLIC`, to be kept in a file.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.sized(wrapped)
        writer.sized(publicArea.bytes)
        return writer.bytes
    }
}

/// Loads a key below its parent (TPM 2.0 part 3 §12.2).
public struct LoadKey: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x157
    /// The answer begins with the handle of what was loaded or begun.
    public static let answersHandle = true

    /// The loaded parent key.
    public var parent: TPMHandle
    /// The key to load.
    public var key: WrappedKey

    /// Makes the command; nothing is checked before the TPM does.
    public init(parent: TPMHandle, key: WrappedKey) {
        self.parent = parent
        self.key = key
    }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [parent] }
    /// One for each handle that needs one.
    public var authorisations: [TPMAuthorisation] { [.password] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) { writer.append(key.bytes) }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> LoadedKey {
        LoadedKey(
            handle: handle, publicArea: key.publicArea, name: try reader.sized(atMost: TPMAttestation.nameLimit))
    }
}

/// Asks what is public of a loaded key (TPM 2.0 part 3 §12.4).
public struct ReadPublic: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x173

    /// The loaded key.
    public var object: TPMHandle

    /// Makes the command; nothing is checked before the TPM does.
    public init(object: TPMHandle) { self.object = object }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [object] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {}

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> LoadedKey {
        let publicArea = try reader.sized(TPMPublic.init(from:))
        let name = try reader.sized(atMost: TPMAttestation.nameLimit)
        _ = try reader.sized(atMost: TPMAttestation.nameLimit)
        return LoadedKey(handle: object, publicArea: publicArea, name: name)
    }
}

/// Removes a key or a session from the TPM's working memory (TPM 2.0 part 3 §28.4).
public struct FlushContext: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x165

    /// What is loaded.
    public var handle: TPMHandle

    /// Makes the command; nothing is checked before the TPM does.
    public init(handle: TPMHandle) { self.handle = handle }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) { writer.number(handle.rawValue) }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) {}
}

/// The parameters that making a key has, primary or not.
private enum NewKey {
    static func write(_ template: TPMPublic, to writer: inout ByteWriter) {
        writer.sized { $0.append([0, 0, 0, 0]) }  // TPM2B_SENSITIVE_CREATE: no password, no data
        writer.sized(template.bytes)
        writer.sized([])  // outsideInfo
        writer.number(UInt32(0))  // creationPCR
    }

    /// Creation data, its hash and its ticket: proof for somebody else, in another protocol.
    static func skipCreation(_ reader: inout ByteReader) throws(TPMError) {
        _ = try reader.sized(atMost: 1024)
        _ = try reader.sized(atMost: 64)
        _ = try reader.bytes(6)
        _ = try reader.sized(atMost: 64)
    }
}
