import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import NIOCore

extension AgentSession {
    /// The machine may have booted since: the server is to learn at once what it booted.
    func askForChallenge() {
        guard identity.key.tpm != nil else { return }
        exchange.challenge { result in
            // Without an answer now, the server asks by itself when a quote is due.
            if case .success(let challenge) = result { self.makeQuote(challenge) }
        }
    }

    /// Looks for what an answer says of the TPM.
    func answered(_ response: CheckInResponse) {
        if let refusal = response.quoteRefusal { log.write("the server does not take the TPM's quote: \(refusal)") }
        if let challenge = response.challenge { makeQuote(challenge) }
    }

    private func makeQuote(_ challenge: QuoteChallengeMessage) {
        guard let tpm = identity.key.tpm, !isQuoting, !isStopped else { return }
        isQuoting = true
        offLoop {
            try TPMEvidence(path: tpm.path, salt: tpm.salt).quote(challenge)
        } done: { result in
            self.isQuoting = false
            switch result {
            case .success(let quote):
                self.quote = quote
                self.feed(CheckInMachine.Event.heartbeatDue)
            case .failure(let error): self.log.write(AgentError(tpm: error).message)
            }
        }
    }

    /// The request for a certificate for `key`, with what shows that it is in the TPM when it is.
    func renewalRequest(
        for key: DeviceKeyPlace, _ id: RequestID, _ done: @escaping (Result<RenewalRequest, RequestFailure>) -> Void
    ) {
        guard let tpm = key.tpm else { return request(for: key, id, nil, done) }
        exchange.challenge { result in
            switch result {
            case .success(let challenge): self.request(for: key, id, (tpm, challenge), done)
            // A server that knows nothing of the TPM wants nothing of it.
            case .failure(.refused(status: 404, _, _)): self.request(for: key, id, nil, done)
            case .failure(let failure): done(.failure(failure))
            }
        }
    }

    private func request(
        for key: DeviceKeyPlace, _ id: RequestID, _ proof: (tpm: TPMKeyReference, challenge: QuoteChallengeMessage)?,
        _ done: @escaping (Result<RenewalRequest, RequestFailure>) -> Void
    ) {
        let name = identity.device.description
        offLoop {
            RenewalRequest(
                requestID: id, certificateRequest: try key.certificateRequest(commonName: name),
                certification: try proof.map { proof in
                    try TPMEvidence(path: proof.tpm.path, salt: proof.tpm.salt).certification(
                        of: proof.tpm.wrapped, proof.challenge)
                })
        } done: { result in
            done(result.mapError { .unreachable("the fresh key cannot be used: \(AgentError(tpm: $0).message)") })
        }
    }

    /// Runs what blocks on a thread of its own, and what follows back on the loop.
    func offLoop<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value, done: @escaping (Result<Value, any Error>) -> Void
    ) {
        TPMThread.run(loop, work).assumeIsolated().whenComplete { done($0) }
    }
}

extension AgentError {
    /// What went wrong with the TPM, in words.
    init(tpm error: any Error) {
        let message = (error as? TPMDeviceError)?.message ?? (error as? AgentError)?.message ?? "\(error)"
        let lines = message.split(separator: "\n", maxSplits: 1).map(String.init)
        let hint = lines.count > 1 ? String(lines[1].dropFirst("hint: ".count)) : nil
        self.init(.failed, lines.first ?? message, hint: hint)
    }
}
