import Testing

@testable import GatehouseOutbound

struct WebhookSignatureTests {
    @Test func `the example of Standard Webhooks is signed as it says`() {
        let header = WebhookSignature(secret: "whsec_plJ3nmyCDGBKInavdOK15jsl").header(
            id: "msg_loFOjxBNrRLzqYUf", timestamp: 1_731_705_121,
            body: Array(#"{"event_type":"ping","data":{"success":true}}"#.utf8))
        #expect(header == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=")
    }
}
