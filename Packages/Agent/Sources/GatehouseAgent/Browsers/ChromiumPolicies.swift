import Glibc

/// Our file among the managed policies of a browser of the Chromium family.
///
/// It is a file of our own beside the administrator's, which are never changed. Of several files that set a policy one
/// alone counts, so where another sets ours, we set none.
public struct ChromiumPolicies: Sendable {
    static let fileName = "gatehouse.json"
    /// The one policy that we set.
    public static let policy = "AutoSelectCertificateForUrls"
    private static let largest = 1 << 20

    /// The programs that say that a browser is installed, and the folder of its managed policies.
    private static let browsers: [(programs: [String], folder: String)] = [
        (["/usr/bin/chromium", "/usr/bin/chromium-browser"], "/etc/chromium/policies/managed"),
        (["/usr/bin/google-chrome", "/opt/google/chrome/chrome"], "/etc/opt/chrome/policies/managed"),
        (["/usr/bin/microsoft-edge", "/opt/microsoft/msedge/msedge"], "/etc/opt/edge/policies/managed"),
        (["/usr/bin/brave-browser", "/opt/brave.com/brave/brave"], "/etc/brave/policies/managed"),
    ]

    private let machine: Machine
    /// Where the policies are.
    public let folder: String

    /// Those of the browsers that are installed.
    public static func installed(on machine: Machine) -> [ChromiumPolicies] {
        browsers.filter { $0.programs.contains { machine.exists($0) } }
            .map { ChromiumPolicies(machine: machine, folder: $0.folder) }
    }

    /// Those of every browser that is known, installed or not: for removing.
    public static func all(on machine: Machine) -> [ChromiumPolicies] {
        browsers.map { ChromiumPolicies(machine: machine, folder: $0.folder) }
    }

    private var path: String { "\(folder)/\(Self.fileName)" }

    /// Writes our file, if it is not there already; removes it where another file sets the policy, and says which.
    public func write(_ content: [UInt8]) throws(BrowserStoreError) {
        if let other = administrators() {
            remove()
            throw BrowserStoreError(
                message: "`\(folder)/\(other)` sets \(Self.policy) already, and one file alone counts",
                hint: "add to it: \(String(decoding: content, as: UTF8.self))")
        }
        if let held = try? machine.bytes(path, limit: Self.largest), held == content { return }
        do throws(MachineError) {
            try machine.makeFolders(folder)
            try machine.replace(path, content)
        } catch {
            throw BrowserStoreError(message: error.message)
        }
    }

    /// Removes our file, if it is there.
    public func remove() { unlink(machine.hostPath(path)) }

    /// The administrator's file that sets the policy, if one does.
    private func administrators() -> String? {
        let needle = Array("\"\(Self.policy)\"".utf8)
        return ((try? machine.names(in: folder)) ?? []).first { name in
            guard name != Self.fileName, name.hasSuffix(".json"),
                let bytes = try? machine.bytes("\(folder)/\(name)", limit: Self.largest)
            else { return false }
            return bytes.indices.contains { bytes[$0...].starts(with: needle) }
        }
    }
}

extension Machine {
    /// Makes a folder and those above it, which everybody may read.
    fileprivate func makeFolders(_ path: String) throws(MachineError) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(hostPath(made), 0o755) == 0 else {
                guard errno == EEXIST else { throw MachineError(errno: errno, made) }
                continue
            }
            // Whatever the agent's own mask is: browsers read it as their people.
            chmod(hostPath(made), 0o755)
        }
    }
}
