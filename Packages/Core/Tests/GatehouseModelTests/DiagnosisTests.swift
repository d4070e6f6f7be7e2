import GatehouseModel
import Testing

@Suite struct DiagnosisTests {
    private let now = Instant(seconds: 1_000_000)

    @Test func `the worst check decides how the program ends`() {
        let good = Diagnosis("a", .good, "fine")
        let doubtful = Diagnosis("b", .doubtful, "odd")
        let broken = Diagnosis("c", .broken, "gone")
        #expect(DiagnosisReport([]).exitStatus == 0)
        #expect(DiagnosisReport([good]).exitStatus == 0)
        #expect(DiagnosisReport([doubtful, good]).exitStatus == 8)
        #expect(DiagnosisReport([broken, doubtful, good]).exitStatus == 1)
    }

    @Test func `the text says how to mend each`() {
        let report = DiagnosisReport([
            Diagnosis("clock", .good, "within 30s"), Diagnosis("key", .broken, "open", mend: "chmod 600 key"),
        ])
        #expect(
            report.text == """
                good      clock  within 30s
                BROKEN    key    open
                                chmod 600 key
                1 broken, 0 to look at, of 2.
                """)
    }

    @Test func `a folder that others may look into is broken`() {
        #expect(Diagnosis.privateFolder("f", "/f", mode: 0o700, isOwn: true).standing == .good)
        let open = Diagnosis.privateFolder("f", "/f", mode: 0o750, isOwn: true)
        #expect(open.standing == .broken)
        #expect(open.mend == "chmod 700 /f")
        #expect(Diagnosis.privateFolder("f", "/f", mode: 0o700, isOwn: false).standing == .broken)
        #expect(Diagnosis.privateFolder("f", "/f", mode: nil, isOwn: false).standing == .broken)
    }

    @Test func `only the secrets that others may read are named`() {
        let diagnosis = Diagnosis.secrets("s", [("/a", 0o600), ("/b", 0o644), ("/c", nil)])
        #expect(diagnosis.standing == .broken)
        #expect(diagnosis.mend == "chmod 600 /b")
        #expect(Diagnosis.secrets("s", [("/a", 0o600), ("/c", nil)]).standing == .good)
    }

    @Test(arguments: [
        (-10, 100, Diagnosis.Standing.good), (-90, 10, .doubtful), (-100, 0, .broken), (10, 100, .broken),
    ])
    func `a certificate is judged by the time that is left`(from: Int, until: Int, standing: Diagnosis.Standing) {
        let diagnosis = Diagnosis.certificate(
            "c", from: now + .seconds(from), until: now + .seconds(until), margin: .seconds(20), now: now, mend: "renew"
        )
        #expect(diagnosis.standing == standing)
        #expect((diagnosis.mend == nil) == (standing == .good))
    }

    @Test(arguments: [
        (0, Diagnosis.Standing.good), (29, .good), (-29, .good), (31, .doubtful), (-299, .doubtful), (301, .broken),
        (-9000, .broken),
    ])
    func `the clock may differ by half a minute`(seconds: Int, standing: Diagnosis.Standing) {
        #expect(Diagnosis.clock("c", here: now + .seconds(seconds), server: now).standing == standing)
    }

    @Test func `the disk has a low mark and a lowest`() {
        func standing(_ free: UInt64) -> Diagnosis.Standing {
            Diagnosis.disk("d", "/", free: free, low: 100, least: 10).standing
        }
        #expect(standing(100) == .good)
        #expect(standing(99) == .doubtful)
        #expect(standing(9) == .broken)
    }

    @Test func `silence of more than two intervals is looked at, of a day is broken`() {
        func standing(_ age: Duration?) -> Diagnosis.Standing {
            Diagnosis.lastContact("l", at: age.map { now - $0 }, interval: .seconds(900), now: now).standing
        }
        #expect(standing(.seconds(1800)) == .good)
        #expect(standing(.seconds(1801)) == .doubtful)
        #expect(standing(.seconds(86_401)) == .broken)
        #expect(standing(nil) == .doubtful)
    }
}
