/// A way by which people, or systems of theirs, are told.
///
/// It names its secrets and never holds them, so that it can be exported.
public struct NotificationChannel: Hashable, Sendable {
    /// How messages go out.
    public enum Transport: Hashable, Sendable {
        case webhook(Webhook)
        case email(Email)
    }

    /// A signed POST of JSON.
    public struct Webhook: Hashable, Sendable {
        /// Where it is posted to; no redirect is followed.
        public var url: WebhookURL
        /// Name of the secret that signs every message.
        public var secret: String
        /// Further headers by name; never such that carry credentials or belong to the protocol.
        public var headers: [String: String]
        /// Absolute path of a file with the authorities to trust instead of the system's; `nil` takes the system's.
        public var caFile: String?
        /// Whether it may be posted to loopback, private and link-local addresses.
        public var allowsPrivate: Bool

        /// A webhook that trusts the system's authorities and no private address, unless said.
        public init(
            url: WebhookURL, secret: String, headers: [String: String] = [:], caFile: String? = nil,
            allowsPrivate: Bool = false
        ) {
            self.url = url
            self.secret = secret
            self.headers = headers
            self.caFile = caFile
            self.allowsPrivate = allowsPrivate
        }
    }

    /// SMTP to one server, always under TLS.
    public struct Email: Hashable, Sendable {
        /// How TLS begins; there is no third way.
        public enum Encryption: String, Sendable, Hashable, CaseIterable {
            /// From the first byte, RFC 8314; port 465.
            case implicit
            /// After `STARTTLS`, RFC 3207; port 587. A server that does not offer it is refused.
            case startTLS
        }

        /// The server's name or address; its certificate must be for it.
        public var host: String
        /// 1 to 65,535.
        public var port: Int
        /// How TLS begins.
        public var encryption: Encryption
        /// The account; `nil` where the server takes messages without one.
        public var user: String?
        /// Name of the secret that holds the account's password; there exactly when `user` is.
        public var password: String?
        /// Who the messages are from.
        public var from: MailAddress
        /// Who gets every message of the channel, beside the recipients of the notice itself.
        public var to: [MailAddress]
        /// Absolute path of a file with the authorities to trust instead of the system's; `nil` takes the system's.
        public var caFile: String?

        /// A server without an account, unless said; the port is that of the encryption.
        public init(
            host: String, port: Int? = nil, encryption: Encryption = .startTLS, user: String? = nil,
            password: String? = nil, from: MailAddress, to: [MailAddress] = [], caFile: String? = nil
        ) {
            self.host = host
            self.port = port ?? encryption.usualPort
            self.encryption = encryption
            self.user = user
            self.password = password
            self.from = from
            self.to = to
            self.caFile = caFile
        }
    }

    /// What policies and settings call it.
    public var name: String
    /// For people; may be empty.
    public var description: String
    /// How messages go out.
    public var transport: Transport

    /// A channel over one transport.
    public init(name: String, description: String = "", transport: Transport) {
        self.name = name
        self.description = description
        self.transport = transport
    }

    /// The name of the secret that it presents, if it presents one.
    public var secret: String? {
        switch transport {
        case .webhook(let webhook): webhook.secret
        case .email(let email): email.password
        }
    }
}

extension NotificationChannel.Email.Encryption {
    /// The port that IANA gives to it.
    public var usualPort: Int {
        switch self {
        case .implicit: 465
        case .startTLS: 587
        }
    }
}
