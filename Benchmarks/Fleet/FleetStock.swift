import GatehouseModel
import GatehouseService
import GatehouseSimulator
import GatehouseSimulatorIO
import GatehouseStorage

/// Machines as they stand in a store after their first report, written without their asking: a fleet to measure over.
struct FleetStock: Sendable {
    private static let batch = 250

    /// Rows of `software.packages` of each device.
    var packages: Int
    /// Whether each device has a certificate, too.
    var hasCertificates = false

    /// Writes so many devices of the tenant; of those with certificates the serials are ``serial(_:)``.
    func fill(_ store: SQLStore, _ tenant: TenantID, devices: Int) async throws {
        let facts = DeviceFacts.all(of: .linuxWorkstation, packages: packages, at: .now)
        for start in stride(from: 0, to: devices, by: Self.batch) {
            let numbers = start..<min(start + Self.batch, devices)
            try await store.write(tenant) { work in
                for number in numbers {
                    let record = Self.record(number)
                    try work.save(record)
                    try work.save(facts, of: record.device.id, receivedAt: .now)
                    if hasCertificates { try work.save(Self.certificate(number, of: record.device.id)) }
                }
            }
        }
    }

    /// Of the certificate of the device with that number.
    static func serial(_ number: Int) -> String { String(0x1d00_0000_0000_0000 + number, radix: 16) }

    private static func record(_ number: Int) -> DeviceRecord {
        DeviceRecord(
            device: Device(
                id: .random(), name: "bench-\(number)", platform: .linux, ownership: .company,
                manufacturer: "Example", model: "Model 5", serialNumber: "\(number)",
                tags: number.isMultiple(of: 2) ? ["even"] : [], operatingSystem: "Debian GNU/Linux",
                operatingSystemVersion: "12.11", enrolledAt: .now, lastContact: .now),
            hardwareDigest: "hardware-\(number)", identityAssurance: .agentVerified)
    }

    /// As long as a true one; nobody verifies it.
    private static func certificate(_ number: Int, of device: DeviceID) -> CertificateRecord {
        CertificateRecord(
            serial: serial(number), device: device, notBefore: .now, notAfter: .now + .seconds(90 * 86_400),
            request: .random(), chain: String(repeating: "x", count: 1600))
    }
}
