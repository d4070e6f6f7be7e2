public import ArgumentParser

/// Every client command, for the composition root.
public enum CommandList {
    /// In the order in which the help shows them.
    public static let commands: [any ParsableCommand.Type] = [
        ApplyCommand.self, DiffCommand.self, ExportCommand.self, GetCommand.self, DescribeCommand.self,
        DeleteCommand.self, EnrolmentCodeCommand.self, EnrolmentCommand.self, HardwareCommand.self, DeviceCommand.self,
        AssetCommand.self, UserCommand.self, GroupCommand.self, ActionCommandGroup.self, ScriptCommandGroup.self,
        ComplianceCommand.self,
        EnforcementPointCommand.self,
        ExplainCommand.self, WhatIfCommand.self, DecisionsCommand.self, NoticeCommand.self,
        SecretCommand.self, AuthorityCommand.self, AuditCommand.self, AppCommand.self, TokenCommand.self,
        TenantCommand.self,
        WhoAmICommand.self,
    ]
}
