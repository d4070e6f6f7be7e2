public import Foundation
public import GatehouseWire
public import Hummingbird

/// The JSON of the native API: members in order of their names, slashes as they are.
public enum JSONBody {
    /// The message as UTF-8; throws what its own encoding throws.
    public static func encode(_ message: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(message)
    }

    /// Reads a message; what is wrong is said in the sender's terms.
    public static func decode<Message: APIMessage>(_ type: Message.Type, from bytes: [UInt8]) throws -> Message {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw MalformedBody(error)
        }
    }
}

extension Response {
    /// A message as `application/json`.
    public init(json message: some APIMessage, status: HTTPResponse.Status) throws {
        self.init(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONBody.encode(message))))
    }

    /// Text of a media type.
    public init(text: String, mediaType: String, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: mediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
