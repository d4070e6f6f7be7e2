import ArgumentParser

struct GroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group", abstract: "Groups of people and devices.",
        subcommands: [
            ListGroups.self, ShowGroup.self, CreateGroup.self, SetGroup.self, DeleteGroup.self, AddGroupMember.self,
            RemoveGroupMember.self, ListGroupMembers.self,
        ])
}

extension ArgumentHelp {
    static let group = ArgumentHelp("Id or name of the group.", valueName: "group")
}
