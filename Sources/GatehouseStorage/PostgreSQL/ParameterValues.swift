import GatehouseService

/// The values of one statement in the form that libpq takes: integers as text, text and bytes as they are.
struct ParameterValues {
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Refuses text with NUL, as SQLite's adapter does: PostgreSQL has no such text.
    init(_ values: [SQLValue]) throws(StoreError) {
        for value in values {
            switch value {
            case .null: add(nil, 0, isBinary: false)
            case .integer(let integer):
                let start = bytes.count
                bytes += String(integer).utf8
                add(start, bytes.count - start, isBinary: false)
                bytes.append(0)
            case .text(let text):
                let start = bytes.count
                bytes += text.utf8
                guard !bytes[start...].contains(0) else {
                    throw StoreError(.failed, "text must not contain the NUL character")
                }
                add(start, bytes.count - start, isBinary: true)
            case .bytes(let value):
                add(bytes.count, value.count, isBinary: true)
                bytes += value
            }
        }
        // An empty value at the end has an address too.
        bytes.append(0)
    }

    /// Hands the values over as the five arguments of libpq's functions have them.
    func withPointers<Result>(
        _ body: (Int32, [UnsafePointer<CChar>?], [Int32], [Int32]) -> Result
    ) -> Result {
        bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                let pointers = offsets.map { offset in offset.flatMap { characters.baseAddress?.advanced(by: $0) } }
                return body(Int32(offsets.count), pointers, lengths, formats)
            }
        }
    }

    private mutating func add(_ offset: Int?, _ length: Int, isBinary: Bool) {
        offsets.append(offset)
        lengths.append(Int32(length))
        formats.append(isBinary ? 1 : 0)
    }
}
