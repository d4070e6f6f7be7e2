import GatehouseAgentCore
import GatehouseModel
import Testing

@Suite struct BrowserPlanTests {
    private static let start = Instant(seconds: 1_800_000_000)
    private static let day = BrowserPlan.Span(notBefore: start, notAfter: start + .seconds(86_400))

    private func plan(
        held: [String: BrowserPlan.Span], present: Set<String>, isAllowed: Bool = true, after seconds: Int64 = 0
    ) -> BrowserPlan {
        BrowserPlan(held: held, present: present, isAllowed: isAllowed, now: Self.start + .seconds(seconds))
    }

    @Test func `a store without a certificate gets one`() {
        let plan = plan(held: ["b": Self.day], present: ["b", "a", "c"])
        #expect(plan.obtain == ["a", "c"] && plan.remove.isEmpty)
    }

    @Test(arguments: [(57_599, false), (57_600, true), (86_400, true), (-1, true)] as [(Int64, Bool)])
    func `a certificate is renewed when two thirds of it are over, or it has not begun`(_ seconds: Int64, _ isDue: Bool)
    {
        let plan = plan(held: ["a": Self.day], present: ["a"], after: seconds)
        #expect(plan.obtain == (isDue ? ["a"] : []) && plan.remove.isEmpty)
    }

    @Test(arguments: [(0, false), (86_399, false), (86_400, true)] as [(Int64, Bool)])
    func `who has signed out keeps it until it ends`(_ seconds: Int64, _ isRemoved: Bool) {
        let plan = plan(held: ["a": Self.day], present: [], after: seconds)
        #expect(plan.remove == (isRemoved ? ["a"] : []) && plan.obtain.isEmpty)
    }

    @Test func `where there are to be none, all go and none come`() {
        let plan = plan(held: ["b": Self.day, "a": Self.day], present: ["a", "c"], isAllowed: false)
        #expect(plan.remove == ["a", "b"] && plan.obtain.isEmpty)
    }
}
