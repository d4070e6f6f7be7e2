// Measures decisions (`measure`), or writes a workload as JSON for other engines to decide (`workload COUNT`).

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.dropFirst().first.flatMap { Int($0) }) {
case ("measure", nil):
    for count in [10, 100, 1000] { print(DecisionMeasurement(policyCount: count).row) }
case ("workload", let count?) where count > 1:
    print(Workload(policyCount: count).json)
default:
    print("usage: policy-bench measure | workload COUNT")
}
