import Foundation

/// A ``PollServer`` in a process of its own, so that its memory and processor time are its own.
final class PollServerProcess {
    private let process = Process()
    private let commands = Pipe()
    private let replies = Pipe()
    private var unread = Data()
    private(set) var port = 0

    init(_ candidate: PollServer.Candidate, identity: URL) throws {
        process.executableURL = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        process.arguments = ["poll-server", "--candidate", candidate.rawValue, "--identity", identity.path]
        process.standardInput = commands
        process.standardOutput = replies
        try process.run()
        port = Int(try reply().dropFirst("port ".count)) ?? 0
    }

    func usage() throws -> PollUsage {
        try tell("usage")
        return try JSONDecoder().decode(PollUsage.self, from: Data(try reply().utf8))
    }

    func wakeAll() throws { try tell("wake") }

    func stop() throws {
        try commands.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func tell(_ command: String) throws {
        try commands.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
    }

    private func reply() throws -> String {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread = Data(unread[(end + 1)...]) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            let more = replies.fileHandleForReading.availableData
            guard !more.isEmpty else { throw CocoaError(.fileReadUnknown) }
            unread.append(more)
        }
    }
}
