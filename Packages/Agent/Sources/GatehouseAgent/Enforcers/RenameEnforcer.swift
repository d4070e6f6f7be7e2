import CLinux
import GatehouseModel
import Glibc

/// Gives the machine another host name, now and for every start.
struct RenameEnforcer {
    private static let nameFile = "/etc/hostname"
    private static let hostsFile = "/etc/hosts"

    /// Was checked when the command was read.
    let name: String

    func enforce(in scene: EnforcementScene) -> Enforcement {
        do throws(MachineError) {
            let before = try? scene.machine.text(Self.nameFile, limit: 256)
            try scene.machine.replace(Self.nameFile, Array("\(name)\n".utf8))
            if let before { try renameInHosts(before, scene.machine) }
            let failure = clinux_set_host_name(name)
            guard failure == 0 else { throw MachineError(errno: -failure, "sethostname(2)") }
            return Enforcement(.done, "the host name is `\(name)`")
        } catch {
            return Enforcement(.failed, error.message)
        }
    }

    /// Debian's own line, 127.0.1.1, names the machine: without it sudo complains.
    private func renameInHosts(_ before: String, _ machine: Machine) throws(MachineError) {
        guard machine.exists(Self.hostsFile) else { return }
        let lines = try machine.configuration(Self.hostsFile)
        let renamed = lines.map { line -> [UInt8] in
            let words = line.words
            guard let address = words.first, address.text == "127.0.1.1",
                words.dropFirst().contains(where: { $0.text == before })
            else { return Array(line) }
            let names = words.dropFirst().map { $0.text == before ? name : $0.text }
            return Array("127.0.1.1\t\(names.joined(separator: " "))".utf8)
        }
        guard renamed != lines.map({ Array($0) }) else { return }
        try machine.replace(Self.hostsFile, Array(renamed.joined(separator: [UInt8(ascii: "\n")])))
    }
}
