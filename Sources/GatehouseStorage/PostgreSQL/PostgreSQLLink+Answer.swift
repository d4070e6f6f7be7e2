import CPostgreSQL
import GatehouseService

extension PostgreSQLLink.Answer {
    init(_ result: OpaquePointer) throws(StoreError) {
        tag = String(cString: PQcmdStatus(result))
        count = Int(String(cString: PQcmdTuples(result))) ?? 0
        let columns = PQnfields(result)
        let types = (0..<columns).map { PQftype(result, $0) }
        rows.reserveCapacity(Int(PQntuples(result)))
        for row in 0..<PQntuples(result) {
            var values = [SQLValue]()
            values.reserveCapacity(types.count)
            for column in 0..<columns {
                values.append(try Self.value(result, row, column, type: types[Int(column)]))
            }
            rows.append(SQLRow(values))
        }
    }

    /// By the numbers of PostgreSQL's types (`pg_type.dat`), all in binary form.
    private static func value(
        _ result: OpaquePointer, _ row: Int32, _ column: Int32, type: UInt32
    ) throws(StoreError) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0 else { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        switch type {
        case 20, 21, 23: return .integer(try integer(bytes))
        case 16: return .integer(bytes.first == 0 ? 0 : 1)
        case 25, 1042, 1043, 19, 705: return .text(String(decoding: bytes, as: UTF8.self))
        case 17: return .bytes(Array(bytes))
        // `void`, of functions that only do something.
        case 2278: return .null
        default: throw StoreError(.failed, "the store failed", detail: "a value of the type \(type)")
        }
    }

    /// Big endian, with its sign, of 2, 4 or 8 bytes.
    private static func integer(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> Int64 {
        switch bytes.count {
        case 8: return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        case 4: return Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 2: return Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        default: throw StoreError(.failed, "the store failed", detail: "an integer of \(bytes.count) bytes")
        }
    }
}
