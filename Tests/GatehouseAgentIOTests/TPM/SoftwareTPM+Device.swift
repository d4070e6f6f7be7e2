import GatehouseTestSupport

@testable import GatehouseAgentIO

extension SoftwareTPM {
    /// The agent's connection to it.
    func device(eventLog: String = "/nonexistent") throws -> TPMDevice {
        try TPMDevice(path: socket, eventLogPath: eventLog)
    }
}
