import GatehouseTPM
import Glibc
import Synchronization

/// One open TPM: the kernel's resource-managed device, or the socket of a software TPM.
///
/// Commands block, one at a time; what is loaded through a connection is gone when it closes.
final class TPMConnection: Sendable {
    /// The kernel's resource manager: every descriptor has objects and sessions of its own.
    static let devicePath = "/dev/tpmrm0"
    /// How long an answer may take, in milliseconds: a slow TPM works a minute on an RSA key.
    private static let patience: Int32 = 120_000
    /// How often a command is repeated that the TPM was too busy for.
    private static let attempts = 20

    private let descriptor: Mutex<Int32>

    /// Opens a character device, or connects to a Unix socket that speaks the same bytes.
    init(path: String = devicePath) throws(TPMDeviceError) {
        let device = Glibc.open(path, O_RDWR | O_CLOEXEC)
        if device < 0 {
            // A socket cannot be opened as a file is (open(2)).
            guard errno == ENXIO else { throw Self.failure("open", path) }
            descriptor = Mutex(try Self.connect(path))
        } else {
            descriptor = Mutex(device)
        }
    }

    deinit { descriptor.withLock { _ = close($0) } }

    /// Sends a command and waits for the answer; a command that the TPM is too busy for is sent again.
    func run<Command: TPMCommand>(_ command: Command, to what: String) throws(TPMDeviceError) -> Command.Answer {
        var attempt = 0
        while true {
            attempt += 1
            let bytes = try exchange(command.bytes)
            do {
                return try command.answer(from: bytes)
            } catch .refused(let code) where code.isTransient && attempt < Self.attempts {
                usleep(UInt32(attempt) * 5000)
            } catch {
                throw TPMDeviceError(error, doing: what)
            }
        }
    }

    private func exchange(_ command: [UInt8]) throws(TPMDeviceError) -> [UInt8] {
        let result = descriptor.withLock { descriptor -> Result<[UInt8], TPMDeviceError> in
            Result { () throws(TPMDeviceError) in
                try Self.send(command, descriptor)
                return try Self.receive(descriptor)
            }
        }
        return try result.get()
    }

    private static func send(_ bytes: [UInt8], _ descriptor: Int32) throws(TPMDeviceError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw TPMDeviceError(.unanswered, "cannot write to the TPM: \(reason())") }
            rest = rest.dropFirst(count)
        }
    }

    /// The device gives an answer whole, a socket in pieces.
    private static func receive(_ descriptor: Int32) throws(TPMDeviceError) -> [UInt8] {
        var answer = [UInt8]()
        var wanted = TPMMessage.headerSize
        while answer.count < wanted {
            answer += try read(descriptor)
            guard answer.count >= TPMMessage.headerSize else { continue }
            do {
                wanted = try TPMMessage.size(header: answer.prefix(TPMMessage.headerSize))
            } catch {
                throw TPMDeviceError(.unanswered, "the TPM's answer is none: \(error)")
            }
        }
        return answer
    }

    private static func read(_ descriptor: Int32) throws(TPMDeviceError) -> [UInt8] {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, patience) != 0 else {
            throw TPMDeviceError(.unanswered, "the TPM did not answer in time")
        }
        var buffer = [UInt8](repeating: 0, count: TPMMessage.sizeLimit)
        let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        guard count > 0 else { throw TPMDeviceError(.unanswered, "cannot read from the TPM: \(reason())") }
        return Array(buffer.prefix(count))
    }

    private static func connect(_ path: String) throws(TPMDeviceError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            guard path.utf8.count < buffer.count else { return false }
            buffer.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { throw TPMDeviceError(.absent, "the path `\(path)` is too long for a socket") }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("connect to", path) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else {
            let error = failure("connect to", path)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func failure(_ verb: String, _ path: String) -> TPMDeviceError {
        let code: TPMDeviceError.Code =
            switch errno {
            case ENOENT, ENODEV, ENXIO, ENOTDIR: .absent
            case EACCES, EPERM: .notPermitted
            default: .unanswered
            }
        return TPMDeviceError(code, "cannot \(verb) the TPM `\(path)`: \(reason())")
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
