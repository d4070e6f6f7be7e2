/// The paths of the native API as templates: written once, used by server and client.
public enum APIRoute {
    /// Devices by state.
    public static let compliance = "/api/v1/compliance"
    /// `GET`: ``ListPage`` of ``DeviceSummary``, by name unless `orderBy` says otherwise.
    public static let devices = "/api/v1/devices"
    /// `GET` → ``DeviceDetail``; `PATCH`: ``DeviceAssignmentRequest`` → ``DeviceDetail``; `DELETE` removes the device
    /// and all that is known of it → 204.
    public static let device = "/api/v1/devices/{id}"
    /// `GET`: ``ListPage`` of ``AssetItem``, by name unless `orderBy` says otherwise; `POST`: ``AssetRequest`` →
    /// ``AssetItem`` with 201.
    public static let assets = "/api/v1/assets"
    /// `GET` → ``AssetItem``; `PATCH`: ``AssetRequest`` → ``AssetItem``; `DELETE` → 204, 409 for an enrolled device's.
    public static let asset = "/api/v1/assets/{id}"
    /// `POST`: ``AssetMergeRequest`` → ``AssetItem``; 409 for two enrolled devices.
    public static let assetMerge = "/api/v1/assets/{id}/merge"
    /// `POST`: ``AssetImportRequest`` → ``AssetImportResponse``; all rows are taken or none.
    public static let assetImport = "/api/v1/asset-import"
    /// `GET`, optionally `?filter=` → the register as `text/csv`.
    public static let assetExport = "/api/v1/asset-export"
    /// `GET`: ``ListPage`` of ``FactItem``, by key, all on one page.
    public static let deviceFacts = "/api/v1/devices/{id}/facts"
    /// `GET`, optionally `?at=TIME` → ``ComplianceDetail``.
    public static let deviceCompliance = "/api/v1/devices/{id}/compliance"
    /// `GET`: ``ListPage`` of ``DevicePolicyItem``, of every policy, compliance policies first, all on one page.
    public static let devicePolicies = "/api/v1/devices/{id}/policies"
    /// `GET`: ``ListPage`` of ``RequirementIntervalItem``, newest first, the first `limit` only.
    public static let deviceIntervals = "/api/v1/devices/{id}/intervals"
    /// `GET`: ``ListPage`` of ``HistoryItem``, newest first, the first `limit` that began before `before`.
    public static let deviceHistory = "/api/v1/devices/{id}/history"
    /// `GET`: ``ListPage`` of ``ActionItem``, newest first; `POST`: ``ActionRequest`` → ``ActionItem`` with 202.
    public static let deviceActions = "/api/v1/devices/{id}/actions"
    /// `GET`: ``ListPage`` of ``ActionItem`` of all devices, newest first unless `orderBy` says otherwise.
    public static let actions = "/api/v1/actions"
    /// `GET` → ``ActionDetail``.
    public static let action = "/api/v1/actions/{id}"
    /// `POST`: ``ActionDecisionRequest`` → 204; 409 once the device has it.
    public static let actionCancellation = "/api/v1/actions/{id}/cancel"
    /// `GET` → ``ActionArtefactItem``.
    public static let actionArtefact = "/api/v1/actions/{id}/artefact"
    /// `GET`: ``ListPage`` of ``ActionBatchItem``, newest first; `POST`: ``ActionBatchRequest`` → ``ActionBatchItem``
    /// with 202.
    public static let actionBatches = "/api/v1/action-batches"
    /// `GET` → ``ActionBatchItem`` with its script.
    public static let actionBatch = "/api/v1/action-batches/{id}"
    /// `POST`: ``ActionDecisionRequest`` → ``ActionBatchItem``; who asked cannot approve.
    public static let actionBatchApproval = "/api/v1/action-batches/{id}/approve"
    /// `POST`: ``ActionDecisionRequest`` → ``ActionBatchItem``.
    public static let actionBatchRejection = "/api/v1/action-batches/{id}/reject"
    /// `POST`: ``ActionDecisionRequest`` → ``ActionBatchItem``; cancels what no device has taken.
    public static let actionBatchCancellation = "/api/v1/action-batches/{id}/cancel"
    /// `GET`: ``ListPage`` of ``ScriptItem``, by name, all on one page.
    public static let scripts = "/api/v1/scripts"
    /// `GET` → ``ScriptDetail`` with every version that is kept.
    public static let script = "/api/v1/scripts/{name}"
    /// `POST`: ``ScriptDecisionRequest`` → ``ScriptItem``; who wrote the version cannot approve it.
    public static let scriptApproval = "/api/v1/scripts/{name}/approve"
    /// `POST`: ``ScriptDecisionRequest`` → ``ScriptItem``; also withdraws what was approved.
    public static let scriptRejection = "/api/v1/scripts/{name}/reject"
    /// `POST`: ``RevocationRequest`` → 204; the device must enrol again.
    public static let deviceRevocation = "/api/v1/devices/{id}/revoke"
    /// `POST`: ``RevocationRequest`` → 204; revokes the device, and keeps it from enrolling until it is released.
    public static let deviceBlock = "/api/v1/devices/{id}/block"
    /// `POST`: ``RevocationRequest`` → 204; a blocked device may enrol again.
    public static let deviceRelease = "/api/v1/devices/{id}/release"
    /// `GET`: ``ListPage`` of ``EnrolmentCodeItem``; `POST`: ``EnrolmentCodeRequest`` → ``EnrolmentCodeCreated`` with
    /// 201.
    public static let enrolmentCodes = "/api/v1/enrolment-codes"
    /// `DELETE` ends the code → 204; devices that it enrolled stay.
    public static let enrolmentCode = "/api/v1/enrolment-codes/{id}"
    /// `GET`: ``ListPage`` of ``EnrolmentItem``, newest first unless `orderBy` says otherwise.
    public static let enrolments = "/api/v1/enrolments"
    /// `GET` → ``EnrolmentItem``.
    public static let enrolment = "/api/v1/enrolments/{id}"
    /// `POST`: ``EnrolmentDecisionRequest`` → ``EnrolmentItem``; the machine gets its identity when it asks again.
    public static let enrolmentApproval = "/api/v1/enrolments/{id}/approve"
    /// `POST`: ``EnrolmentDecisionRequest`` with a reason, which the machine is told → ``EnrolmentItem``.
    public static let enrolmentRejection = "/api/v1/enrolments/{id}/reject"
    /// `GET`: ``ListPage`` of ``HardwareItem``, newest first unless `orderBy` says otherwise.
    public static let hardware = "/api/v1/hardware"
    /// `POST`: ``HardwareImportRequest`` → ``HardwareImportResponse``; all rows or none.
    public static let hardwareImport = "/api/v1/hardware/import"
    /// `GET` → ``HardwareItem``; `DELETE` forgets the registration, and the device that used it stays → 204.
    public static let hardwareRecord = "/api/v1/hardware/{id}"
    /// `POST`: ``ApplyRequest`` → ``ApplyResponse``; all documents are written or none.
    public static let apply = "/api/v1/apply"
    /// `POST`: ``DiffRequest`` → ``ApplyResponse``; nothing is written.
    public static let diff = "/api/v1/diff"
    /// `POST`: ``DryRunRequest`` → ``DryRunResponse``; nothing is written.
    public static let dryRun = "/api/v1/dry-run"
    /// `POST`: ``WhatIfRequest`` → ``WhatIfResponse``; nothing is written or recorded.
    public static let whatIf = "/api/v1/what-if"
    /// `GET`: ``ListPage`` of ``DocumentItem``, of every kind, all on one page.
    public static let export = "/api/v1/export"
    /// `GET`: ``ListPage`` of ``DocumentItem``; the kind is its name, plural or short form, in any letter case.
    public static let documents = "/api/v1/documents/{kind}"
    /// `GET` → ``DocumentItem``; `DELETE`, optionally `?confirmLockOut=true` → 204, refused while another document
    /// names it.
    public static let document = "/api/v1/documents/{kind}/{name}"
    /// `GET` → ``ReachedDevicesPage``; of kinds that are about devices.
    public static let documentDevices = "/api/v1/documents/{kind}/{name}/devices"
    /// `GET`: ``ListPage`` of ``EnforcementPointItem``, by name, all on one page; `POST`: ``EnforcementPointRequest`` →
    /// ``EnforcementPointAdded`` with 201.
    public static let enforcementPoints = "/api/v1/enforcement-points"
    /// `POST`: ``EnforcementPointRevocation`` → ``EnforcementPointRevoked``; 404 when nothing was good.
    public static let enforcementPointRevocation = "/api/v1/enforcement-points/{name}/revoke"
    /// `GET`: ``ListPage`` of ``DecisionItem``, newest first unless `orderBy` says otherwise.
    public static let decisions = "/api/v1/decisions"
    /// `GET` → ``DecisionItem`` with its repeats.
    public static let decision = "/api/v1/decisions/{id}"
    /// `GET …?device=ID or name`, optionally `application=` and `address=` → ``ExplainResponse``.
    public static let explain = "/api/v1/explain"
    /// `GET`: ``ListPage`` of ``NoticeItem``, newest first unless `orderBy` says otherwise.
    public static let notices = "/api/v1/notices"
    /// `GET` → ``NoticeDetail``.
    public static let notice = "/api/v1/notices/{id}"
    /// `POST` → ``NoticeDetail``; queues again what was given up.
    public static let noticeRetry = "/api/v1/notices/{id}/retry"
    /// `POST`: ``NoticeTestRequest`` → ``NoticeDetail`` with 202.
    public static let noticeTests = "/api/v1/notice-tests"
    /// `GET`: ``ListPage`` of ``SecretItem``, by name, all on one page.
    public static let secrets = "/api/v1/secrets"
    /// `POST`: ``SecretRequest`` → ``SecretItem``; `DELETE` → 204, refused while a document names it.
    public static let secret = "/api/v1/secrets/{name}"
    /// `GET` → ``AuthorityItem``: the certificates of the tenant's authority.
    public static let authority = "/api/v1/authority"
    /// `POST`: ``AuthorityRotation`` → ``AuthorityItem``.
    public static let authorityRotation = "/api/v1/authority/rotate"
    /// `POST`: ``AuthorityRetirement`` → ``AuthorityItem``; what former keys signed is refused from then on.
    public static let authorityRetirement = "/api/v1/authority/retire"
    /// `POST`: ``AuthorityReason`` → ``RootKey``: the root's key, which stays where it is.
    public static let rootKeyCopy = "/api/v1/authority/root-key/copy"
    /// `POST`: ``RootKey``, as it was copied → ``AuthorityItem``; the root's key leaves the server.
    public static let rootKeyRemoval = "/api/v1/authority/root-key/remove"
    /// `POST`: ``RootKey`` → ``AuthorityItem``; puts it back.
    public static let rootKeyReturn = "/api/v1/authority/root-key/put"
    /// `POST`: ``AuthorityReason`` → ``SealingRotation``; seals every secret of the server under the newest key of `secrets.key`.
    ///
    /// Only for who operates the server.
    public static let sealingRotation = "/api/v1/sealing-key/rotate"
    /// `GET`: ``ListPage`` of ``AuditItem``, oldest first.
    public static let audit = "/api/v1/audit"
    /// `GET` → ``AuditVerification``; walks the whole log.
    public static let auditVerification = "/api/v1/audit/verify"
    /// `GET`: ``ListPage`` of ``TokenItem``, also ended ones; `POST`: ``TokenRequest`` → ``TokenCreated`` with 201.
    public static let tokens = "/api/v1/tokens"
    /// `DELETE` ends the token at once → 204.
    public static let token = "/api/v1/tokens/{id}"
    /// `GET`: ``ListPage`` of ``ClientApplicationItem``, by name, all on one page; `POST`: ``ClientApplicationRequest`` →
    /// ``ClientApplicationCreated`` with 201.
    public static let clientApplications = "/api/v1/client-applications"
    /// `GET` → ``ClientApplicationItem``; `PATCH`: ``ClientApplicationChange`` → ``ClientApplicationItem``; `DELETE` ends
    /// all of its tokens → 204.
    ///
    /// The application is its id or its name, here and below.
    public static let clientApplication = "/api/v1/client-applications/{application}"
    /// `POST`: ``ClientSecretRequest`` → ``ClientSecretCreated`` with 201.
    public static let clientSecrets = "/api/v1/client-applications/{application}/secrets"
    /// `DELETE` ends the secret → 204; tokens that it was exchanged for stay.
    public static let clientSecret = "/api/v1/client-applications/{application}/secrets/{secret}"
    /// `POST`: ``ClientCertificateRequest`` → ``ClientApplicationItem``.
    public static let clientCertificates = "/api/v1/client-applications/{application}/certificates"
    /// `DELETE` ends the certificate, named by its thumbprint → 204.
    public static let clientCertificate = "/api/v1/client-applications/{application}/certificates/{thumbprint}"
    /// `POST`: ``ClientGrant`` → ``ClientApplicationItem``; nobody grants what they do not have.
    public static let clientGrant = "/api/v1/client-applications/{application}/grant"
    /// `POST`: ``ClientGrant`` → ``ClientApplicationItem``; counts at once, also for tokens that are out.
    public static let clientRevocation = "/api/v1/client-applications/{application}/revoke"
    /// `GET`: ``ListPage`` of ``TenantItem``, the oldest first, all on one page; `POST`: ``TenantRequest`` →
    /// ``TenantCreated`` with 201.
    ///
    /// As all of the tenants' routes, only for who operates the server.
    public static let tenants = "/api/v1/tenants"
    /// `GET` → ``TenantItem``; `DELETE …?confirm=NAME` begins to delete a suspended tenant → 204.
    ///
    /// The tenant is its id or its name, here and below.
    public static let tenant = "/api/v1/tenants/{tenant}"
    /// `POST`: ``TenantSuspension`` → ``TenantItem``.
    public static let tenantSuspension = "/api/v1/tenants/{tenant}/suspend"
    /// `POST`: ``TenantResumption`` → ``TenantItem``.
    public static let tenantResumption = "/api/v1/tenants/{tenant}/resume"
    /// `GET` → everything of the tenant as an `application/x-tar`, without its secrets.
    public static let tenantExport = "/api/v1/tenants/{tenant}/export"
    /// `GET`: ``ListPage`` of ``UserItem``, by `userName` unless `orderBy` says otherwise; `POST`: ``UserRequest`` →
    /// ``UserItem`` with 201.
    public static let users = "/api/v1/users"
    /// `GET` → ``UserItem``; `PATCH`: ``UserRequest`` → ``UserItem``; `DELETE` → 204.
    public static let user = "/api/v1/users/{id}"
    /// `POST`: ``UserRolesRequest`` → ``UserItem`` replaces the roles.
    public static let userRoles = "/api/v1/users/{id}/roles"
    /// `POST`: ``RevocationRequest`` → 204: every session and token from before counts no more.
    public static let userSessionRevocation = "/api/v1/users/{id}/revoke-sessions"
    /// `GET`: ``ListPage`` of ``GroupItem`` that the person is in, also through another, all on one page.
    public static let userGroups = "/api/v1/users/{id}/groups"
    /// `POST`: ``UserImportRequest`` → ``UserImportResponse``; all rows are taken or none.
    public static let userImport = "/api/v1/user-import"
    /// `GET`: ``ListPage`` of ``GroupItem``, by name unless `orderBy` says otherwise; `POST`: ``GroupRequest`` →
    /// ``GroupItem`` with 201.
    public static let groups = "/api/v1/groups"
    /// `GET` → ``GroupItem``; `PATCH`: ``GroupRequest`` → ``GroupItem``; `DELETE` → 204.
    public static let group = "/api/v1/groups/{id}"
    /// `GET`: ``ListPage`` of ``GroupMemberItem`` in the group itself; `POST`: ``GroupMemberRequest`` → 204.
    public static let groupMembers = "/api/v1/groups/{id}/members"
    /// `DELETE` → 204; the member is the id of a person, a device or a group, 404 for who is not in the group.
    public static let groupMember = "/api/v1/groups/{id}/members/{member}"
    /// `GET` → ``CallerIdentity``.
    public static let whoAmI = "/api/v1/whoami"
    /// `GET`, without a token → the description of the API in OpenAPI 3.1.
    public static let openAPI = "/api/v1/openapi.json"

    /// The path with its `{parameters}` filled in, in their order, percent-encoded (RFC 3986 §2).
    public static func fill(_ template: String, _ values: String...) -> String {
        var remaining = values[...]
        return template.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.first == "{" ? percentEncoded(remaining.popFirst() ?? "") : String($0) }
            .joined(separator: "/")
    }

    /// The text with every byte escaped that is not unreserved in RFC 3986 §2.3.
    public static func percentEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
