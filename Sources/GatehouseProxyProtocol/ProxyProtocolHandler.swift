public import GatehouseModel
public import Logging
public import NIOCore

/// Stands before TLS: takes the PROXY header off a connection of a trusted balancer, and refuses it from everybody else.
///
/// A trusted address must send one within five seconds, and whoever begins one must end it within as many. Once it is
/// known who the client is, this leaves the pipeline, so that a connection costs nothing more.
public final class ProxyProtocolHandler: ChannelInboundHandler, RemovableChannelHandler {
    /// Bytes as they come.
    public typealias InboundIn = ByteBuffer
    /// Those behind the header.
    public typealias InboundOut = ByteBuffer

    private static let patience = TimeAmount.seconds(5)

    private let trusted: [IPRange]
    private let logger: Logger
    private let found: (ProxyHeader.Client, any Channel) -> Void
    private var isTrusted: Bool?
    private var held: ByteBuffer?
    private var deadline: Scheduled<Void>?

    /// Makes the handler of one connection; `found` is called on its event loop with the client that a trusted balancer
    /// names.
    public init(
        trusted: [IPRange], logger: Logger,
        found: @escaping (ProxyHeader.Client, any Channel) -> Void = { _, _ in }
    ) {
        self.trusted = trusted
        self.logger = logger
        self.found = found
    }

    /// Begins to wait for the header where one must come.
    public func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    /// The same.
    public func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    /// Takes the header from the front, and passes on what follows it.
    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if held != nil {
            held?.writeBuffer(&buffer)
        } else {
            held = buffer
        }
        guard let bytes = held?.readableBytesView else { return }
        switch (ProxyHeader.read(Array(bytes.prefix(ProxyHeader.longestBinary))), isTrusted ?? false) {
        case (.incomplete, _): expect("a PROXY header was begun and not ended in time", context)
        case (.header(let header, let length), true):
            held?.moveReaderIndex(forwardBy: length)
            if let client = header.client { found(client, context.channel) }
            leave(context)
        case (.absent, false): leave(context)
        case (.absent, true): refuse("a trusted balancer sent no PROXY header", "make it send one", context)
        case (.malformed(let why), true): refuse("a PROXY header cannot be read: \(why)", "", context)
        case (.header, false), (.malformed, false):
            refuse(
                "a PROXY header came from an address that is not trusted",
                "name the balancer's address in trustedProxies", context)
        }
    }

    /// Lets go of what waits.
    public func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        held = nil
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard isTrusted == nil else { return }
        let address = context.remoteAddress?.ipAddress.flatMap(IPAddress.init)
        let isTrusted = address.map { address in trusted.contains { $0.contains(address) } } ?? false
        self.isTrusted = isTrusted
        if isTrusted { expect("a trusted balancer sent no whole PROXY header in time", context) }
    }

    /// Refuses the connection for this reason unless its header is whole in time; what is expected already stays.
    private func expect(_ otherwise: String, _ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: Self.patience) {
            let (handler, context) = bound.value
            handler.refuse(otherwise, "make the balancer send one", context)
        }
    }

    private func leave(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let rest = held
        held = nil
        // Whoever comes next reads before this is gone: afterwards the context leads nowhere.
        if let rest, rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ why: String, _ hint: String, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        held = nil
        logger.warning(
            "a connection was refused: \(why)",
            metadata: [
                "address": "\(context.remoteAddress?.ipAddress ?? "unknown")", "hint": "\(hint)",
            ])
        context.close(promise: nil)
    }
}
