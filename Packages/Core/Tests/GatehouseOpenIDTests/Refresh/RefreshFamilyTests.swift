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

    @Test func `each token is exchanged for the next`() throws {
        var family = try family()
        for number in 0..<40 {
            #expect(try present(&family, number, next: number + 1, after: Int64(number)) == .rotated)
        }
        #expect(family.spent.count == RefreshFamily.memory)
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
        var bound = try self.family()
        let certificate = try holder(certificate: [UInt8](repeating: 1, count: 32))
        #expect(
            code(bound.present(hash(0), by: certificate, successor: hash(1), at: Samples.now))
                == .refreshTokenClientWrong)
    }

    @Test func `a token that nobody was given changes nothing`() throws {
        var family = try family()
        #expect(code(try present(&family, 7, next: 1)) == .refreshTokenUnknown)
        #expect(try present(&family, 0, next: 1) == .rotated)
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
                case .repeated:
                    #expect(before.revocation == nil && before.exchanged?.hash == hash(shown))
                    #expect(family.current == hash(step))
                    given.append(step)
                case .refused: #expect(family == before)
                case .revoked: #expect(before.revocation == nil && family.revocation != nil)
                }
            }
        }
    }
}
