import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Devices, what is known of them, and the withdrawal of their identity.
enum DeviceRoutes {
    static func routes(_ services: NativeAPI.Services) -> [Route] {
        let devices = services.devices
        return [
            .read(
                APIRoute.devices, Permission(.device, .read), "Devices with their compliance",
                query: QueryParameter.list(ListField.devices, filter: "complianceState eq 'noncompliant'")
            ) { call in
                let page = try await devices.list(
                    call.caller.tenant,
                    try call.listQuery(ListField.devices, orderedBy: [ListQuery.Order(field: "name")]))
                return ListPage(items: page.elements.map(DeviceSummary.init), next: page.next)
            },
            .read(
                APIRoute.device, Permission(.device, .read),
                "A device with its verdict, the requirements behind it, its certificates and its latest actions"
            ) { call in
                try call.allowQuery([])
                let dossier = try await devices.dossier(call.caller.tenant, try call.identifier("id", of: "device"))
                return DeviceDetail(dossier, at: services.clock.now)
            },
            .change(
                APIRoute.device, Permission(.device, .write),
                "Says whose a device is, who answers for it and what it is tagged with; it is judged anew"
            ) { (call, request: DeviceAssignmentRequest) in
                let id: DeviceID = try call.identifier("id", of: "device")
                _ = try await devices.assign(
                    call.caller.tenant, id, AssetChanges(request), ownership: request.ownership,
                    actor: call.caller.actor)
                return DeviceDetail(try await devices.dossier(call.caller.tenant, id), at: services.clock.now)
            },
            .delete(
                APIRoute.device, Permission(.device, .delete), "Removes a device and all that is known of it"
            ) { call in
                try await devices.delete(
                    call.caller.tenant, try call.identifier("id", of: "device"), actor: call.caller.actor)
            },
            withdrawal(
                APIRoute.deviceRevocation, "Withdraws a device's identity at once; it must enrol again",
                services.enrolment.revoke),
            withdrawal(
                APIRoute.deviceBlock, "Withdraws a device's identity at once, and keeps it from enrolling again",
                services.enrolment.block),
            withdrawal(
                APIRoute.deviceRelease, "Lets a blocked device enrol again", services.enrolment.release),
        ]
    }

    private static func withdrawal(
        _ path: String, _ summary: String,
        _ withdraw: @escaping @Sendable (TenantID, DeviceID, String, String) async throws -> Void
    ) -> Route {
        .command(path, Permission(.device, .revoke), summary) { (call, request: RevocationRequest) in
            guard (1...1000).contains(request.reason.utf8.count) else {
                throw ServiceError(.invalid, "the `reason` must have 1 to 1000 bytes")
            }
            try await withdraw(
                call.caller.tenant, try call.identifier("id", of: "device"), request.reason, call.caller.actor)
        }
    }
}

extension DeviceSummary {
    init(_ listing: DeviceListing) {
        self.init(device: listing.device, complianceState: listing.verdict?.state ?? .unknown)
    }
}

extension DeviceDetail {
    init(_ dossier: DeviceDossier, at now: Instant) {
        self.init(
            device: DeviceSummary(
                device: dossier.record.device, complianceState: dossier.explanation.verdict?.state(at: now) ?? .unknown),
            identityAssurance: dossier.record.identityAssurance, trustType: dossier.record.device.trustType,
            attestation: dossier.attestation.map(AttestationItem.init),
            verdict: dossier.explanation.verdict.map { VerdictItem($0, at: now) },
            statuses: dossier.explanation.statuses.map(RequirementStatusItem.init),
            certificates: dossier.certificates.map(CertificateItem.init),
            actions: dossier.actions.map(ActionItem.init))
    }
}

extension AttestationItem {
    init(_ held: DeviceAttestation) {
        let doubt = held.doubt
        self.init(
            trust: doubt == nil ? .hardware : .software, reason: doubt?.reason, hint: doubt?.hint,
            maker: held.makerWords, endorsementDigest: held.endorsementDigest, firmwareVersion: held.firmwareWords,
            lastQuoteAt: held.quotedAt, refusal: held.refusal, resetCount: held.resetCount,
            eventLogDigest: held.boot?.eventLogDigest)
    }
}

extension CertificateItem {
    init(_ certificate: CertificateRecord) {
        self.init(
            serial: certificate.serial, notBefore: certificate.notBefore, notAfter: certificate.notAfter,
            revokedAt: certificate.revokedAt, revocationReason: certificate.revocationReason)
    }
}
