import GatehouseOpenID

/// Which refusal `body` ends with; `nil` when it ends well.
func refusal(_ body: () throws -> some Any) -> OpenIDError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? OpenIDError)?.code
    }
}
