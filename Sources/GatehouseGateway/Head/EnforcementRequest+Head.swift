import GatehouseModel
import GatehouseService

/// The longest User-Agent that is looked at, in bytes; what follows is dropped.
let longestUserAgent: UInt16 = 512

extension RequestHead {
    /// Our device token in `Authorization: Bearer gtd_…`; any other credential there is the application's own.
    func bearerDeviceToken(_ bytes: Span<UInt8>) -> Slice {
        let start = authorization.range.lowerBound
        guard authorization.isPresent, authorization.count > 11, bytes.matches("bearer", at: start),
            bytes[start + 6] == UInt8(ascii: " "), bytes.begins("gtd_", at: start + 7)
        else { return .absent }
        return Slice(start + 7..<authorization.range.upperBound)
    }

    /// What the enforcement point asks, or `nil` when its trusted headers contradict one another.
    ///
    /// An address that was not sent or cannot be read is *unavailable*, never absent: every request has one.
    func enforcementRequest(for application: Slice, _ bytes: Span<UInt8>) -> EnforcementRequest? {
        guard let credential = credential(bytes) else { return nil }
        return EnforcementRequest(
            application: bytes.text(application), credential: credential,
            address: IPAddress(bytes.text(address)).map { .known($0) } ?? .unavailable,
            userAgent: bytes.text(userAgent.clipped(to: longestUserAgent)))
    }

    /// A certificate that verified comes before a token; one that did not verify beats everything.
    private func credential(_ bytes: Span<UInt8>) -> PresentedCredential? {
        let verify = bytes.text(clientVerify)
        if verify == "SUCCESS" {
            guard let serial = certificateSerial(bytes), clientIssuer.count > 0 else { return nil }
            return .certificate(serial: serial, issuer: bytes.text(clientIssuer))
        }
        guard clientSerial.count == 0 || verify.hasPrefix("FAILED") else { return nil }
        switch verify {
        case "", "NONE": return token(bytes)
        case "FAILED": return .refused("unspecified")
        case _ where verify.hasPrefix("FAILED:"): return .refused(String(verify.dropFirst("FAILED:".count)))
        default: return nil
        }
    }

    private func certificateSerial(_ bytes: Span<UInt8>) -> String? {
        guard (1...128).contains(clientSerial.count) else { return nil }
        let serial = bytes.text(clientSerial).lowercased()
        return serial.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } ? serial : nil
    }

    private func token(_ bytes: Span<UInt8>) -> PresentedCredential? {
        let bearer = bearerDeviceToken(bytes)
        guard deviceToken.count > 0 else {
            return bearer.isPresent ? .token(bytes.text(bearer)) : PresentedCredential.none
        }
        let token = bytes.text(deviceToken)
        guard !bearer.isPresent || bytes.text(bearer) == token else { return nil }
        return .token(token)
    }
}
