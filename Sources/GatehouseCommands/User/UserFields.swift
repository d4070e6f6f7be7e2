import ArgumentParser
import GatehouseWire

/// What can be written about a person; what is not given stays as it is.
struct UserFields: ParsableArguments {
    @Option(help: "The name that others see.") var displayName: String?
    @Option(help: "Given name.") var givenName: String?
    @Option(help: "Family name.") var familyName: String?
    @Option(help: "The address that mail goes to; '' for none.") var mail: String?
    @Option(help: "member, or guest for somebody of another organisation.") var kind: String?
    @Option(help: "Title within the organisation.") var jobTitle: String?
    @Option(help: "Department.") var department: String?
    @Option(help: "Where the person is charged.") var costCentre: String?
    @Option(help: "The organisation's number for the person.") var employeeNumber: String?
    @Option(help: "Name or id of the person's manager; '' for nobody.") var manager: String?

    func request(userName: String?) -> UserRequest {
        var request = UserRequest()
        request.userName = userName
        request.displayName = displayName
        request.givenName = givenName
        request.familyName = familyName
        request.mail = mail
        request.kind = kind
        request.jobTitle = jobTitle
        request.department = department
        request.costCentre = costCentre
        request.employeeNumber = employeeNumber
        request.manager = manager
        return request
    }
}

extension ArgumentHelp {
    static let user = ArgumentHelp("Id or name of the person.", valueName: "user")
}
