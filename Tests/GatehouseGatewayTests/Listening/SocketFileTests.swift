import Foundation
import Testing

@testable import GatehouseGateway

@Suite struct SocketFileTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/socket-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func `a socket is for owner and group only`() throws {
        try inFolder { folder in
            let file = try SocketFile.bind(folder + "/a.sock")
            defer { close(file.descriptor) }
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o660)
        }
    }

    @Test func `a socket that nobody listens on is replaced`() throws {
        try inFolder { folder in
            close(try SocketFile.bind(folder + "/a.sock").descriptor)
            close(try SocketFile.bind(folder + "/a.sock").descriptor)
        }
    }

    @Test func `a socket that somebody listens on is left alone`() throws {
        try inFolder { folder in
            let file = try SocketFile.bind(folder + "/a.sock")
            defer { close(file.descriptor) }
            #expect {
                try SocketFile.bind(file.path)
            } throws: {
                ($0 as? GatewayError)?.code == .addressInUse
            }
        }
    }

    @Test func `a file that is no socket is left alone`() throws {
        try inFolder { folder in
            try Data("precious".utf8).write(to: URL(fileURLWithPath: folder + "/a.sock"))
            #expect {
                try SocketFile.bind(folder + "/a.sock")
            } throws: {
                ($0 as? GatewayError)?.code == .notASocket
            }
            #expect(FileManager.default.contents(atPath: folder + "/a.sock") == Data("precious".utf8))
        }
    }

    @Test func `a path of 107 bytes is taken and one more is refused with a hint`() throws {
        try inFolder { folder in
            let room = SocketFile.longestPath - folder.utf8.count - 1
            close(try SocketFile.bind(folder + "/" + String(repeating: "a", count: room)).descriptor)
            #expect {
                try SocketFile.bind(folder + "/" + String(repeating: "a", count: room + 1))
            } throws: {
                let error = $0 as? GatewayError
                return error?.code == .pathTooLong && error?.message.contains("has 108 bytes") == true
                    && error?.message.contains("\nhint: ") == true
            }
        }
    }

    @Test func `only our own file is removed`() throws {
        try inFolder { folder in
            let first = try SocketFile.bind(folder + "/a.sock")
            close(first.descriptor)
            // The hard link keeps the first file's number from being given to the second.
            try FileManager.default.linkItem(atPath: first.path, toPath: folder + "/kept")
            let second = try SocketFile.bind(folder + "/a.sock")
            defer { close(second.descriptor) }
            first.remove()
            #expect(FileManager.default.fileExists(atPath: second.path))
            second.remove()
            #expect(!FileManager.default.fileExists(atPath: second.path))
        }
    }
}
