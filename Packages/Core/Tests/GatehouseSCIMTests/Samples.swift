import GatehouseSCIM
import GatehouseWire

/// Resources of RFC 7643 §8 and what the tests say often.
enum Samples {
    static let userSchema = "urn:ietf:params:scim:schemas:core:2.0:User"
    static let groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"
    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    static func json(_ text: String) throws -> JSON { try JSON.parse(Array(text.utf8)) }

    static func user(_ members: String) throws -> AttributeTree {
        try SCIMResourceType.user.created(from: json(#"{"schemas":["\#(userSchema)"],\#(members)}"#)).attributes
    }

    static func group(_ members: String) throws -> AttributeTree {
        try SCIMResourceType.group.created(from: json(#"{"schemas":["\#(groupSchema)"],\#(members)}"#)).attributes
    }

    /// The user of RFC 7643 §8.3 as the service keeps her.
    static func bjensen() throws -> AttributeTree {
        var tree = try SCIMResourceType.user.created(from: json(enterpriseUser)).attributes
        tree["id"] = .text("2819c223-7f76-453a-919d-413861904646")
        tree["groups"] = .list([
            .complex(
                AttributeTree([
                    "value": .text("e9e30dba-f08f-4109-8486-d5c6a331660a"), "display": .text("Tour Guides"),
                ]))
        ])
        tree["meta"] = .complex(
            AttributeTree([
                "resourceType": .text("User"), "created": .text("2010-01-23T04:56:22Z"),
                "lastModified": .text("2011-05-13T04:42:34Z"),
                "location": .text("https://example.com/v2/Users/2819c223-7f76-453a-919d-413861904646"),
                "version": .text("W/\"3694e05e9dff591\""),
            ]))
        return tree
    }

    /// RFC 7643 §8.4.
    static func tourGuides() throws -> AttributeTree {
        try group(
            #"""
            "displayName":"Tour Guides","members":[
              {"value":"2819c223-7f76-453a-919d-413861904646",
               "$ref":"https://example.com/v2/Users/2819c223-7f76-453a-919d-413861904646","display":"Babs Jensen"},
              {"value":"902c246b-6245-4190-8e05-00816be7344a",
               "$ref":"https://example.com/v2/Users/902c246b-6245-4190-8e05-00816be7344a","display":"Mandy Pepperidge"}]
            """#)
    }

    /// RFC 7643 §8.3, shortened where values repeat their kind.
    static let enterpriseUser = #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
         "id":"2819c223-7f76-453a-919d-413861904646","externalId":"701984","userName":"bjensen@example.com",
         "name":{"formatted":"Ms. Barbara J Jensen, III","familyName":"Jensen","givenName":"Barbara",
                 "middleName":"Jane","honorificPrefix":"Ms.","honorificSuffix":"III"},
         "displayName":"Babs Jensen","nickName":"Babs","profileUrl":"https://login.example.com/bjensen",
         "emails":[{"value":"bjensen@example.com","type":"work","primary":true},
                   {"value":"babs@jensen.org","type":"home"}],
         "addresses":[{"streetAddress":"100 Universal City Plaza","locality":"Hollywood","region":"CA",
                       "postalCode":"91608","country":"USA",
                       "formatted":"100 Universal City Plaza\nHollywood, CA 91608 USA","type":"work","primary":true},
                      {"streetAddress":"456 Hollywood Blvd","locality":"Hollywood","region":"CA",
                       "postalCode":"91608","country":"USA",
                       "formatted":"456 Hollywood Blvd\nHollywood, CA 91608 USA","type":"home"}],
         "phoneNumbers":[{"value":"555-555-5555","type":"work"},{"value":"555-555-4444","type":"mobile"}],
         "ims":[{"value":"someaimhandle","type":"aim"}],
         "photos":[{"value":"https://photos.example.com/profilephoto/72930000000Ccne/F","type":"photo"},
                   {"value":"https://photos.example.com/profilephoto/72930000000Ccne/T","type":"thumbnail"}],
         "userType":"Employee","title":"Tour Guide","preferredLanguage":"en-US","locale":"en-US",
         "timezone":"America/Los_Angeles","active":true,"password":"t1meMa$heen",
         "groups":[{"value":"e9e30dba-f08f-4109-8486-d5c6a331660a","display":"Tour Guides"}],
         "x509Certificates":[{"value":"MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEF"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{
            "employeeNumber":"701984","costCenter":"4130","organization":"Universal Studios",
            "division":"Theme Park","department":"Tour Operations",
            "manager":{"value":"26118915-6090-4610-87e4-49d8ca9f808d",
                       "$ref":"../Users/26118915-6090-4610-87e4-49d8ca9f808d","displayName":"John Smith"}},
         "meta":{"resourceType":"User","created":"2010-01-23T04:56:22Z","lastModified":"2011-05-13T04:42:34Z",
                 "version":"W\/\"3694e05e9dff591\"",
                 "location":"https://example.com/v2/Users/2819c223-7f76-453a-919d-413861904646"}}
        """#

    /// The code of the refusal; `nil` when nothing is refused.
    static func code<Value>(_ work: () throws -> Value) -> SCIMError.Code? { refusal(work)?.code }

    /// The refusal; `nil` when there is none.
    static func refusal<Value>(_ work: () throws -> Value) -> SCIMError? {
        do {
            _ = try work()
            return nil
        } catch {
            return error as? SCIMError
        }
    }
}
