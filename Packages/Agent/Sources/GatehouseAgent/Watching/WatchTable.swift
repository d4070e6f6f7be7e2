import CLinux
import Glibc

/// Which folders are watched for which paths.
struct WatchTable {
    private static let mask = UInt32(
        IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MODIFY | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF)
    private static let headerSize = 16

    private let paths: Set<String>
    private var folders: [Int32: String] = [:]
    /// What each path stands for: itself, and where it leads if it is a symbolic link.
    private var places: [String: Set<String>] = [:]

    init(paths: Set<String>) {
        self.paths = paths
    }

    /// Watches for each place the nearest folder that exists, and the place itself if it is a folder.
    mutating func arm(_ inotify: Int32) {
        places = [:]
        var wanted: [Int32: String] = [:]
        for path in paths {
            var spots: Set<String> = [path]
            if let resolved = Machine.canonical(path) { spots.insert(resolved) }
            places[path] = spots
            for folder in spots.flatMap(Self.folders) {
                let watch = inotify_add_watch(inotify, folder, Self.mask)
                if watch >= 0 { wanted[watch] = folder }
            }
        }
        for watch in folders.keys where wanted[watch] == nil { inotify_rm_watch(inotify, watch) }
        folders = wanted
    }

    /// The paths that the events in `bytes` concern; all of them when the kernel dropped events.
    mutating func paths(concernedBy bytes: ArraySlice<UInt8>, _ inotify: Int32) -> Set<String> {
        var concerned = Set<String>()
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset + Self.headerSize <= buffer.count {
                let watch = buffer.loadUnaligned(fromByteOffset: offset, as: Int32.self)
                let mask = buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                let length = Int(buffer.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
                let start = offset + Self.headerSize
                offset = start + length
                guard offset <= buffer.count else { break }
                let name = String(decoding: buffer[start..<offset].prefix { $0 != 0 }, as: UTF8.self)
                concerned.formUnion(paths(concernedBy: watch, mask, name, inotify))
            }
        }
        return concerned
    }

    private mutating func paths(
        concernedBy watch: Int32, _ mask: UInt32, _ name: String, _ inotify: Int32
    ) -> Set<String> {
        if mask & UInt32(IN_Q_OVERFLOW) != 0 { return paths }
        guard mask & UInt32(IN_IGNORED) == 0, let folder = folders[watch] else { return [] }
        if mask & UInt32(IN_MOVE_SELF | IN_DELETE_SELF) != 0 {
            inotify_rm_watch(inotify, watch)
            folders[watch] = nil
            return paths.filter { path in places[path, default: []].contains { Self.lies($0, at: folder) } }
        }
        let changed = name.isEmpty ? folder : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
        return paths.filter { path in
            places[path, default: []].contains { $0 == folder || Self.lies($0, at: changed) }
        }
    }

    private static func lies(_ path: String, at folder: String) -> Bool {
        path == folder || path.hasPrefix("\(folder)/")
    }

    /// The folders to watch for one place.
    private static func folders(for path: String) -> [String] {
        var folder = parent(of: path)
        while !isFolder(folder), folder != "/" { folder = parent(of: folder) }
        return isFolder(path) ? [folder, path] : [folder]
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
