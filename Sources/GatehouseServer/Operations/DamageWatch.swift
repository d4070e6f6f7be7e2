import GatehouseService
import Logging
import ServiceLifecycle

/// Reads the whole store now and then, so that damage is found that no question meets: the store refuses everything then.
struct DamageWatch: Service {
    /// Who starts a server, and whoever measures one, finds it free.
    static let first = Duration.seconds(600)
    static let interval = Duration.seconds(86_400)

    let lookThrough: @Sendable () async throws -> Void
    let logger: Logger
    var first = Self.first
    var interval = Self.interval

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var pause = first
            while (try? await Task.sleep(for: pause)) != nil {
                await look()
                pause = interval
            }
        }
    }

    func look() async {
        do {
            try await lookThrough()
        } catch let error as StoreError where error.code == .corrupt {
            logger.critical(
                "the database is damaged: everything is refused until a backup is restored",
                metadata: ["found": "\(error.detail)"])
        } catch {
            // What cannot be asked now is reported by who needs it.
            logger.debug("the database was not looked through", metadata: ["error": "\(error)"])
        }
    }
}
