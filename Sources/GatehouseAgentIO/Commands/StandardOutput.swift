import Glibc

/// Where results go.
enum StandardOutput {
    static func write(_ text: String) { print(text, to: STDOUT_FILENO) }
}

/// Where messages for the person go.
enum StandardError {
    static func write(_ text: String) { print(text, to: STDERR_FILENO) }
}

private func print(_ text: String, to descriptor: Int32) {
    let bytes = Array("\(text)\n".utf8)
    bytes.withUnsafeBytes { buffer in
        var written = 0
        while written < buffer.count {
            let count = write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }
}
