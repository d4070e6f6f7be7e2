/// An attribute of a person that an upstream provider may say, in the words of documents.
public enum FederatedAttribute: String, Sendable, Hashable, CaseIterable {
    case userName
    case displayName
    case givenName
    case familyName
    case mail
    case jobTitle
    case department
    case employeeNumber
}
