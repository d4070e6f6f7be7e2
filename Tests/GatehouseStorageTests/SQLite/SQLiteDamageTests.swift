import Foundation
import GRDB
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

/// Power that goes while the log is written, and disks that give back something else than they were given.
@Suite struct SQLiteDamageTests {
    private static let commits = 20

    /// A database whose log holds a commit for each device, as its two files.
    private func logged() async throws -> (database: Data, log: Data, folder: TemporaryDirectory) {
        let folder = try TemporaryDirectory()
        let store = try await SQLStore.open(path: folder.file("origin.sqlite"))
        try await store.addTenant(.test)
        for number in 1...Self.commits {
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(number)) }
        }
        let files = try ["", "-wal"].map { try Data(contentsOf: URL(filePath: folder.file("origin.sqlite\($0)"))) }
        try await store.close()
        return (files[0], files[1], folder)
    }

    /// Every device that the store has, whole; throws what the store says of damage.
    private func devices(at path: String) async throws -> [DeviceRecord] {
        let store = try await SQLStore.open(path: path)
        do {
            let found = try await store.read(Tenant.test.id) { try $0.devices(after: nil, limit: 10_000) }
            try await store.close()
            return found
        } catch {
            try? await store.close()
            throw error
        }
    }

    @Test func `a log that is torn or damaged anywhere gives whole commits from the first one on, and no other`()
        async throws
    {
        let (database, log, folder) = try await logged()
        var random = SeededGenerator(seed: 4)
        var counts = (torn: 0, flipped: 0, refused: 0)
        var found = Set<Int>()
        for attempt in 0..<60 {
            let path = folder.file("copy-\(attempt).sqlite")
            var damaged = log
            let place = Int.random(in: log.count / 4..<log.count, using: &random)
            if attempt.isMultiple(of: 2) {
                damaged.removeSubrange(place...)
                counts.torn += 1
            } else {
                damaged[place] ^= UInt8.random(in: 1...255, using: &random)
                counts.flipped += 1
            }
            try database.write(to: URL(filePath: path))
            try damaged.write(to: URL(filePath: path + "-wal"))
            let kept: [DeviceRecord]
            do { kept = try await devices(at: path) } catch let error as StoreError {
                // The schema itself was in what is gone: nothing is served.
                #expect(error.code == .corrupt || error.code == .conflict, "\(error)")
                counts.refused += 1
                continue
            }
            #expect(kept == (1...Self.commits).prefix(kept.count).map { DeviceRecord.numbered($0) })
            found.insert(kept.count)
        }
        print(
            "\(counts.torn) torn logs and \(counts.flipped) damaged ones, \(counts.refused) refused: "
                + "never anything but the first whole commits")
        #expect(found.count > 5, "the log was cut at too few places")
    }

    private enum Damage: CaseIterable {
        case zeroes
        case noise
        /// The page of somewhere else, as a misdirected write leaves it.
        case otherPage
    }

    @Test func `a damaged page is found, and nothing that cannot be read is served`() async throws {
        let folder = try TemporaryDirectory()
        let origin = folder.file("origin.sqlite")
        let store = try await SQLStore.open(path: origin)
        try await store.addTenant(.test)
        let kept = (1...600).map { DeviceRecord.numbered($0) }
        try await store.write(Tenant.test.id) { unit in for record in kept { try unit.save(record) } }
        try await store.close()
        let whole = try Data(contentsOf: URL(filePath: origin))
        let page = 4096
        let pages = whole.count / page
        var random = SeededGenerator(seed: 4)
        var found = Findings()
        for attempt in 0..<60 {
            let path = folder.file("copy-\(attempt).sqlite")
            let damage = Damage.allCases[attempt % Damage.allCases.count]
            let number = Int.random(in: 0..<pages, using: &random)
            let place = number * page..<(number + 1) * page
            var damaged = whole
            switch damage {
            case .zeroes: damaged.replaceSubrange(place, with: Data(count: page))
            case .noise:
                damaged.replaceSubrange(
                    place, with: (0..<page).map { _ in UInt8.random(in: .min ... .max, using: &random) })
            case .otherPage:
                let other = (number + 7) % pages * page
                damaged.replaceSubrange(place, with: whole[other..<other + page])
            }
            try damaged.write(to: URL(filePath: path))
            try await look(at: path, kept, damage, &found, "attempt \(attempt): page \(number), \(damage)")
        }
        print(
            "60 damaged pages: \(found.reading) found by reading devices, \(found.looking) by looking through, "
                + "\(found.verifying) by verifying alone, \(found.nowhere) that held nothing")
        #expect(found.reading + found.looking > 30)
    }

    private struct Findings {
        var reading = 0
        var looking = 0
        var verifying = 0
        var nowhere = 0
    }

    /// What cannot be read is told; what can be and is another page's is found by who reads all of it.
    private func look(
        at path: String, _ kept: [DeviceRecord], _ damage: Damage, _ found: inout Findings, _ place: Comment
    ) async throws {
        var isServed = true
        do {
            isServed = try await devices(at: path) == kept
            #expect(isServed || damage == .otherPage, place)
        } catch let error as StoreError {
            #expect(error.code == .corrupt, place)
            found.reading += 1
            return
        }
        if await isDamaged(path, { try await $0.lookThrough() }) {
            found.looking += 1
        } else if await isDamaged(path, { try await $0.verify() }) {
            found.verifying += 1
        } else {
            #expect(isServed, place)
            found.nowhere += 1
        }
    }

    private func isDamaged(_ path: String, _ question: (SQLStore) async throws -> Void) async -> Bool {
        var store: SQLStore?
        do {
            let opened = try await SQLStore.open(path: path)
            store = opened
            try await question(opened)
            try await opened.close()
            return false
        } catch {
            try? await store?.close()
            return (error as? StoreError)?.code == .corrupt
        }
    }
}
