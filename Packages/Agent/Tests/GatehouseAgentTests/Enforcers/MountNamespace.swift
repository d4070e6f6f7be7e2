import Foundation
import Glibc
import Testing

/// Runs code on a thread of its own in a fresh namespace: what it mounts, or calls the machine, nobody else sees.
enum MountNamespace {
    struct Refused: Error { let errno: Int32 }

    /// CLONE_NEWNS, with nothing that is mounted passed on.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        try onThread {
            // A thread shares its root and its folder with the others until it says that it does not (CLONE_FS).
            guard try unshare(0x0002_0200) == 0 else { throw Refused(errno: errno) }
            guard mount("none", "/", nil, 1 << 18 | 1 << 14, nil) == 0 else { throw Refused(errno: errno) }
            return try body()
        }
    }

    /// CLONE_NEWUTS: the host name is this thread's own.
    static func withOwnHostName<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        try onThread {
            guard try unshare(0x0400_0000) == 0 else { throw Refused(errno: errno) }
            return try body()
        }
    }

    private final class Box<Value: Sendable>: Sendable {
        nonisolated(unsafe) var result: Result<Value, any Error>?
    }

    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        try requireRoot()
        let box = Box<Value>()
        let done = DispatchSemaphore(value: 0)
        Thread {
            box.result = Result { try body() }
            done.signal()
        }.start()
        done.wait()
        return try #require(box.result).get()
    }

    /// unshare(2): Swift's Glibc does not import it.
    private static func unshare(_ flags: Int32) throws -> Int32 {
        let symbol = try #require(dlsym(nil, "unshare"))
        return unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)(flags)
    }

    private static func mount(
        _ source: String, _ target: String, _ type: String?, _ flags: UInt, _ data: String?
    ) -> Int32 {
        guard let symbol = dlsym(nil, "mount") else { return -1 }
        typealias Mount =
            @convention(c) (
                UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UInt, UnsafeRawPointer?
            ) -> Int32
        return unsafeBitCast(symbol, to: Mount.self)(source, target, type, flags, nil)
    }
}
