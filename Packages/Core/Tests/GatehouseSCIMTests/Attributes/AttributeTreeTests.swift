import GatehouseSCIM
import Testing

@Suite struct AttributeTreeTests {
    @Test func `what is empty is not there`() {
        var tree = AttributeTree(["emails": .list([]), "name": .complex(AttributeTree()), "title": .text("")])
        #expect(tree.names == ["title"])
        tree["emails"] = .list([.text("a")])
        tree["emails"] = .list([])
        #expect(tree["emails"] == nil)
        tree["title"] = nil
        #expect(tree.isEmpty)
    }

    @Test func `the order of names makes no difference`() {
        var one = AttributeTree()
        one["a"] = .integer(1)
        one["b"] = .truth(true)
        #expect(one == AttributeTree(["b": .truth(true), "a": .integer(1)]))
    }

    @Test func `values are asked for by kind`() {
        let tree = AttributeTree(["a": .text("x"), "b": .truth(true), "c": .list([.text("y")])])
        #expect(tree.text("a") == "x")
        #expect(tree.text("b") == nil)
        #expect(tree.truth("b") == true)
        #expect(tree.trees("c").map { $0.text("value") } == ["y"])
        #expect(tree.tree("a").isEmpty)
    }
}
