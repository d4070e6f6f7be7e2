import GatehouseModel

extension ReleaseManifest: WireMessage {
    /// Reads a manifest; refuses a version that is none, and a size or digest that no file can have.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            product: try members.text("product"),
            version: try members.value("version", "a version as 1.2.3", { SemanticVersion($0) }),
            released: try members.instant("released"),
            artefacts: try members.list("artefacts") { (json) throws(WireError) in try Artefact(json: json) })
    }

    /// All members.
    public var json: JSON {
        .object([
            "product": .string(product), "version": .string(version.description), "released": .instant(released),
            "artefacts": .array(artefacts.map(\.json)),
        ])
    }
}

extension ReleaseManifest.Artefact: WireMessage {
    /// Reads one program file's entry.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        let size = try members.integer("size")
        guard size > 0 else { throw WireError(.unknownValue, at: "size", "`\(size)` is no size of a program") }
        let digest: String = try members.value("sha256", "64 hexadecimal digits") { text in
            text.utf8.count == 64 && Hex.decode(text) != nil ? text.lowercased() : nil
        }
        self.init(architecture: try members.text("architecture"), size: size, sha256: digest)
    }

    /// All members.
    public var json: JSON {
        .object(["architecture": .string(architecture), "size": .integer(size), "sha256": .string(sha256)])
    }
}

extension SignedRelease: WireMessage {
    /// Reads the envelope; what is inside is not looked at.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            manifest: try members.base64("manifest"),
            signature: try members.base64("signature"))
    }

    /// Both members in base 64.
    public var json: JSON {
        .object([
            "manifest": .string(Base64.encode(manifest)), "signature": .string(Base64.encode(signature)),
        ])
    }
}
