import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// What people are told, and whether it reached them.
enum NoticeRoutes {
    static func routes(_ notices: NoticeService) -> [Route] {
        [
            .read(
                APIRoute.notices, Permission(.notice, .read), "What people were told, newest first",
                query: QueryParameter.list(ListField.notices, filter: "state eq 'failed'")
            ) { call in
                let newest = ListQuery.Order(field: "createdAt", isDescending: true)
                let query = try call.listQuery(ListField.notices, orderedBy: [newest])
                let page = try await notices.list(call.caller.tenant, query)
                return ListPage(items: page.elements.map(NoticeItem.init), next: page.next)
            },
            .read(APIRoute.notice, Permission(.notice, .read), "A notice with its messages") { call in
                try call.allowQuery([])
                return NoticeDetail(
                    try await notices.notice(call.caller.tenant, id: try call.identifier("id", of: "notice")))
            },
            .send(
                APIRoute.noticeRetry, Permission(.notice, .act), "Queues again the messages that were given up"
            ) { (call, request: NoticeRetryRequest) in
                NoticeDetail(
                    try await notices.retry(
                        call.caller.tenant, id: try call.identifier("id", of: "notice"), reason: request.reason ?? "",
                        as: call.caller))
            },
            .send(
                APIRoute.noticeTests, Permission(.notice, .act), "Tries a channel with a message of no importance",
                status: 202
            ) { (call, request: NoticeTestRequest) in
                NoticeDetail(
                    try await notices.test(
                        call.caller.tenant, channel: request.channel, recipient: request.recipient,
                        locale: request.locale, template: request.template, as: call.caller))
            },
        ]
    }
}

extension NoticeItem {
    init(_ notice: Notice) {
        self.init(
            id: notice.id, kind: notice.kind.rawValue, state: State(notice.state), device: notice.device?.id,
            deviceName: notice.device?.name, policy: notice.policy.isEmpty ? nil : notice.policy,
            deadline: notice.deadline, channels: notice.channels, createdAt: notice.createdAt,
            updatedAt: notice.updatedAt)
    }
}

extension NoticeItem.State {
    init(_ state: Notice.State) {
        self =
            switch state {
            case .queued: .queued
            case .sent: .sent
            case .failed: .failed
            }
    }
}

extension NoticeDetail {
    init(_ dossier: NoticeDossier) {
        self.init(
            notice: NoticeItem(dossier.notice), requirements: dossier.notice.requirements.map(\.requirement),
            messages: dossier.messages.map { message, next in
                NoticeMessageItem(
                    id: message.id, channel: message.channel,
                    recipient: message.recipient.isEmpty ? nil : message.recipient,
                    state: NoticeItem.State(message.state), attempts: Int(message.attempts),
                    problem: message.problem.isEmpty ? nil : message.problem, nextAttempt: next,
                    updatedAt: message.updatedAt)
            })
    }
}
