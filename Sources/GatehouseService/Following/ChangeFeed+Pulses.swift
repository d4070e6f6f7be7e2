extension ChangeFeed {
    /// A pulse at every commit of this node, and one a second all the same.
    func pulses() -> AsyncStream<Void> {
        let wakeUps = wakeUps()
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let relay = Task {
                for await _ in wakeUps { continuation.yield() }
            }
            let timer = Task {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(1))
                    continuation.yield()
                }
            }
            continuation.onTermination = { _ in
                relay.cancel()
                timer.cancel()
            }
        }
    }
}
