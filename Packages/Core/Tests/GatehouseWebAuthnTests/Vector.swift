import Foundation
import GatehouseModel
import GatehouseWebAuthn
import GatehouseWire

/// One of the ceremonies of `Fixtures/vectors.json`; see `vectors.py` beside it for how they were made.
struct Vector: CustomStringConvertible {
    let name: String
    let format: String
    let challenge: [UInt8]
    let credentialID: [UInt8]
    let aaguid: [UInt8]
    let publicKey: [UInt8]
    let clientData: [UInt8]
    let attestationObject: [UInt8]
    let authenticationChallenge: [UInt8]
    let authenticationClientData: [UInt8]
    let authenticatorData: [UInt8]
    let signature: [UInt8]

    var description: String { name }

    /// What registers; the others are refused, each by a test of its own.
    static let accepted = all.filter { !["w3c.packed.ES384", "w3c.tpm.ES256"].contains($0.name) }

    static let all: [Vector] = file.list("vectors").map(Vector.init)

    static func named(_ name: String) throws -> Vector {
        guard let vector = all.first(where: { $0.name == name }) else { throw MissingVector(name: name) }
        return vector
    }

    struct MissingVector: Error { let name: String }

    static let file: JSON = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/vectors.json")
        guard let data = try? Data(contentsOf: path), let json = try? JSON.parse(Array(data)) else { return .null }
        return json
    }()

    private init(_ json: JSON) {
        let authentication = json["authentication"] ?? .null
        name = json.text("name") ?? ""
        format = json.text("format") ?? ""
        challenge = json.hex("challenge")
        credentialID = json.hex("credentialId")
        aaguid = json.hex("aaguid")
        publicKey = json.hex("publicKey")
        clientData = json.hex("clientDataJSON")
        attestationObject = json.hex("attestationObject")
        authenticationChallenge = authentication.hex("challenge")
        authenticationClientData = authentication.hex("clientDataJSON")
        authenticatorData = authentication.hex("authenticatorData")
        signature = authentication.hex("signature")
    }
}

extension JSON {
    func text(_ name: String) -> String? {
        if case .string(let text) = self[name] { text } else { nil }
    }

    func hex(_ name: String) -> [UInt8] { text(name).flatMap { Hex.decode($0) } ?? [] }

    func list(_ name: String) -> [JSON] {
        if case .array(let values) = self[name] { values } else { [] }
    }

    func flag(_ name: String) -> Bool? {
        if case .boolean(let value) = self[name] { value } else { nil }
    }
}
