/// The routes of the agent protocol: written once, used by both sides.
public enum AgentRoute {
    /// `POST` on the people's port, with the code: ``EnrolmentRequest`` → ``EnrolmentResponse``, or 202 with
    /// ``EnrolmentPending`` while somebody must agree.
    public static let enrol = "/agent/v1/enrol"
    /// `POST` on the people's port: ``EnrolmentChallengeRequest`` → ``EnrolmentChallengeResponse``; before ``enrol``, by
    /// machines with a TPM.
    public static let enrolmentChallenge = "/agent/v1/enrol/challenge"
    /// `POST`: empty → ``QuoteChallengeMessage``, for a quote or a ``RenewalRequest``; 404 from a device without a TPM.
    public static let challenge = "/agent/v1/challenge"
    /// `POST`: ``CheckInRequest`` → ``CheckInResponse``.
    public static let checkIn = "/agent/v1/check-in"
    /// `GET …?desired=HASH`: held until there is other work than HASH stands for → ``WorkResponse``, or 204 when
    /// the hold ends.
    public static let work = "/agent/v1/work"
    /// `POST`: ``RenewalRequest`` → ``RenewalResponse``.
    public static let renew = "/agent/v1/renew"
    /// `POST`: ``BrowserCertificateRequest`` → ``BrowserCertificateResponse``; 403 where the tenant gives none.
    public static let browserCertificate = "/agent/v1/browser-certificate"
    /// `POST`: ``ActionAcceptance`` → ``ActionOrder``; 409 when the action has ended, and then it is not run.
    public static let actionAcceptance = "/agent/v1/action-accept"
    /// `POST`: ``ActionArtefact`` → 204.
    public static let actionArtefact = "/agent/v1/action-artefact"
    /// `POST`: ``ActionReport`` → 204.
    public static let actionResult = "/agent/v1/action-result"
    /// `POST`: empty → ``TokenResponse``.
    public static let token = "/agent/v1/token"
    /// `GET` → ``DiscoveryScripts``: every discovery script that reaches the device.
    public static let scripts = "/agent/v1/scripts"
    /// `GET`, optionally `…?language=de_DE` → ``StatusResponse``.
    public static let status = "/agent/v1/status"
    /// `GET …?version=V&architecture=A` → a ``SignedRelease`` that is newer than V, or 204.
    public static let update = "/agent/v1/update"
    /// `GET …?version=V&architecture=A&offset=N` → at most 512 KiB of that program from there on, as they are.
    public static let artefact = "/agent/v1/artefact"
}
