public import GatehouseModel

/// Whether GNOME's screen locks by itself, as the system's settings have it, and whether people may change that.
///
/// What somebody chose for themselves is not read; only what is locked holds for everybody.
public struct ScreenLockCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "screen lock"
    /// The lock, its two delays, and whether people may change them.
    public let keys: [FactKey] = [
        "screenLock.enabled", "screenLock.idleDelay", "screenLock.lockDelay", "screenLock.enforced",
    ]
    /// What `dconf update` writes, and the defaults that a distribution ships.
    public let watches = [
        "\(DconfDefaults.folder)/db", "\(DconfDefaults.folder)/profile/user", "/usr/share/glib-2.0/schemas",
    ]

    /// Keeps nothing between runs.
    public init() {}

    /// Its settings' schemas alone are on servers, too.
    private static let desktop = "/usr/bin/gnome-shell"
    private static let schemas = "/usr/share/glib-2.0/schemas"
    private static let screensaver = "org/gnome/desktop/screensaver"
    private static let session = "org/gnome/desktop/session"

    /// Another desktop's settings are unavailable; without a desktop there is nothing to lock.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        guard machine.exists(Self.desktop) else {
            let sessions =
                machine.glob("/usr/share/xsessions/*.desktop") + machine.glob("/usr/share/wayland-sessions/*")
            if let session = sessions.first {
                return unavailable("the settings of `\(session)` are not read", in: machine, at: now)
            }
            let absent = Observation.absent("there is no desktop", source: Self.desktop)
            return keys.map { machine.fact($0, absent, at: now) }
        }
        do {
            let defaults = try DconfDefaults(machine)
            let overrides = try Self.overrides(machine)
            let found = Self.settings.map { group, key, fallback in
                Self.setting(group, key, fallback, defaults, overrides)
            }
            return Self.observations(found).map { machine.fact($0, $1, at: now) }
        } catch {
            return unavailable(error.message, in: machine, at: now)
        }
    }

    /// Group, key and GNOME's own default.
    private static let settings = [
        (screensaver, "lock-enabled", "true"), (screensaver, "idle-activation-enabled", "true"),
        (session, "idle-delay", "300"), (screensaver, "lock-delay", "0"),
    ]

    private static func setting(
        _ group: String, _ key: String, _ fallback: String, _ defaults: DconfDefaults, _ overrides: KeyFile
    ) -> DconfDefaults.Setting {
        let own = overrides[group.split(separator: "/").joined(separator: "."), key]
        let schema = DconfDefaults.Setting(
            value: own ?? fallback, place: own == nil ? "GNOME's default" : schemas, isLocked: false)
        guard let found = defaults.setting(group, key) else { return schema }
        guard found.value.isEmpty else { return found }
        return DconfDefaults.Setting(value: schema.value, place: schema.place, isLocked: true)
    }

    private static func observations(_ found: [DconfDefaults.Setting]) -> [(FactKey, Observation)] {
        let source = "\(DconfDefaults.folder)/db"
        let evidence = zip(settings, found).map { "\($0.1)=\($1.value)\($1.isLocked ? " locked" : "")" }
            .joined(separator: ", ")
        func observed(_ value: FactValue?) -> Observation {
            guard let value else { return .unavailable("a value is not understood: \(evidence)", source: source) }
            return .known(value, source: source, evidence: evidence)
        }
        let (locks, activates) = (boolean(found[0].value), boolean(found[1].value))
        let (idle, delay) = (seconds(found[2].value), seconds(found[3].value))
        let isEnabled = locks.flatMap { locks in
            activates.flatMap { activates in idle.map { locks && activates && $0 > 0 } }
        }
        return [
            ("screenLock.enabled", observed(isEnabled.map(FactValue.boolean))),
            ("screenLock.idleDelay", observed(idle.map(FactValue.integer))),
            ("screenLock.lockDelay", observed(delay.map(FactValue.integer))),
            ("screenLock.enforced", observed(.boolean([0, 2, 3].allSatisfy { found[$0].isLocked }))),
        ]
    }

    /// What a distribution puts in place of GNOME's defaults; those for one desktop only are passed over.
    private static func overrides(_ machine: Machine) throws(MachineError) -> KeyFile {
        var lines = [ArraySlice<UInt8>]()
        for file in try machine.dropIns(schemas, suffixes: [".gschema.override"]) {
            lines += try machine.configuration(file)
        }
        return KeyFile(lines)
    }

    private static func boolean(_ text: String) -> Bool? { text == "true" ? true : text == "false" ? false : nil }

    /// A number of GVariant text, perhaps with its type.
    private static func seconds(_ text: String) -> Int64? {
        for prefix in ["uint32 ", "@u "] where text.hasPrefix(prefix) {
            return UInt32(text.dropFirst(prefix.count)).map(Int64.init)
        }
        return UInt32(text).map(Int64.init)
    }
}
