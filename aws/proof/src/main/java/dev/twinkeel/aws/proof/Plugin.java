package dev.twinkeel.aws.proof;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Serves a provider to Terraform on loopback. Each configuration of a provider (`aws`,
/// `aws.standby`) is a connection of its own, which is how they are told apart. Thread-safe.
final class Plugin implements AutoCloseable {
    static final String SERVICE = "tfplugin6.Provider";

    /// Terraform's own bound on a message.
    private static final int MESSAGE_BYTES_MAX = 256 << 20;

    private static final Context.Key<String> CALLER = Context.key("caller");

    private final Server server;

    /// Answers the plugin protocol's calls.
    interface Answers {
        /// Names of the calls that are answered.
        java.util.Set<String> calls();

        /// @param caller the connection that asks
        byte[] answer(String call, String caller, byte[] request);
    }

    Plugin(Answers answers) {
        var service = ServerServiceDefinition.builder(SERVICE);
        for (String call : answers.calls()) {
            service.addMethod(
                    MethodDescriptor.<byte[], byte[]>newBuilder()
                            .setType(MethodDescriptor.MethodType.UNARY)
                            .setFullMethodName(SERVICE + "/" + call)
                            .setRequestMarshaller(new Raw())
                            .setResponseMarshaller(new Raw())
                            .build(),
                    ServerCalls.asyncUnaryCall(
                            (request, observer) -> {
                                try {
                                    observer.onNext(answers.answer(call, CALLER.get(), request));
                                    observer.onCompleted();
                                } catch (RuntimeException e) {
                                    observer.onError(
                                            Status.INTERNAL
                                                    .withDescription(call + ": " + e)
                                                    .withCause(e)
                                                    .asRuntimeException());
                                }
                            }));
        }
        try {
            server =
                    NettyServerBuilder.forAddress(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                            .intercept(new Callers())
                            .addService(service.build())
                            .build()
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException("listen on loopback for terraform", e);
        }
    }

    int port() {
        return server.getPort();
    }

    /// What the environment variable TF_REATTACH_PROVIDERS must hold.
    ///
    /// @param address of the provider, `HOST/hashicorp/aws`
    String reattach(String address) {
        return String.format(
                Locale.ROOT,
                "{\"%s\":{\"Protocol\":\"grpc\",\"ProtocolVersion\":6,\"Pid\":%d,\"Test\":true,"
                        + "\"Addr\":{\"Network\":\"tcp\",\"String\":\"127.0.0.1:%d\"}}}",
                address,
                ProcessHandle.current().pid(),
                port());
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Callers implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            SocketAddress caller = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
            return Contexts.interceptCall(
                    Context.current().withValue(CALLER, String.valueOf(caller)),
                    call,
                    headers,
                    next);
        }
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("read a request", e);
            }
        }
    }
}
