/// The operating system family of a device, in Graph's spelling (`conditionalAccessDevicePlatform`).
public enum Platform: String, Sendable, Hashable, CaseIterable {
    case android
    case iOS
    case windows
    case macOS
    case linux
}
