import ArgumentParser
import Foundation
import GatehouseWire

/// The option that names files with documents.
struct FileOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("file")],
        help: ArgumentHelp(
            "A YAML file, a folder of them, or - for the standard input; may be repeated.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: [String] = []

    func validate() throws {
        guard !file.isEmpty else { throw ValidationError("a file is wanted: -f PATH") }
    }

    /// The files in the order given; those of a folder in the order of their names.
    func read() throws -> [SourceFile] { try SourceFile.read(file) }
}

extension SourceFile {
    /// The files at the paths in the order given; those of a folder in the order of their names.
    static func read(_ paths: [String]) throws -> [SourceFile] {
        let files = try paths.flatMap { try expand($0) }
        guard !files.isEmpty else {
            throw CommandFailure(.usage, "there are no .yaml files in `\(paths.joined(separator: "`, `"))`")
        }
        return try files.map { SourceFile(name: $0 == "-" ? "standard input" : $0, text: try text(of: $0)) }
    }

    private static func expand(_ path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard path != "-" else { return [path] }
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandFailure(.usage, "there is no file `\(path)`")
        }
        guard isFolder.boolValue else { return [path] }
        let names = try FileManager.default.subpathsOfDirectory(atPath: path)
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map { "\(folder)/\($0)" }
    }

    /// The text of the file, or of the standard input for `-`.
    static func text(of path: String) throws -> String {
        do {
            if path == "-" {
                return String(decoding: try FileHandle.standardInput.readToEnd() ?? Data(), as: UTF8.self)
            }
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw CommandFailure(.usage, "`\(path)` cannot be read as UTF-8 text")
        }
    }
}
