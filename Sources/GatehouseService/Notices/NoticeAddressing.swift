import GatehouseDocuments
import GatehouseModel

/// Works out who gets a notice: one message for each webhook, one for each address that a mail channel writes to.
enum NoticeAddressing {
    /// Ends the job; messages that are there already stay as they are, so that repeating it harms nothing.
    static func run(_ job: Job, in work: any StoreWriting, at now: Instant) throws {
        guard try work.complete(job), let id = NoticeID(job.subject), let notice = try work.notice(id) else { return }
        let catalogue = try TenantCatalogue(work.documents(kind: DocumentKind.notificationChannel.rawValue))
        var known = Set(try work.noticeMessages(of: id).map { [$0.channel, $0.recipient.lowercased()] })
        for name in notice.channels {
            let planned = try messages(of: notice, over: name, catalogue.notificationChannel(name), in: work, at: now)
            for message in planned where known.insert([name, message.recipient.lowercased()]).inserted {
                try work.save(message)
                guard message.state == .queued else {
                    try work.auditFailure(of: message, at: now)
                    continue
                }
                try work.schedule(NoticeJobs.sending(message.id, tenant: work.tenant, at: now))
            }
        }
        try work.settle(id, at: now)
    }

    private static func messages(
        of notice: Notice, over name: String, _ channel: NotificationChannel?, in work: any StoreWriting,
        at now: Instant
    ) throws -> [NoticeMessage] {
        func failed(_ problem: String) -> [NoticeMessage] {
            [NoticeMessage(notice: notice.id, channel: name, state: .failed, problem: problem, updatedAt: now)]
        }
        guard let channel else { return failed("there is no notification channel `\(name)`") }
        guard case .email(let email) = channel.transport else {
            let locale = notice.recipients.lazy.compactMap(\.locale).first ?? ""
            return [NoticeMessage(notice: notice.id, channel: name, locale: locale, updatedAt: now)]
        }
        // Somebody who is there twice is told once, in the language that was given.
        var locales = [String: String]()
        var addresses = [String]()
        func add(_ address: MailAddress, _ locale: String?) {
            let key = address.address.lowercased()
            if locales[key] == nil { addresses.append(address.address) }
            locales[key] = locales[key].flatMap { $0.isEmpty ? nil : $0 } ?? locale ?? ""
        }
        var lacking = [String]()
        for recipient in notice.recipients {
            switch recipient {
            case .owner:
                let owner = try notice.device.flatMap { try work.device($0.id)?.device.ownerAddress }
                guard let owner else {
                    lacking.append("the device has no owner with a mail address")
                    continue
                }
                add(owner, nil)
            case .address(let text, let locale):
                guard let address = MailAddress(text) else {
                    lacking.append("`\(NoticeRendering.line(text))` is not a mail address")
                    continue
                }
                add(address, locale)
            }
        }
        for address in email.to { add(address, nil) }
        guard !addresses.isEmpty else {
            return failed(
                ([lacking.first].compactMap(\.self) + ["the channel names nobody"]).joined(separator: ", and "))
        }
        return addresses.map { address in
            NoticeMessage(
                notice: notice.id, channel: name, recipient: address, locale: locales[address.lowercased()] ?? "",
                updatedAt: now)
        }
    }
}

extension Notice.Recipient {
    fileprivate var locale: String? {
        if case .address(_, let locale) = self { locale } else { nil }
    }
}

extension Device {
    /// Where the device's owner is written to, if the register has them with a mail address.
    fileprivate var ownerAddress: MailAddress? { owner.flatMap { MailAddress($0) } }
}

extension StoreWriting {
    /// Brings a notice's state in line with its messages.
    func settle(_ id: NoticeID, at now: Instant) throws {
        let states = Set(try noticeMessages(of: id).map(\.state))
        let state: Notice.State = states.contains(.queued) ? .queued : states.contains(.failed) ? .failed : .sent
        guard let notice = try notice(id), notice.state != state else { return }
        try saveState(state, of: id, at: now)
    }

    func auditFailure(of message: NoticeMessage, at now: Instant) throws {
        try audit(
            AuditEntry(
                at: now, actor: "system", action: "notice.fail", target: "notice/\(message.notice)",
                detail: "channel \(message.channel)" + (message.recipient.isEmpty ? "" : " to \(message.recipient)")
                    + "; \(message.problem)"))
    }
}
