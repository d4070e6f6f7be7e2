/// What the scenario makes happen.
extension Simulation {
    mutating func perform(_ due: Due) {
        switch due {
        case .phase(let number): beginPhase(number)
        case .connectNext: connectNext()
        case .device(let number, let timer, let setting): fired(number, timer, setting)
        case .decide(let number): decide(number)
        case .attack(let attack, let number): self.attack(attack, number)
        case .second:
            ledger.closeSecond(connected: connected)
            commands.append(.progress)
            queue.add(.second, due: self.due + .seconds(1))
        case .verify(let number): verify(number)
        case .giveUp: finish()
        }
    }

    private var current: Phase? { scenario.phases.indices.contains(phase) ? scenario.phases[phase] : nil }

    private mutating func beginPhase(_ number: Int) {
        let former = current
        phase = number
        if former?.outage ?? 0 > 0 { for index in devices.indices { devices[index].isCut = false } }
        guard let current else { return beginVerification() }
        commands.append(.beginPhase(current.name))
        ledger.begin(current.name, at: elapsed)
        queue.add(.phase(number + 1), due: due + current.duration)
        if current.outage > 0 { cutOff(current.outage) }
        appliedAt = nil
        if !current.apply.isEmpty { commands.append(.apply(current.apply)) }
        if current.connect > 0, (former?.connect ?? 0) == 0 { queue.add(.connectNext, due: due) }
        for index in devices.indices where devices[index].isOnline { scheduleObservation(index, isFirst: true) }
        if current.decisions != nil { queue.add(.decide(phase: number), due: due) }
        for attack in Attack.allCases where current.hostile[attack] ?? 0 > 0 {
            queue.add(.attack(attack, phase: number), due: due)
        }
    }

    /// Every device asks whether the server holds what it acknowledged; those that wait to try again do so in time.
    private mutating func beginVerification() {
        commands.append(.beginPhase("verification"))
        ledger.begin("verification", at: elapsed)
        let asking = devices.indices.filter { devices[$0].isOnline && !devices[$0].isStopped }
        verifying = asking.count
        for (place, index) in asking.enumerated() {
            queue.add(.verify(index), due: elapsed + .seconds(1) * (Double(place) / Self.verificationRate))
        }
        let last = Duration.seconds(1) * (Double(asking.count) / Self.verificationRate)
        queue.add(.giveUp, due: elapsed + last + Self.verification)
        if verifying == 0 { finish() }
    }

    private mutating func verify(_ index: Int) {
        let effects = devices[index].verify(now)
        carryOut(effects, index)
    }

    private mutating func connectNext() {
        guard let rate = current?.connect, rate > 0, started < devices.count else { return }
        let index = started
        started += 1
        if started < devices.count { queue.add(.connectNext, due: due + .seconds(1) / rate) }
        let effects = devices[index].start(now)
        carryOut(effects, index)
        scheduleObservation(index, isFirst: true)
    }

    /// The first one after a change of phase comes within a whole pause, so that they do not come together.
    private mutating func scheduleObservation(_ index: Int, isFirst: Bool) {
        set(.observation, of: index)
        guard let report = current?.report else { return }
        let pause =
            isFirst ? report.every * devices[index].random.unit() : devices[index].random.pause(around: report.every)
        queue.add(
            .device(index, .observation, setting: devices[index].settings[SimulatedDevice.Timer.observation.rawValue]),
            due: due + pause)
    }

    private mutating func fired(_ index: Int, _ timer: SimulatedDevice.Timer, _ setting: Int) {
        guard devices[index].settings[timer.rawValue] == setting else { return }
        guard timer == .observation else {
            let effects = devices[index].fired(timer, now)
            return carryOut(effects, index)
        }
        guard let report = current?.report else { return }
        let isChange = devices[index].random.unit() < report.changed
        let effects = devices[index].observe(isChange ? report.flip : nil, now)
        carryOut(effects, index)
        scheduleObservation(index, isFirst: false)
    }

    private mutating func cutOff(_ share: Double) {
        for index in devices.indices where devices[index].isOnline && devices[index].random.unit() < share {
            devices[index].isCut = true
            devices[index].epoch += 1
            commands.append(.cut(device: index))
            failUnderWay(index)
        }
    }

    private mutating func decide(_ number: Int) {
        guard phase == number, let deciding = current?.decisions else { return }
        queue.add(.decide(phase: number), due: due + .seconds(1) / deciding.rate)
        guard started > 0 else { return }
        let index = Int.random(in: 0..<started, using: &random)
        guard !devices[index].isCut, !devices[index].isStopped else { return }
        if let token = devices[index].token {
            commands.append(.decide(device: index, token: token, application: deciding.application))
        } else if !devices[index].underWay.contains(.token) {
            carryOut([.send(.token)], index)
        }
    }

    private mutating func attack(_ attack: Attack, _ number: Int) {
        guard phase == number, let rate = current?.hostile[attack] else { return }
        queue.add(.attack(attack, phase: number), due: due + .seconds(1) / rate)
        ledger.count(.attacks)
        commands.append(.attack(attack))
    }

    /// A timer that was set before is void.
    mutating func set(_ timer: SimulatedDevice.Timer, of index: Int) {
        devices[index].settings[timer.rawValue] += 1
    }

    func isExpectedBlocked(_ index: Int, asked: Duration, within: Duration) -> Bool {
        var since = devices[index].unsafeSince
        if let appliedAt, current?.unsafe.contains(devices[index].share.profile) == true {
            since = min(since ?? appliedAt, appliedAt)
        }
        return since.map { asked >= $0 + within } ?? false
    }

    var expectation: Duration? { current?.decisions?.blockUnsafeWithin }
}
