/// What a PATCH makes of a resource.
public struct PatchOutcome: Hashable, Sendable {
    /// The resource after all operations.
    public var attributes: AttributeTree
    /// Whether anything differs from before; a PATCH that changes nothing makes no new version (RFC 7644 §3.5.2).
    public var hasChanged: Bool
    /// Paths within values that no schema defines, in backticks and cut, for the log; at most 100.
    public var ignored: [String]
}

extension PatchRequest {
    /// Applies all operations in order, or refuses and changes nothing.
    ///
    /// Refuses with `noTarget` a filter that selects no value to replace and a removal without a path, with
    /// `invalidPath` an attribute that the type does not have, with `mutability` a change of what is read-only, of an
    /// immutable value that is there, and the removal of what is required, with `invalidValue` a value that does not
    /// fit, and with `tooMany` more work than `limits` allows.
    public func applied(
        to attributes: AttributeTree, of type: SCIMResourceType, limits: ResourceLimits = ResourceLimits()
    ) throws(SCIMError) -> PatchOutcome {
        var application = PatchApplication(type: type, attributes: attributes, limits: limits)
        for operation in operations { try application.apply(operation) }
        let hasChanged = !application.attributes.saysTheSame(as: attributes)
        return PatchOutcome(
            attributes: hasChanged ? application.attributes : attributes, hasChanged: hasChanged,
            ignored: application.reader.ignored)
    }
}
