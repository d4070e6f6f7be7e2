import GatehouseService
import Synchronization

/// Numbers enforcement points as they are first seen; a number is never used again for another.
final class PointDirectory: Sendable {
    private let numbers = Mutex<[EnforcementPointName: UInt32]>([:])

    func point(for name: EnforcementPointName) -> ListeningPoint {
        numbers.withLock { numbers in
            let number = numbers[name] ?? UInt32(numbers.count)
            numbers[name] = number
            return ListeningPoint(name: name, number: number)
        }
    }
}
