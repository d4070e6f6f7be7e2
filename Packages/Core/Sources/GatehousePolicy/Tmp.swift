public import GatehouseModel
extension [CompliancePolicy] { public var relevantFacts: Set<FactKey> { [] } }
