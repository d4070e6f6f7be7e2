/// A 128-bit identifier of one kind of thing, written as a lower-case UUID.
///
/// `Kind` is only a label: a `DeviceID` cannot be passed where a `TenantID` is wanted.
public struct Identifier<Kind>: Hashable, Sendable {
    /// The first 64 bits, as the UUID is written.
    public let high: UInt64
    /// The last 64 bits, as the UUID is written.
    public let low: UInt64

    /// Takes the bits as they are: version and variant are not checked.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A random identifier (RFC 9562 version 4).
    public static func random(using generator: inout some RandomNumberGenerator) -> Self {
        let high = UInt64.random(in: .min ... .max, using: &generator)
        let low = UInt64.random(in: .min ... .max, using: &generator)
        return Self(high: high & ~0xF000 | 0x4000, low: low & ~(0b11 << 62) | (0b10 << 62))
    }

    /// A random identifier from the system's generator.
    public static func random() -> Self {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    /// An identifier that sorts by the time it was made (RFC 9562 version 7), so that new rows land together.
    public static func timeOrdered(at now: Instant, using generator: inout some RandomNumberGenerator) -> Self {
        let noise = random(using: &generator)
        let time = UInt64(clamping: now.milliseconds) << 16
        return Self(high: time | 0x7000 | (noise.high & 0x0FFF), low: noise.low)
    }
}

extension Identifier: Comparable {
    /// The order of the written form; version 7 so sorts by the millisecond in which it was made.
    public static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Identifier: LosslessStringConvertible {
    /// Reads the 36-character form of RFC 9562; anything else is `nil`.
    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard bytes.count == 36 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (index, byte) in bytes.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Hex.value(of: byte) else { return nil }
            if digits < 16 { words.0 = words.0 << 4 | UInt64(digit) } else { words.1 = words.1 << 4 | UInt64(digit) }
            digits += 1
        }
        self.init(high: words.0, low: words.1)
    }

    /// 36 characters in lower case (RFC 9562 §4).
    public var description: String {
        var text = [UInt8]()
        text.reserveCapacity(36)
        for position in 0..<32 {
            if position == 8 || position == 12 || position == 16 || position == 20 { text.append(UInt8(ascii: "-")) }
            let word = position < 16 ? high : low
            text.append(Hex.digit(UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (position % 16))) & 0xF))
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// The labels of ``Identifier``.
public enum IdentifierKind {
    /// An organisation.
    public enum Tenant {}
    /// An enrolled machine.
    public enum Device {}
    /// An entry of the asset register.
    public enum Asset {}
    /// A recorded answer to a request for access.
    public enum Decision {}
    /// A one-time command to a device.
    public enum Action {}
    /// One request for actions, to one device or to many.
    public enum ActionBatch {}
    /// An administrator's object, such as a policy.
    public enum Document {}
    /// An enrolment code, not its secret.
    public enum Code {}
    /// An enrolment that waits, or waited, for somebody's word.
    public enum Enrolment {}
    /// Hardware that was registered before it enrols.
    public enum Hardware {}
    /// A bearer token of the native API, not its secret.
    public enum Token {}
    /// A piece of work that waits for its time.
    public enum Job {}
    /// A request of a device: its repeat gets the same answer.
    public enum Request {}
    /// Something that people are told.
    public enum Notice {}
    /// One message that tells somebody.
    public enum NoticeMessage {}
    /// A question that only a device's TPM can answer, once.
    public enum Challenge {}
    /// A person.
    public enum User {}
    /// A group of people or devices.
    public enum Group {}
    /// A sign-in of a person in a browser.
    public enum Session {}
    /// A program that gets tokens for itself or for people.
    public enum Client {}
}

/// Names the organisation that a row belongs to.
public typealias TenantID = Identifier<IdentifierKind.Tenant>
/// Names a device within its tenant, also after it enrols again.
public typealias DeviceID = Identifier<IdentifierKind.Device>
/// Names an entry of the asset register within its tenant.
public typealias AssetID = Identifier<IdentifierKind.Asset>
/// Names a recorded decision, so that a denial can be looked up.
public typealias DecisionID = Identifier<IdentifierKind.Decision>
/// Names an action, so that a device carries it out once.
public typealias ActionID = Identifier<IdentifierKind.Action>
/// Names what was asked for at once, to be agreed to or refused as a whole.
public typealias ActionBatchID = Identifier<IdentifierKind.ActionBatch>
/// Given to a document when it is first written; people name it by kind and name.
public typealias DocumentID = Identifier<IdentifierKind.Document>
/// Names an enrolment code without giving it away.
public typealias CodeID = Identifier<IdentifierKind.Code>
/// Names an enrolment that needs somebody's word.
public typealias EnrolmentID = Identifier<IdentifierKind.Enrolment>
/// Names registered hardware, whether or not it enrolled yet.
public typealias HardwareID = Identifier<IdentifierKind.Hardware>
/// Names an API token without giving it away.
public typealias TokenID = Identifier<IdentifierKind.Token>
/// Names a job in its queue.
public typealias JobID = Identifier<IdentifierKind.Job>
/// Chosen by the device, which repeats it when it repeats the request.
public typealias RequestID = Identifier<IdentifierKind.Request>
/// Names a notice, whoever is told.
public typealias NoticeID = Identifier<IdentifierKind.Notice>
/// Names one message of a notice; whoever gets it twice tells by it.
public typealias NoticeMessageID = Identifier<IdentifierKind.NoticeMessage>
/// Names a question to a TPM, which is answered once.
public typealias ChallengeID = Identifier<IdentifierKind.Challenge>
/// Names a person within their tenant.
public typealias UserID = Identifier<IdentifierKind.User>
/// Names a group of the directory within its tenant.
public typealias GroupID = Identifier<IdentifierKind.Group>
/// Names a person's sign-in without giving its cookie away.
public typealias SessionID = Identifier<IdentifierKind.Session>
/// Names a registered client application, as its `client_id`.
public typealias ClientApplicationID = Identifier<IdentifierKind.Client>
