import GatehouseWire

/// Takes members out of what `PublicKeyCredential.toJSON()` gave; errors name the member.
struct ResponseReader {
    /// Largest answer that is read, in bytes.
    static let sizeLimit = 256 << 10

    let credential: JSON
    let response: JSON

    init(_ bytes: [UInt8]) throws(WebAuthnError) {
        guard bytes.count <= Self.sizeLimit else {
            throw WebAuthnError(
                .responseTooLarge, "the response has \(bytes.count) bytes, more than \(Self.sizeLimit)")
        }
        do {
            credential = try JSON.parse(bytes, limits: JSON.Limits(bytes: Self.sizeLimit, depth: 8))
        } catch {
            throw WebAuthnError(.responseMalformed, "the response at \(error.location): \(error.message)")
        }
        guard let response = credential["response"], case .object = response else {
            throw WebAuthnError(.responseMalformed, "`response` is missing or no object")
        }
        self.response = response
        guard case .string("public-key") = credential["type"] else {
            throw WebAuthnError(.credentialTypeUnknown, "the type of the credential is not `public-key`")
        }
    }

    /// `id` and `rawId`, which are two spellings of the same.
    func credentialID() throws(WebAuthnError) -> CredentialID {
        let id = try CredentialID(bytes("rawId", atMost: 2 * CredentialID.lengthLimit, in: credential))
        guard case .string(let text) = credential["id"], text.utf8.elementsEqual(id.text.utf8) else {
            throw WebAuthnError(.credentialIDInconsistent, "`id` does not say the same as `rawId`")
        }
        return id
    }

    func bytes(_ name: String, atMost limit: Int, in json: JSON) throws(WebAuthnError) -> [UInt8] {
        guard case .string(let text) = json[name] else {
            throw WebAuthnError(.responseMalformed, "`\(name)` is missing or not text")
        }
        guard text.utf8.count / 4 * 3 <= limit + 2 else {
            throw WebAuthnError(.responseTooLarge, "`\(name)` has more than \(limit) bytes")
        }
        guard let bytes = Base64.decodeURL(text) else {
            throw WebAuthnError(.responseMalformed, "`\(name)` is not base 64 for URLs: \(quoted(text))")
        }
        guard bytes.count <= limit else {
            throw WebAuthnError(.responseTooLarge, "`\(name)` has \(bytes.count) bytes, more than \(limit)")
        }
        return bytes
    }

    /// Up to 16 words; a missing list is an empty one.
    func transports() throws(WebAuthnError) -> [AuthenticatorTransport] {
        guard let list = response["transports"], list != .null else { return [] }
        guard case .array(let values) = list, values.count <= 16 else {
            throw WebAuthnError(.responseMalformed, "`transports` is not a list of up to 16 words")
        }
        var transports = [AuthenticatorTransport]()
        for value in values {
            guard case .string(let text) = value, let transport = AuthenticatorTransport(rawValue: text) else {
                throw WebAuthnError(.responseMalformed, "`transports` holds something that is no word")
            }
            transports.append(transport)
        }
        return transports
    }
}
