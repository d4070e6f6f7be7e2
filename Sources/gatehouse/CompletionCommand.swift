import ArgumentParser

/// `gatehouse completion`: what a shell needs to complete command lines.
struct CompletionCommand: ParsableCommand {
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish

        var completion: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print the completion script of a shell.",
        discussion: "For bash: gatehouse completion bash > /etc/bash_completion.d/gatehouse")

    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() {
        print(Gatehouse.completionScript(for: shell.completion))
    }
}
