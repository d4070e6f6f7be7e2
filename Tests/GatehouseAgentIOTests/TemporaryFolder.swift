import Glibc

/// A folder that is removed with all that is in it when the test lets go.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/gatehouse-agent-tests.XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/nonexistent"
        }
    }

    deinit { Self.removeAll(path) }

    private static func removeAll(_ path: String) {
        if let stream = opendir(path) {
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { removeAll("\(path)/\(name)") }
            }
            closedir(stream)
        }
        remove(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ name: String, _ text: String) {
        guard let stream = fopen(file(name), "w") else { return }
        fputs(text, stream)
        fclose(stream)
    }

    func mode(of name: String) -> UInt32 {
        var status = stat()
        return stat(name.isEmpty ? path : file(name), &status) == 0 ? status.st_mode & 0o777 : 0
    }
}
