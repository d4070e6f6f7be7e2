import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire

/// A machine and a server of the contract, with a network between them that loses requests and answers, a server that
/// forgets, and an agent that dies.
struct LossyServer {
    private(set) var truth: [FactKey: Fact] = [:]
    private(set) var held: [FactKey: Fact] = [:]
    private var heldState = ""
    private var lastRequest: RequestID?
    private var machine: CheckInMachine
    private var saved = AcknowledgedState()
    private var sequence: Int64 = 0
    private var queue: [CheckInRequest] = []
    private var wantsCollection = false
    private var isWaiting = false
    private var identifiers: UInt64 = 0

    /// Whose the device is, by the server and by what the agent saved.
    private var owner = Ownership.company
    private var savedOwner: Ownership?
    /// Of every privacy class, one at least.
    private static let keys: [FactKey] = ["firewall.active", "os.hostname", "software.packageCount", "users.primary"]

    init(hardware: String) {
        machine = CheckInMachine(hardware: hardware, acknowledged: saved, sequence: 0, ownership: nil)
    }

    /// What of the truth the server may know.
    var reportable: [FactKey: Fact] { truth.filter { FactCatalogue.withholding(of: $0.key, by: owner) == nil } }

    mutating func step(_ number: Int, using generator: inout SeededGenerator) {
        switch Int.random(in: 0..<11, using: &generator) {
        case 10: changeOwner()
        case 0..<4: change(using: &generator)
        case 4..<6: exchange { $0.apply($1) }
        case 6: exchange { _, _ in nil }
        case 7:
            exchange { world, request in
                _ = world.apply(request)
                return nil
            }
        case 8: Bool.random(using: &generator) ? restart() : forget()
        default: tick()
        }
        if wantsCollection { observe(Array(truth.values), isComplete: true) }
    }

    mutating func settle() {
        for _ in 0..<20 {
            feed(.heartbeatDue)
            observe(Array(truth.values), isComplete: true)
            tick()
            exchange { $0.apply($1) }
        }
    }

    private mutating func change(using generator: inout SeededGenerator) {
        let key = Self.keys[Int.random(in: 0..<Self.keys.count, using: &generator)]
        if Int.random(in: 0..<5, using: &generator) == 0 {
            truth[key] = nil
            observe(Array(truth.values), isComplete: true)
        } else {
            let value = FactState.known(.integer(.random(in: 0..<3, using: &generator)))
            let fact = Fact(
                key: key, state: value, source: "", evidence: "", observedAt: Moment.start, assurance: .partner)
            truth[key] = fact
            observe([fact], isComplete: false)
        }
    }

    private mutating func observe(_ facts: [Fact], isComplete: Bool) {
        if isComplete { wantsCollection = false }
        feed(.observed(facts, isComplete: isComplete))
    }

    private mutating func feed(_ event: CheckInMachine.Event) {
        identifiers += 1
        for action in machine.event(event, at: .at(Int64(identifiers), id: identifiers)) {
            switch action {
            case .send(let request): queue.append(request)
            case .collect: wantsCollection = true
            case .saveSequence(let new): sequence = new
            case .save(let state): saved = state
            case .saveOwnership(let owner): savedOwner = owner
            case .wake: isWaiting = true
            case .cancelWake: isWaiting = false
            case .announce, .logRejected, .stop: break
            }
        }
    }

    private mutating func exchange(_ answer: (inout Self, CheckInRequest) -> CheckInResponse?) {
        guard let request = queue.popLast() else { return }
        if let response = answer(&self, request) { feed(.answered(response)) } else { feed(.failed(.lost)) }
    }

    private mutating func apply(_ request: CheckInRequest) -> CheckInResponse {
        let state = heldState
        let isRepeat = lastRequest == request.requestID || state == request.state
        guard !isRepeat, request.base.isEmpty || request.base == state,
            !(request.changed.isEmpty && request.removed.isEmpty)
        else { return CheckInResponse(state: state, desired: "", ownership: owner) }
        if request.base.isEmpty { held = [:] }
        // The server does not take what it must not have, whatever the device sends.
        for fact in request.changed where FactCatalogue.withholding(of: fact.key, by: owner) == nil {
            held[fact.key] = fact
        }
        for key in request.removed { held[key] = nil }
        lastRequest = request.requestID
        heldState = request.state
        return CheckInResponse(state: request.state, desired: "", ownership: owner)
    }

    private mutating func tick() {
        guard isWaiting else { return }
        isWaiting = false
        feed(.timerFired)
    }

    /// `kill -9`: what was saved is all that is left.
    private mutating func restart() {
        queue = []
        isWaiting = false
        machine = CheckInMachine(
            hardware: "hw", acknowledged: saved, sequence: sequence, ownership: savedOwner)
        observe(Array(truth.values), isComplete: true)
    }

    /// As the server does it: what is withheld is forgotten, and with it the state that could be built upon.
    private mutating func changeOwner() {
        owner = owner == .company ? .personal : .company
        held = held.filter { FactCatalogue.withholding(of: $0.key, by: owner) == nil }
        heldState = ""
    }

    private mutating func forget() {
        held = [:]
        heldState = ""
        lastRequest = nil
    }
}
