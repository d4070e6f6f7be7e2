import GatehouseModel
import Testing

@Suite struct ActionStateTests {
    /// Every allowed step, once: whatever is not written here is refused.
    private static let steps: [ActionState: [ActionState]] = [
        .pendingApproval: [.queued, .rejected, .cancelled, .expired],
        .queued: [.delivered, .running, .succeeded, .failed, .notSupported, .cancelled, .expired],
        .delivered: [.running, .succeeded, .failed, .notSupported],
        .running: [.running, .succeeded, .failed, .notSupported],
    ]

    @Test(arguments: ActionState.allCases, ActionState.allCases)
    func `a state is followed by what the table says and by nothing else`(state: ActionState, next: ActionState) {
        #expect(state.canBecome(next) == Self.steps[state, default: []].contains(next))
    }

    @Test(arguments: ActionState.allCases)
    func `nothing follows an end, and only an end`(state: ActionState) {
        #expect(state.isFinal == ActionState.allCases.allSatisfy { !state.canBecome($0) })
    }

    @Test(arguments: ActionState.allCases)
    func `what a device has taken can neither be cancelled nor expire`(state: ActionState) {
        #expect(state.isUndelivered == state.canBecome(.cancelled))
        #expect(state.isUndelivered == state.canBecome(.expired))
    }

    @Test func `what waits for a second person is not on a device's list`() {
        #expect(!ActionState.pendingApproval.isOpenToDevice)
        #expect(ActionState.allCases.filter(\.isOpenToDevice) == [.queued, .delivered, .running])
    }
}
