extension APIRoute {
    /// `POST`: ``AccessPassRequest`` → ``AccessPassCreated`` with 201, in the place of the person's older pass; `DELETE` →
    /// 204 ends it.
    public static let userAccessPass = "/api/v1/users/{id}/access-pass"
    /// `GET`: ``ListPage`` of ``SessionItem``, the newest first, all on one page.
    public static let userSessions = "/api/v1/users/{id}/sessions"
    /// `DELETE` → 204: the session counts no more, on every node.
    public static let session = "/api/v1/sessions/{id}"
}
