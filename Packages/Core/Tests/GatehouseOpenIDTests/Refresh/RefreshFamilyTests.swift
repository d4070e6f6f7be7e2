import GatehouseFuzzing
import GatehouseModel
import GatehouseOpenID
import Testing

@Suite struct RefreshFamilyTests {
    private func hash(_ number: Int) -> [UInt8] { ReferenceSHA256.hash(Array("token \(number)".utf8)) }

    private func holder(_ id: String = Samples.client, certificate: [UInt8]? = nil) throws -> RefreshFamily.Holder {
        RefreshFamily.Holder(clientID: try Samples.clientID(id), certificateSHA256: certificate)
    }

    private func family() throws -> RefreshFamily {
        RefreshFamily(
            holder: try holder(), current: hash(0), at: Samples.now, expires: Samples.now + .seconds(1000),
            idleLimit: .seconds(100))
    }

    private func present(
        _ family: inout RefreshFamily, _ token: Int, next: Int, after seconds: Int64 = 0
    ) throws -> RefreshFamily.Outcome {
        family.present(hash(token), by: try holder(), successor: hash(next), at: Samples.now + .seconds(seconds))
    }

    private func code(_ outcome: RefreshFamily.Outcome) -> OpenIDError.Code? {
        switch outcome {
        case .rotated, .repeated: nil
        case .refused(let error), .revoked(let error): error.code
        }
    }

    @Test func `each token is exchanged for the next, and the first one is known after any number of them`() throws {
        var family = try family()
        for number in 0..<40 {
            #expect(try present(&family, number, next: number + 1, after: Int64(number)) == .rotated)
        }
        #expect(code(try present(&family, 0, next: 41, after: 40)) == .refreshTokenReused)
        #expect(family.revocation == .reuse)
    }

    @Test func `a spent token takes all others back`() throws {
        var family = try family()
        #expect(try present(&family, 0, next: 1) == .rotated)
        guard case .revoked(let error) = try present(&family, 0, next: 2, after: 10) else {
            Issue.record("not revoked")
            return
        }
        #expect(error.code == .refreshTokenReused)
        #expect(family.revocation == .reuse)
        #expect(code(try present(&family, 1, next: 3, after: 11)) == .refreshTokenRevoked)
    }

    @Test func `an answer that was lost is given again within seconds, and the lost one counts no more`() throws {
        var family = try family()
        #expect(try present(&family, 0, next: 1) == .rotated)
        #expect(try present(&family, 0, next: 2, after: 9) == .repeated)
        #expect(try present(&family, 0, next: 3, after: 9) == .repeated)
        #expect(try present(&family, 3, next: 4, after: 9) == .rotated)
        #expect(code(try present(&family, 1, next: 5, after: 9)) == .refreshTokenReused)
    }

    @Test func `two processes with one cache get the same successor, and go on with it`() throws {
        var family = try family()
        #expect(try present(&family, 0, next: 1) == .rotated)
        let before = family
        #expect(try present(&family, 0, next: 1, after: 9) == .repeated)
        #expect(family == before)
        #expect(try present(&family, 1, next: 2, after: 60) == .rotated)
        #expect(try present(&family, 1, next: 2, after: 61) == .repeated)
        #expect(code(try present(&family, 0, next: 1, after: 62)) == .refreshTokenReused)
    }

    @Test func `once the successor was used, the token before is spent for good`() throws {
        var family = try family()
        #expect(try present(&family, 0, next: 1) == .rotated)
        #expect(try present(&family, 1, next: 2, after: 1) == .rotated)
        #expect(code(try present(&family, 0, next: 3, after: 2)) == .refreshTokenReused)
    }

    @Test func `a clock that runs backwards is no grace`() throws {
        var family = try family()
        #expect(try present(&family, 0, next: 1, after: 50) == .rotated)
        #expect(code(try present(&family, 0, next: 2, after: 49)) == .refreshTokenReused)
    }

    @Test func `a token in other hands takes all others back, also within the grace`() throws {
        var family = try family()
        #expect(try present(&family, 0, next: 1) == .rotated)
        let other = family.present(hash(0), by: try holder("other"), successor: hash(2), at: Samples.now)
        #expect(code(other) == .refreshTokenClientWrong)
        #expect(family.revocation == .foreignHolder)
    }

    @Test func `a token with another certificate than its own is refused, and the family stays`() throws {
        let certificate = [UInt8](repeating: 1, count: 32)
        func family(_ certificate: [UInt8]?) throws -> RefreshFamily {
            RefreshFamily(
                holder: try holder(certificate: certificate), current: hash(0), at: Samples.now,
                expires: Samples.now + .seconds(1000), idleLimit: .seconds(100))
        }
        for (bound, shown) in [(nil, certificate), (certificate, nil), (certificate, [UInt8](repeating: 2, count: 32))]
        {
            var family = try family(bound)
            let before = family
            for token in [0, 7] {
                let outcome = family.present(
                    hash(token), by: try holder(certificate: shown), successor: hash(1), at: Samples.now)
                #expect(code(outcome) == .refreshTokenClientWrong)
            }
            #expect(family == before)
            let own = family.present(hash(0), by: try holder(certificate: bound), successor: hash(1), at: Samples.now)
            #expect(own == .rotated)
        }
    }

    @Test func `a token of the family that nobody was given takes all others back`() throws {
        var family = try family()
        #expect(code(try present(&family, 7, next: 1)) == .refreshTokenReused)
        #expect(code(try present(&family, 0, next: 1)) == .refreshTokenRevoked)
    }

    @Test func `tokens end when they are idle, and all of them in the end`() throws {
        var idle = try family()
        #expect(code(try present(&idle, 0, next: 1, after: 100)) == .refreshTokenExpired)
        #expect(idle.revocation == nil)
        var family = try family()
        for number in 0..<10 { _ = try present(&family, number, next: number + 1, after: Int64(number) * 99) }
        #expect(try present(&family, 10, next: 11, after: 990) == .rotated)
        #expect(code(try present(&family, 11, next: 12, after: 1000)) == .refreshTokenExpired)
    }

    @Test func `an end that was ordered stays`() throws {
        var family = try family()
        family.revoke()
        #expect(family.revocation == .revoked)
        #expect(code(try present(&family, 0, next: 1)) == .refreshTokenRevoked)
        var reused = try self.family()
        _ = try present(&reused, 0, next: 1)
        _ = try present(&reused, 0, next: 2, after: 60)
        reused.revoke()
        #expect(reused.revocation == .reuse)
    }

    @Test func `whatever comes, one token counts, and none after a revocation`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0xFA))
        var (rotated, repeated, revoked) = (0, 0, 0)
        for _ in 0..<FuzzEffort.rounds(60) {
            var family = try family()
            var given = [0]
            var seconds: Int64 = 0
            for step in 1..<20 {
                seconds += Int64(random.next() % 8)
                let shown = given[Int(random.next() % UInt64(given.count))]
                let before = family
                switch try present(&family, shown, next: step, after: seconds) {
                case .rotated:
                    #expect(before.revocation == nil && before.current == hash(shown) && family.current == hash(step))
                    given.append(step)
                    rotated += 1
                case .repeated:
                    #expect(before.revocation == nil && before.exchanged?.hash == hash(shown))
                    #expect(family.current == hash(step))
                    given.append(step)
                    repeated += 1
                case .refused: #expect(family == before)
                case .revoked:
                    #expect(before.revocation == nil && family.revocation != nil)
                    revoked += 1
                }
            }
        }
        #expect(rotated > 30 && repeated > 5 && revoked > 30)
    }
}
