import GatehouseModel
import GatehouseService
import NIOCore

/// One ``LoopDecisions`` for each event loop of a group, reached only from its own loop.
struct LoopDecisionsByLoop: Sendable {
    private let boxes: [ObjectIdentifier: NIOLoopBoundBox<LoopDecisions?>]

    init(
        decisionPoint: any DecisionPoint, group: any EventLoopGroup, cacheCapacity: Int,
        clock: @escaping @Sendable () -> Instant
    ) {
        var boxes: [ObjectIdentifier: NIOLoopBoundBox<LoopDecisions?>] = [:]
        for eventLoop in group.makeIterator() {
            let decisions = LoopDecisions(
                decisionPoint: decisionPoint, eventLoop: eventLoop, cacheCapacity: cacheCapacity, clock: clock)
            boxes[ObjectIdentifier(eventLoop)] = .makeBoxSendingValue(decisions, eventLoop: eventLoop)
        }
        self.boxes = boxes
    }

    /// The decisions of the loop that this is called on.
    func decisions(on eventLoop: any EventLoop) -> LoopDecisions? {
        boxes[ObjectIdentifier(eventLoop)]?.value
    }

    /// Counts the repeats of every loop now.
    func countRepeats() async {
        for box in boxes.values {
            try? await box.eventLoop.submit { box.value?.countRepeats() }.get()
        }
    }
}
