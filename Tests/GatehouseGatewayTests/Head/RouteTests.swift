import Testing

@testable import GatehouseGateway

@Suite struct RouteTests {
    private func route(_ target: String) -> (route: Route, name: String?) {
        let bytes = Array("GET \(target) HTTP/1.1".utf8)
        let route = Route(bytes.span, target: .init(4..<4 + target.utf8.count))
        switch route {
        case .decide(let slice), .denied(let slice): return (route, bytes.span.text(slice))
        default: return (route, nil)
        }
    }

    @Test(arguments: ["/access/decide/wiki", "/access/decide/wiki?x=1"])
    func `a decision names its application`(_ target: String) {
        #expect(route(target).name == "wiki")
    }

    @Test(arguments: [
        "/access/decide/", "/access/decide", "/access/decide/a/b", "/access/decide/a%2Fb", "/access/decide/a+b", "/",
        "/access/decide/?wiki", "/access//decide/wiki", "/access/healthz/", "/access/deniedx", "/Access/decide/wiki",
        "/access/decide/" + String(repeating: "a", count: 254),
    ])
    func `other paths are unknown`(_ target: String) {
        #expect(route(target).route == .unknown)
    }

    @Test(arguments: ["/access/healthz", "/access/healthz?now"])
    func `health is asked at its own path`(_ target: String) {
        #expect(route(target).route == .health)
    }

    @Test(arguments: [("/access/denied", ""), ("/access/denied?", ""), ("/access/denied?decision=1", "decision=1")])
    func `a report is asked with a query`(_ target: String, _ query: String) {
        #expect(route(target).name == query)
    }
}
