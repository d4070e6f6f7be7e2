import Foundation
import GatehouseModel
public import Logging

/// The server's log on standard error: a line an event, as text or as JSON.
public enum ServerLog {
    /// The logger at the level and in the format of the configuration.
    public static func logger(_ configuration: ServerConfiguration) -> Logger {
        let format = configuration.logFormat
        var logger = Logger(label: "gatehouse") { _ in LineLog(format: format) }
        logger.logLevel = configuration.logLevel
        return logger
    }
}

/// Writes one line an event; metadata in the order of names, and JSON escaped so that no input can forge a line.
private struct LineLog: LogHandler {
    let format: ServerConfiguration.LogFormat
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let line: String
        switch format {
        case .text:
            let text = fields.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
            line = "\(now) \(event.level) \(Self.flat("\(event.message)"))\(text)\n"
        case .json:
            var members = ["time": "\(now)", "level": "\(event.level)", "message": "\(event.message)"]
            for (key, value) in fields { members[key] = "\(value)" }
            let data = (try? JSONSerialization.data(withJSONObject: members, options: [.sortedKeys])) ?? Data()
            line = String(decoding: data, as: UTF8.self) + "\n"
        }
        // A log that cannot be written must not end the server.
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }

    private static func flat(_ text: String) -> String {
        text.replacingOccurrences(of: "\n", with: " ")
    }

    private static func quoted(_ text: String) -> String {
        text.allSatisfy { $0.isLetter || $0.isNumber || "-_./:@".contains($0) } && !text.isEmpty
            ? text : "\"\(flat(text).replacingOccurrences(of: "\"", with: "'"))\""
    }
}
