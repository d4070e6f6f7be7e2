public import GatehouseAgentCore
import GatehouseModel

/// What devices do, and what comes of it.
extension Simulation {
    mutating func carryOut(_ effects: [SimulatedDevice.Effect], _ index: Int) {
        for effect in effects {
            switch effect {
            case .send(let request): send(request, index)
            case .wake(let timer, let wait):
                set(timer, of: index)
                queue.add(
                    .device(index, timer, setting: devices[index].settings[timer.rawValue]), due: elapsed + wait)
            case .cancel(let timer): set(timer, of: index)
            case .count(let counter, let number):
                ledger.count(counter, number)
                if counter == .verified { verifying -= number }
            }
        }
    }

    private mutating func send(_ request: DeviceRequest, _ index: Int) {
        guard !devices[index].isCut else { return fail(request, index) }
        devices[index].underWay.append(request)
        if request.line == .poll { holdsPoll(devices[index].isPollOpen, index) }
        commands.append(.send(device: index, epoch: devices[index].epoch, request))
    }

    /// Nothing gets through: the device learns it as the real agent does, and waits.
    private mutating func fail(_ request: DeviceRequest, _ index: Int) {
        ledger.count(.outageFailures)
        let effects = devices[index].answered(
            request, .failure(.unreachable("cut off by the scenario")), now, elapsed: elapsed)
        carryOut(effects, index)
    }

    mutating func failUnderWay(_ index: Int) {
        let lost = devices[index].underWay
        devices[index].underWay = []
        devices[index].isPollOpen = false
        holdsPoll(false, index)
        for request in lost { fail(request, index) }
    }

    /// The poll's connection is there; whether a poll is held is another question.
    mutating func opened(_ index: Int) {
        devices[index].isPollOpen = true
        holdsPoll(devices[index].underWay.contains { $0.line == .poll }, index)
    }

    private mutating func holdsPoll(_ holds: Bool, _ index: Int) {
        guard devices[index].hasPoll != holds else { return }
        devices[index].hasPoll = holds
        connected += holds ? 1 : -1
    }

    mutating func answered(_ index: Int, _ epoch: Int, _ request: DeviceRequest, _ exchange: Exchange) {
        guard devices[index].epoch == epoch else { return }
        if let place = devices[index].underWay.firstIndex(of: request) { devices[index].underWay.remove(at: place) }
        if request.line == .poll { holdsPoll(false, index) }
        switch exchange.result {
        case .success:
            let isCheck = phase == scenario.phases.count && request.line == .exchange
            ledger.note(
                isCheck ? .verification : request.operation, took: exchange.took, sent: exchange.sent,
                received: exchange.received)
        case .failure(let failure):
            ledger.count(failure.counter(status: exchange.status))
            if request.line == .poll { devices[index].isPollOpen = exchange.status > 0 }
        }
        let effects = devices[index].answered(request, exchange.result, now, elapsed: elapsed)
        carryOut(effects, index)
        if phase == scenario.phases.count, verifying == 0 { finish() }
    }

    mutating func decided(_ index: Int, _ asked: Duration, _ isAllowed: Bool?, _ took: Duration) {
        guard let isAllowed else { return ledger.count(.failed) }
        ledger.note(.decision, took: took)
        ledger.count(isAllowed ? .allowed : .blocked)
        guard isAllowed, let within = expectation, isExpectedBlocked(index, asked: asked, within: within) else {
            return
        }
        ledger.count(.staleAllow)
    }
}

extension RequestFailure {
    /// What a failure of this kind is counted as.
    func counter(status: Int) -> Counter {
        switch self {
        case .overloaded: status == 429 ? .tooManyRequests : .unavailable
        case .unreachable(DeviceReply.unreadable): .malformed
        case .unreachable(Self.noAnswerInTime): .timeout
        case .unreachable: .unreachable
        case .failed: .failed
        case .identityRefused: .identityRefused
        case .refused: .refused
        }
    }

    /// What a driver says when no answer came in time.
    public static let noAnswerInTime = "no answer in time"
}
