import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

/// The filesystems of this machine beside what util-linux says of them; a loop device gives it something to nest.
@Suite(.serialized) struct StorageComparisonTests {
    private struct Mounts: Decodable {
        struct Entry: Decodable {
            let target: String
            let majmin: String
            let fstype: String

            enum CodingKeys: String, CodingKey { case target, fstype, majmin = "maj:min" }
        }
        let filesystems: [Entry]
    }

    private static func compare() throws -> [[String: FactValue]] {
        let json = try Tool.findmnt.output("--json", "--list", "--output", "TARGET,MAJ:MIN,FSTYPE")
        let theirs = try JSONDecoder().decode(Mounts.self, from: Data(json.utf8)).filesystems
            .filter { !$0.majmin.hasPrefix("0:") }
        let rows = try #require(try facts(of: StorageCollector())["storage.filesystems"]?.value).rows
            .filter { $0["type"] != .text("swap") }
        #expect(rows.count == Set(theirs.map(\.majmin)).count)
        for row in rows {
            let (device, target) = (try #require(row["device"]?.text), try #require(row["mountPoint"]?.text))
            #expect(theirs.contains { $0.target == target && .text($0.fstype) == row["type"] })
            let types = try Tool.lsblk.output("--inverse", "--noheadings", "--output", "TYPE", device)
            #expect((row["encrypted"] == .boolean(true)) == types.contains("crypt"), "\(device): \(types)")
        }
        return rows
    }

    @Test func `this machine's filesystems are those of findmnt and lsblk`() throws {
        #expect(try !Self.compare().isEmpty)
    }

    @Test func `a mounted image is a filesystem that is as its host`() throws {
        try requireRoot()
        let folder = try Fixture(["/mounted/.keep": ""])
        let (image, target) = ("\(folder.path)/image", "\(folder.path)/mounted")
        try folder.write("image", String(repeating: "\0", count: 4 << 20))
        _ = try Tool.mkfs.output("-q", image)
        let device = try Tool.losetup.output("--find", "--show", image).split(separator: "\n").map(String.init)[0]
        defer { _ = try? Tool.losetup.run("--detach", device) }
        _ = try Tool.mount.output(device, target)
        defer { _ = try? Tool.umount.run(target) }
        let rows = try Self.compare()
        let row = try #require(rows.first { $0["device"] == .text(device) })
        let root = try #require(rows.first { $0["mountPoint"] == .text("/") })
        #expect(row["encryption"] == root["encryption"] && row["mountPoint"] == .text(target))
    }
}
