/// What is due when: the earliest first, and of those that are due together the one that was set first.
struct TimerQueue<Element: Sendable>: Sendable {
    private struct Entry {
        var due: Duration
        var order: Int
        var element: Element

        static func < (left: Entry, right: Entry) -> Bool { (left.due, left.order) < (right.due, right.order) }
    }

    private var heap: [Entry] = []
    private var order = 0

    /// When the earliest is due.
    var next: Duration? { heap.first?.due }

    mutating func add(_ element: Element, due: Duration) {
        heap.append(Entry(due: due, order: order, element: element))
        order += 1
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The earliest, if it is due by then.
    mutating func take(by time: Duration) -> (due: Duration, element: Element)? {
        guard let first = heap.first, first.due <= time else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (first.due, first.element)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
