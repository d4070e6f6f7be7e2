import Foundation
import NIOSSL

/// `poll-server`: holds one pending poll a connection and answers to `usage`, `wake` and `quit` on standard input.
enum PollServer {
    enum Candidate: String, CaseIterable {
        case hummingbirdHTTP1 = "hummingbird-http1"
        case hummingbirdHTTP2 = "hummingbird-http2"
        case channel = "channel"
        case minimalChannel = "minimal-channel"
    }

    static func run(_ candidate: Candidate, identity: URL) async throws {
        let board = PollBoard()
        Thread.detachNewThread { obey(board) }
        let tls = try serverTLS(identity)
        let announce: @Sendable (Int) -> Void = { reply("port \($0)") }
        switch candidate {
        case .hummingbirdHTTP1, .hummingbirdHTTP2:
            try await HummingbirdPollServer.run(tls, board, announce)
        case .channel: try await ChannelPollServer.run(tls, board, receives: .http1, announce)
        case .minimalChannel: try await ChannelPollServer.run(tls, board, receives: .ownHeadScan, announce)
        }
    }

    private static func obey(_ board: PollBoard) {
        while let command = readLine() {
            switch command {
            case "usage":
                guard let usage = try? PollUsage.now(waiting: board.count), let json = try? JSONEncoder().encode(usage)
                else { continue }
                reply(String(decoding: json, as: UTF8.self))
            case "wake": board.wakeAll()
            default: exit(0)
            }
        }
        exit(0)
    }

    private static func reply(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private static func serverTLS(_ folder: URL) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(folder.appending(path: "server.pem").path)
                .map { .certificate($0) },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(file: folder.appending(path: "server.key").path, format: .pem)))
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .file(folder.appending(path: "ca.pem").path)
        return tls
    }
}
