import ArgumentParser
import GatehouseClient

/// Which server to ask, and how to be known there.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("URL of the server (GATEHOUSE_SERVER).", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("PEM of the authority to trust (GATEHOUSE_CA).", valueName: "file"), completion: .file())
    var ca: String?

    @Option(help: ArgumentHelp("File with the token (GATEHOUSE_TOKEN_FILE).", valueName: "file"), completion: .file())
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "The server's folder, on its own machine, in place of the other three (GATEHOUSE_DATA_DIR).",
            valueName: "dir"), completion: .directory)
    var dataDir: String?

    func source(_ variables: [String: String]) -> ServerConnection.Source {
        let given = variables.filter { !$0.value.isEmpty }
        return ServerConnection.Source(
            server: server ?? given["GATEHOUSE_SERVER"], authorityFile: ca ?? given["GATEHOUSE_CA"],
            tokenFile: tokenFile ?? given["GATEHOUSE_TOKEN_FILE"],
            dataFolder: dataDir ?? given["GATEHOUSE_DATA_DIR"])
    }
}
