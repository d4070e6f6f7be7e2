extension Machine {
    /// The output of a program that is run directly, without a shell; refuses more than `limit` bytes and a status
    /// other than 0.
    ///
    /// Only for what no file and no kernel interface tells.
    func output(
        of path: String, _ arguments: [String], timeLimit: Duration = .seconds(10), limit: Int = 1 << 20
    ) throws(MachineError) -> [[UInt8]] {
        var child = try ChildProcess(path, arguments, timeLimit: timeLimit)
        var reader = try child.lines()
        var lines = [[UInt8]]()
        var line = [UInt8]()
        var total = 0
        while try reader.next(into: &line) {
            total += line.count + 1
            guard total <= limit else { throw MachineError(.tooLarge, "`\(path)` wrote more than \(limit) bytes") }
            lines.append(line)
        }
        try child.finish()
        return lines
    }
}
