import Foundation
import Glibc
import Testing

/// Runs code on a thread of its own in a fresh network namespace, and programs started there run in it, too.
enum NetworkNamespace {
    private final class Box<Value: Sendable>: Sendable {
        let body: @Sendable () throws -> Value
        nonisolated(unsafe) var result: Result<Value, any Error>?

        init(_ body: @escaping @Sendable () throws -> Value) { self.body = body }
    }

    struct Refused: Error { let errno: Int32 }

    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        try requireRoot()
        let box = Box<Value> {
            guard try unshareNetwork() == 0 else { throw Refused(errno: errno) }
            return try body()
        }
        let done = DispatchSemaphore(value: 0)
        Thread {
            box.result = Result { try box.body() }
            done.signal()
        }.start()
        done.wait()
        return try #require(box.result).get()
    }

    /// unshare(2) with CLONE_NEWNET: Swift's Glibc does not import it.
    private static func unshareNetwork() throws -> Int32 {
        let symbol = try #require(dlsym(nil, "unshare"))
        return unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)(0x4000_0000)
    }
}
