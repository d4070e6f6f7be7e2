public import Logging
public import ServiceLifecycle

/// Writes recorded decisions five times a second, and once more at the end.
public struct RecorderService: Service {
    private let recorder: DecisionRecorder
    private let store: any Store
    private let logger: Logger

    /// Makes the service; failures to record go to `logger` and are tried again.
    public init(recorder: DecisionRecorder, store: any Store, logger: Logger) {
        self.recorder = recorder
        self.store = store
        self.logger = logger
    }

    /// Writes until it is told to stop; a store that fails does not end it.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(200))
                await flush()
            }
        }
        await flush()
    }

    private func flush() async {
        do {
            try await recorder.flush(to: store)
        } catch {
            logger.error("decisions cannot be recorded", metadata: ["error": "\(error)"])
        }
    }
}
