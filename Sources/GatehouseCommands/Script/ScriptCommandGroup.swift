import ArgumentParser

struct ScriptCommandGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "script", abstract: "Discovery scripts: which run, and the second person's word.",
        discussion: "They are written as documents of kind ComplianceScript: gatehouse apply.",
        subcommands: [ListScripts.self, ShowScript.self, ApproveScript.self, RejectScript.self])
}
