package dev.twinkeel.aws.proof;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Asks a plugin as Terraform does.
final class Wires {
    private static final int BYTES_MAX = 64 << 20;

    private Wires() {}

    static byte[] call(int port, String call, byte[] request) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .maxInboundMessageSize(BYTES_MAX)
                        .build();
        try {
            var method =
                    MethodDescriptor.<byte[], byte[]>newBuilder()
                            .setType(MethodDescriptor.MethodType.UNARY)
                            .setFullMethodName(Plugin.SERVICE + "/" + call)
                            .setRequestMarshaller(new Raw())
                            .setResponseMarshaller(new Raw())
                            .build();
            return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
        } finally {
            channel.shutdownNow();
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
                throw new UncheckedIOException("read an answer", e);
            }
        }
    }
}
