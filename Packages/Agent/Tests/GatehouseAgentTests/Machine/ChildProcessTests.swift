import Glibc
import Testing

@testable import GatehouseAgent

struct ChildProcessTests {
    @Test func `the output of a program is read by lines, and no shell is between`() throws {
        let lines = try Machine().output(of: "/usr/bin/printf", ["%s\\n", "$HOME; ls", "two"])
        #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["$HOME; ls", "two"])
    }

    @Test func `a program that does not end is killed with what it started`() throws {
        let script = "sleep 100 & echo $!; wait"
        var child = try ChildProcess("/bin/sh", ["-c", script], timeLimit: .seconds(1))
        var reader = try child.lines()
        var line = [UInt8]()
        #expect(try reader.next(into: &line))
        let started = try #require(pid_t(String(decoding: line, as: UTF8.self)))
        do {
            try child.finish()
            Issue.record("it ended")
        } catch {
            #expect(error.code == .timedOut)
        }
        let gone = (0..<100).contains { _ in
            usleep(10_000)
            return kill(started, 0) != 0 || (try? Machine().text("/proc/\(started)/stat").contains(") Z ")) == true
        }
        #expect(gone)
    }

    @Test func `a program that writes nothing does not block its reader`() throws {
        #expect {
            try Machine().output(of: "/usr/bin/sleep", ["100"], timeLimit: .milliseconds(50))
        } throws: { ($0 as? MachineError)?.code == .timedOut }
    }

    @Test func `too much output, a failure and a missing program are told apart`() throws {
        let code = { (path: String, arguments: [String]) in
            do throws(MachineError) {
                _ = try Machine().output(of: path, arguments, limit: 1000)
                return MachineError.Code?.none
            } catch {
                return error.code
            }
        }
        #expect(code("/usr/bin/yes", []) == .tooLarge)
        #expect(code("/usr/bin/false", []) == .failed)
        #expect(code("/usr/bin/no-such-program", []) == .missing)
    }

    @Test func `a program gets no descriptor and no environment of ours`() throws {
        let descriptor = open("/etc/passwd", O_RDONLY)
        defer { close(descriptor) }
        let lines = try Machine().output(of: "/bin/sh", ["-c", "ls /proc/$$/fd; env"])
        let text = lines.map { String(decoding: $0, as: UTF8.self) }
        #expect(text.prefix { Int($0) != nil }.allSatisfy { ["0", "1", "2"].contains($0) })
        #expect(!text.contains { $0.hasPrefix("HOME=") })
    }
}
