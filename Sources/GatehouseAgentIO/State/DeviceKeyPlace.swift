import GatehouseKeys
import GatehouseTPM
import GatehouseWire
import NIOSSL

/// Where the device key is, and what it takes to use it.
enum DeviceKeyPlace: Hashable, Sendable {
    /// In the state folder, as PEM.
    case file(pem: String)
    case tpm(TPMKeyReference)

    /// The key itself, where it can be had.
    var pem: String? {
        if case .file(let pem) = self { pem } else { nil }
    }

    var tpm: TPMKeyReference? {
        if case .tpm(let reference) = self { reference } else { nil }
    }

    /// SubjectPublicKeyInfo in DER.
    func publicKeyDER() throws -> [UInt8] {
        switch self {
        case .file(let pem): try DeviceKey(pem: pem).publicKeyDER
        case .tpm(let reference): try reference.signer().publicKeyDER
        }
    }

    /// PKCS#10 in DER; blocks while a TPM signs.
    func certificateRequest(commonName: String) throws -> [UInt8] {
        switch self {
        case .file(let pem): try makeCertificateRequest(key: try DeviceKey(pem: pem), commonName: commonName)
        case .tpm(let reference):
            try makeCertificateRequest(signer: try reference.signer(), commonName: commonName)
        }
    }

    /// What signs handshakes.
    func handshakeKey() throws -> NIOSSLPrivateKey {
        switch self {
        case .file(let pem): try NIOSSLPrivateKey(bytes: Array(pem.utf8), format: .pem)
        case .tpm(let reference): NIOSSLPrivateKey(customPrivateKey: try reference.signer())
        }
    }
}

/// A device key that only one TPM can use, with the salt of that TPM's attestation key; none of it is a secret.
struct TPMKeyReference: Hashable, Sendable {
    /// The TPM's device, or the socket of a software TPM.
    var path: String
    /// ``WrappedKey/bytes``.
    var wrapped: [UInt8]
    /// 32 random bytes that the attestation key is derived from.
    var salt: [UInt8]

    func signer() throws -> TPMSigner { try TPMSigner(path: path, key: WrappedKey(bytes: wrapped)) }
}

extension DeviceKeyPlace {
    /// Reads what ``json`` writes: PEM, or where in which TPM; `nil` for anything else.
    init?(json: JSON) {
        if case .string(let pem) = json {
            self = .file(pem: pem)
            return
        }
        func bytes(_ name: String) -> [UInt8]? {
            if case .string(let text)? = json[name] { Base64.decode(text) } else { nil }
        }
        guard case .string(let path)? = json["tpm"], let wrapped = bytes("wrapped"), let salt = bytes("salt") else {
            return nil
        }
        self = .tpm(TPMKeyReference(path: path, wrapped: wrapped, salt: salt))
    }

    var json: JSON {
        switch self {
        case .file(let pem): .string(pem)
        case .tpm(let reference):
            .object([
                .init("tpm", .string(reference.path)), .init("wrapped", .string(Base64.encode(reference.wrapped))),
                .init("salt", .string(Base64.encode(reference.salt))),
            ])
        }
    }
}
