public import GatehouseModel
import GatehouseWire

/// Which claims of an upstream provider say what of a person.
public struct ClaimMapping: Hashable, Sendable {
    /// What is known of a person, and the claim that says it.
    public var claims: [FederatedAttribute: String]
    /// Only addresses that the provider checked (`email_verified`) are believed.
    public var requiresVerifiedMail: Bool

    /// The standard claims of OpenID Connect Core §5.1, unless said otherwise.
    public init(claims: [FederatedAttribute: String] = Self.standard, requiresVerifiedMail: Bool = true) {
        self.claims = claims
        self.requiresVerifiedMail = requiresVerifiedMail
    }

    /// The standard claims by attribute.
    public static let standard: [FederatedAttribute: String] = [
        .userName: "preferred_username", .displayName: "name", .givenName: "given_name",
        .familyName: "family_name", .mail: "email",
    ]

    /// What the claims say, without what is not text, blank or has characters of control; texts longer than 256
    /// characters are left out.
    ///
    /// A mail address that the provider did not check is left out where that is required, and so is whatever else is
    /// read from that claim.
    public func values(of claims: ClaimsSet) -> [FederatedAttribute: String] {
        var values = [FederatedAttribute: String]()
        for (attribute, name) in self.claims {
            if name == "email", requiresVerifiedMail, !Self.isTrue(claims["email_verified"]) { continue }
            guard case .string(let text)? = name == "sub" ? claims.subject.map({ .string($0) }) : claims[name],
                Self.isFit(text)
            else { continue }
            values[attribute] = text
        }
        return values
    }

    /// Some providers write truth as text.
    private static func isTrue(_ value: JSON?) -> Bool { value == .boolean(true) || value == .string("true") }

    private static func isFit(_ text: String) -> Bool {
        (1...256).contains(text.count) && text.contains { !$0.isWhitespace }
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
