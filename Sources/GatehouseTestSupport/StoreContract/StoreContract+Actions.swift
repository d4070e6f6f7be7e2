import GatehouseModel
import GatehouseService

extension StoreContract {
    static let actions: [Case] = [
        Case("open actions are those that the device may have, oldest first; all actions are newest first") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(ActionBatch.numbered(1))
                var actions = (1...6).map { DeviceAction.numbered($0, of: .numbered(1)) }
                actions[1].state = .running
                actions[2].state = .succeeded
                actions[3].expiresAt = .start
                actions[4].state = .pendingApproval
                actions[5].state = .delivered
                actions[5].expiresAt = .start
                for action in actions.reversed() { try unit.save(action) }
                try require(unit.action(.numbered(3)), equals: actions[2])
                try require(unit.action(.numbered(7)), equals: nil)
                try require(
                    unit.openActions(of: .numbered(1), at: .start), equals: [actions[0], actions[1], actions[5]])
                try require(
                    unit.openActions(of: [.numbered(2), .numbered(1)], at: .start),
                    equals: [.numbered(1): [actions[0], actions[1], actions[5]]])
                try require(unit.actions(of: .numbered(1), limit: 5), equals: actions.reversed().dropLast())
                actions[0].state = .failed
                actions[0].detail = "no such unit"
                try unit.save(actions[0])
                try require(unit.openActions(of: .numbered(1), at: .start), equals: [actions[1], actions[5]])
            }
        },
        Case("an action is kept with its result, its signature and its progress") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(ActionBatch.numbered(1))
                var action = DeviceAction.numbered(1, of: .numbered(1))
                action.percent = 40
                action.signature = "3006"
                action.deliveredAt = .start + .seconds(1)
                action.result = ActionResult(exitCode: 3, output: "line\n", isTruncated: true)
                try unit.save(action)
                try require(unit.action(action.id), equals: action)
                action.result = ActionResult()
                try unit.save(action)
                try require(unit.action(action.id)?.result, equals: ActionResult())
            }
        },
        Case("a batch counts its devices by state and lists its actions") { store in
            try await store.write(Tenant.test.id) { unit in
                let batch = ActionBatch.numbered(1)
                try unit.save(batch)
                let actions = (1...3).map { number in
                    var action = DeviceAction.numbered(number, of: .numbered(number))
                    action.state = number == 1 ? .succeeded : .queued
                    return action
                }
                for number in 1...3 { try unit.save(DeviceRecord.numbered(number)) }
                for action in actions { try unit.save(action) }
                try require(unit.actionCounts(of: batch.id), equals: [.succeeded: 1, .queued: 2])
                try require(unit.actions(in: batch.id), equals: actions)
                try require(unit.actions(in: .numbered(2)), equals: [])
                let states = ListQuery(
                    filter: .compare(field: "state", .equals, .text("queued")), order: [.init(field: "createdAt")])
                try require(unit.actions(states).elements, equals: Array(actions.dropFirst()))
            }
        },
        Case("a batch is found by its identifier and by its actor's own, which is theirs alone") { store in
            try await store.write(Tenant.test.id) { unit in
                var batch = ActionBatch.numbered(1)
                batch.command = .wipe(.selective, isDryRun: true)
                batch.request = "mine"
                try unit.save(batch)
                batch.approval = .approved
                batch.decidedAt = .start
                batch.decidedBy = "token:second"
                batch.reason = "ticket 42"
                try unit.save(batch)
                try require(unit.actionBatch(batch.id), equals: batch)
                try require(unit.actionBatch(request: "mine", by: "token:test"), equals: batch)
                try require(unit.actionBatch(request: "mine", by: "token:second"), equals: nil)
                try unit.save(ActionBatch.numbered(2))
                try unit.save(ActionBatch.numbered(3))
                try require(
                    unit.actionBatches(ListQuery()).elements.map(\.id),
                    equals: [.numbered(3), .numbered(2), .numbered(1)])
            }
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { unit in
                    var twin = ActionBatch.numbered(4)
                    twin.request = "mine"
                    try unit.save(twin)
                }
            }
        },
        Case("scripts are kept once, and files of actions until they are old") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(script: "#!/bin/sh\n", digest: "d1")
                try unit.save(script: "#!/bin/sh\n", digest: "d1")
                try require(unit.script("d1"), equals: "#!/bin/sh\n")
                try require(unit.script("d2"), equals: nil)
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(ActionBatch.numbered(1))
                try unit.save(DeviceAction.numbered(1, of: .numbered(1)))
                let file = StoredArtefact(
                    action: .numbered(1), name: "logs.tar", content: [0, 1, 255], createdAt: .start)
                try unit.save(file)
                try require(unit.artefact(of: .numbered(1)), equals: file)
                try unit.removeArtefacts(before: .start)
                try require(unit.artefact(of: .numbered(1)), equals: file)
                try unit.removeArtefacts(before: .start + .seconds(1))
                try require(unit.artefact(of: .numbered(1)), equals: nil)
            }
        },
    ]
}
