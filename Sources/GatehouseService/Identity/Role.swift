import GatehouseModel

/// What a permission is about.
public enum Resource: String, Sendable, Hashable, CaseIterable {
    case device
    /// Entries of the asset register; owner and tags of an enrolled device can be written through its entry as well.
    case asset
    /// Commands to devices; who may have devices do something, may also agree to it and withdraw it.
    case action
    case enrolmentCode
    /// Enrolments that need somebody's word.
    case enrolment
    /// Hardware that is registered before it enrols.
    case hardware
    /// Any document; which of them may be written, the five that follow say.
    case document
    /// Compliance and access policies, device groups and named locations.
    case policy
    /// Discovery scripts: whoever may approve one may not have written it.
    case script
    case application
    case enforcementPoint
    case settings
    /// What people are told; who may act has channels tried and messages sent again.
    case notice
    /// Secrets of other systems, of which only the names can be read.
    case secret
    case decision
    case audit
    case token
    /// Applications that get tokens; nobody gives them what they do not have.
    case clientApplication
    /// People of the directory; whoever changes somebody may do all that they may.
    case user
    /// Built-in roles of people.
    case role
    /// Groups of people and devices.
    case group
    /// People and groups that a provisioning client keeps, over SCIM.
    case provisioning
    /// Temporary access passes: whoever makes one can sign in as the person that it is for.
    case accessPass
    /// People's sign-ins in browsers.
    case session
    /// The caller's own identity.
    case identity
    /// The keys of the tenant's authority, and of the server's secrets.
    case authority
    /// The tenants of the server; only whoever operates it may be given any of it.
    case tenant
}

/// The right to do one thing to one kind of resource, written `device.revoke`.
public struct Permission: Hashable, Sendable, CustomStringConvertible {
    /// What is done to the resource.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        case read
        /// Makes something with a secret that is shown once.
        case create
        case write
        case delete
        /// Withdraws an identity or a secret.
        case revoke
        /// Agrees to something, or refuses it.
        case approve
        /// Takes everything out of the server, without its secrets.
        case export
        /// Asks for any action at all; which, those that follow say, one a kind.
        case act
        case sync
        case lock
        case reboot
        case shutdown
        case retire
        case wipe
        case rename
        case collectLogs
        case runScript
    }

    /// What it is done to.
    public let resource: Resource
    /// What may be done.
    public let action: Action

    /// Makes the permission, whether or not the resource knows the action.
    public init(_ resource: Resource, _ action: Action) {
        self.resource = resource
        self.action = action
    }

    /// As roles and refusals spell it: `device.revoke`.
    public var description: String { "\(resource.rawValue).\(action.rawValue)" }
}

/// A built-in role.
///
/// What each may do is `Goldens/roles.txt` of the API's tests.
public enum Role: String, Sendable, Hashable, CaseIterable {
    /// Sees devices, policies and decisions.
    case reader
    /// Helps people with their devices: enrols, syncs, revokes.
    case helpDesk
    /// Writes policies, what they name, and applications; neither enforcement points nor settings.
    case policyAuthor
    /// Investigates and responds; reads the audit log.
    case analyst
    /// Keeps the people and groups of another directory over SCIM, and nothing else.
    case provisioner
    case administrator
    /// Adds, suspends, exports and deletes tenants, and sees nothing in them; only in the tenant that owns the server.
    case `operator`

    /// Deny by default: what is not listed here is refused.
    ///
    /// Whoever is not of the tenant that owns the server has nothing of ``Resource/tenant``, whatever the role:
    /// ``Caller/may(_:)``.
    public func allows(_ permission: Permission) -> Bool {
        switch self {
        case .administrator: true
        // An export shows all that is in a tenant.
        case .operator:
            permission.resource == .tenant && permission.action != .export || permission == Permission(.identity, .read)
        case .provisioner: permission.resource == .provisioning || permission == Permission(.identity, .read)
        case .reader: Self.reading.contains(permission)
        case .helpDesk: Self.reading.contains(permission) || Self.helping.contains(permission)
        case .policyAuthor: Self.reading.contains(permission) || Self.authoring.contains(permission)
        case .analyst: Self.reading.contains(permission) || Self.investigating.contains(permission)
        }
    }

    /// The roles that have the permission, for a hint.
    public static func names(allowing permission: Permission) -> String {
        allCases.filter { $0.allows(permission) }.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }

    private static let reading: Set<Permission> = [
        Permission(.device, .read), Permission(.asset, .read), Permission(.document, .read),
        Permission(.decision, .read),
        Permission(.identity, .read), Permission(.user, .read), Permission(.group, .read),
    ]
    private static let helping: Set<Permission> = [
        Permission(.device, .act), Permission(.device, .revoke), Permission(.device, .write),
        Permission(.asset, .write), Permission(.asset, .delete), Permission(.enrolmentCode, .read),
        Permission(.enrolmentCode, .create), Permission(.enrolmentCode, .revoke), Permission(.enrolment, .read),
        Permission(.enrolment, .approve), Permission(.hardware, .read), Permission(.action, .read),
        Permission(.action, .sync), Permission(.action, .lock), Permission(.action, .reboot),
        Permission(.action, .shutdown), Permission(.action, .rename), Permission(.action, .collectLogs),
        Permission(.action, .retire), Permission(.notice, .read), Permission(.user, .write),
        Permission(.user, .revoke),
        Permission(.session, .read), Permission(.session, .revoke),
    ]
    private static let authoring: Set<Permission> = [
        Permission(.document, .write), Permission(.document, .delete), Permission(.policy, .write),
        Permission(.policy, .delete), Permission(.script, .write), Permission(.script, .delete),
        Permission(.application, .write), Permission(.application, .delete), Permission(.group, .write),
        Permission(.group, .delete),
    ]
    private static let investigating: Set<Permission> = [
        Permission(.device, .act), Permission(.device, .revoke), Permission(.audit, .read),
        Permission(.action, .read), Permission(.action, .sync), Permission(.action, .lock),
        Permission(.action, .reboot), Permission(.action, .shutdown), Permission(.action, .collectLogs),
        Permission(.notice, .read), Permission(.user, .revoke),
        Permission(.session, .read), Permission(.session, .revoke),
    ]
}

extension Resource {
    /// What can be done to it; nothing else can be asked for.
    public var actions: [Permission.Action] {
        switch self {
        case .device: [.read, .write, .act, .revoke, .delete]
        case .asset: [.read, .write, .delete]
        case .action: [.read] + ActionKind.allCases.map(\.permission)
        case .enrolmentCode, .token: [.read, .create, .revoke]
        case .enrolment: [.read, .approve]
        case .clientApplication: [.read, .create, .write, .delete]
        case .document, .hardware, .group: [.read, .write, .delete]
        case .user: [.read, .write, .revoke, .delete]
        case .role, .provisioning: [.write]
        case .policy, .application, .settings: [.write, .delete]
        case .script: [.write, .delete, .approve]
        case .enforcementPoint: [.create, .write, .revoke, .delete]
        case .notice: [.read, .act]
        case .secret: [.read, .write, .delete]
        case .accessPass: [.create, .revoke]
        case .session: [.read, .revoke]
        case .authority: [.read, .write]
        case .decision, .audit, .identity: [.read]
        case .tenant: [.read, .create, .write, .export, .delete]
        }
    }
}

extension Permission {
    /// Every permission that there is.
    public static var all: [Permission] {
        Resource.allCases.flatMap { resource in resource.actions.map { Permission(resource, $0) } }
    }
}

extension ActionKind {
    /// What is done to the resource `action` when a device is to do this.
    var permission: Permission.Action {
        switch self {
        case .sync: .sync
        case .lock: .lock
        case .reboot: .reboot
        case .shutdown: .shutdown
        case .retire: .retire
        case .wipe: .wipe
        case .rename: .rename
        case .collectLogs: .collectLogs
        case .runScript: .runScript
        }
    }
}

extension Permission {
    /// What is asked for each action, beyond what the route asks for.
    public static let ofActions = Set(ActionKind.allCases.map { Permission(.action, $0.permission) })
}
