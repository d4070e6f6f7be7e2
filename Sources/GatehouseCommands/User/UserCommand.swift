import ArgumentParser

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "The people of the directory.",
        subcommands: [
            ListUsers.self, ShowUser.self, CreateUser.self, SetUser.self, DisableUser.self, EnableUser.self,
            DeleteUser.self, AddAccessPass.self, EndAccessPass.self, ListUserSessions.self, EndUserSession.self,
            RevokeUserSessions.self, ImportUsers.self,
        ])
}
