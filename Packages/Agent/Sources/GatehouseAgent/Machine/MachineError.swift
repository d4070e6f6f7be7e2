import Glibc

/// Why something of the machine could not be read; the message goes into the fact's reason.
struct MachineError: Error, Hashable, Sendable, CustomStringConvertible {
    enum Code: Hashable, Sendable { case missing, denied, tooLarge, timedOut, failed }

    let code: Code
    let message: String

    var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The error of a system call on `subject`, from `errno`'s value.
    init(errno number: Int32, _ subject: String) {
        switch number {
        case ENOENT, ENOTDIR: self.init(.missing, "`\(subject)` does not exist")
        case EACCES, EPERM: self.init(.denied, "`\(subject)` is not readable without root")
        default: self.init(.failed, "`\(subject)`: \(Self.text(of: number))")
        }
    }

    static func text(of number: Int32) -> String {
        guard let text = strerror(number) else { return "error \(number)" }
        return String(cString: text).lowercased()
    }
}
