import Foundation
import Testing

/// Compares text with a checked-in file, or rewrites the file when `GOLDEN=1`.
func expectGolden(_ text: String, _ file: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let url = root.appendingPathComponent(file)
    if ProcessInfo.processInfo.environment["GOLDEN"] == "1" {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }
    let kept = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    #expect(kept == text, "\(file) differs; `make golden` rewrites it", sourceLocation: sourceLocation)
}
