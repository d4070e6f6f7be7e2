import Foundation

/// The groups that `make bench` runs; each prints its table.
let arguments = Array(CommandLine.arguments.dropFirst(2))
switch CommandLine.arguments.dropFirst().first {
case "poll": try await PollBenchmark.run(arguments)
case "poll-server": try await PollServer.run(arguments)
case "checkin": try await CheckInBenchmark.run(arguments)
case "reevaluate": try await ReevaluateBenchmark.run(arguments)
case "fill": try await FillBenchmark.run(arguments)
case "action": try await ActionBenchmark.run(arguments)
case "register": try await RegisterBenchmark.run(arguments)
case "token": try await TokenBenchmark.run(arguments)
case "signin": try await SignInBenchmark.run(arguments)
case "verify-server": try await VerifyServer.run(arguments)
default:
    FileHandle.standardError.write(
        Data(
            """
            usage: gatehouse-bench poll|poll-server|checkin|reevaluate|fill|action|register|signin|token|verify-server [OPTION …]

            """.utf8))
    exit(64)
}
