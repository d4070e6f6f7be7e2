import Testing

@testable import GatehouseStorage

@Suite struct ParameterTextTests {
    @Test(arguments: [
        ("SELECT 1", "SELECT 1"),
        ("a = ? AND b = ?", "a = $1 AND b = $2"),
        ("a = ?2 AND b = ? AND c = ?1", "a = $2 AND b = $3 AND c = $1"),
        ("a = '?' AND b = ?", "a = '?' AND b = $1"),
        ("a = 'it''s ?' AND \"?\" = ?", "a = 'it''s ?' AND \"?\" = $1"),
        ("a LIKE ? ESCAPE '\\' AND b = ?", "a LIKE $1 ESCAPE '\\' AND b = $2"),
        ("ä = ?12", "ä = $12"),
    ])
    func `question marks become numbers, but not within quotes`(_ sql: String, _ wanted: String) {
        #expect(ParameterText.numbered(sql) == wanted)
    }

    @Test func `of too many prepared statements the oldest goes`() {
        var statements = PreparedStatements(capacity: 2)
        let first = statements.add("a").statement.name
        _ = statements.add("b")
        let (_, removed) = statements.add("c")
        #expect(removed?.name == first)
        #expect(statements["a"] == nil && statements["b"] != nil && statements["c"] != nil)
        statements.forget("b")
        #expect(statements.add("d").removed == nil)
    }
}
