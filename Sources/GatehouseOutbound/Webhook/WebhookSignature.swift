import Crypto
import Foundation

/// Signs as Standard Webhooks 1.0 says: HMAC-SHA256 over identifier, time and body.
struct WebhookSignature {
    private let key: SymmetricKey

    /// A secret of the form `whsec_BASE64` is the bytes that it spells; any other is its own bytes.
    init(secret: String) {
        let prefix = "whsec_"
        if secret.hasPrefix(prefix), let bytes = Data(base64Encoded: String(secret.dropFirst(prefix.count))) {
            key = SymmetricKey(data: bytes)
        } else {
            key = SymmetricKey(data: Array(secret.utf8))
        }
    }

    /// The value of `webhook-signature`; `timestamp` is in seconds since 1970.
    func header(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(timestamp).".utf8) + body, using: key)
        return "v1," + Data(code).base64EncodedString()
    }
}
