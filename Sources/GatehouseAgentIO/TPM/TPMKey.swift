import GatehouseTPM

/// A key that is loaded in the TPM for as long as somebody holds this.
final class TPMKey: Sendable {
    let publicArea: TPMPublic
    let name: [UInt8]
    let handle: TPMHandle
    private let connection: TPMConnection

    init(_ key: LoadedKey, _ connection: TPMConnection) {
        publicArea = key.publicArea
        name = key.name
        handle = key.handle
        self.connection = connection
    }

    // What cannot be flushed, the resource manager flushes when the connection closes.
    deinit { _ = try? connection.run(FlushContext(handle: handle), to: "release a key") }
}
