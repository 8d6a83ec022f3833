package dev.twinkeel.stores.tables;

import dev.twinkeel.stores.front.Keeper;
import dev.twinkeel.stores.front.Room;
import dev.twinkeel.stores.front.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/// Stands before the handler of the server in this process, and lets a service's key do to a table
/// what its role may on AWS, if its service uses that table.
///
/// The server is Jetty, which has read the request: what is checked here is what the engine gets,
/// and nothing is sent a second time.
final class Doorkeeper extends Handler.Wrapper {
    /// Of what is not read: a client that sends this much without an end is not told why.
    private static final long DROPPED_MOST = 8L * dev.twinkeel.stores.front.Request.BODY_MOST;

    private final Keeper keeper;
    private final Room room = new Room();

    private Doorkeeper(Handler engine, Keeper keeper) {
        super(engine);
        this.keeper = keeper;
    }

    /// Once, however often it is asked. Ends the process when the keys cannot be read: better no
    /// tables than tables for everybody.
    ///
    /// @param server that is about to start
    static void stand(Server server, Path keys) {
        try {
            Handler engine = server.getHandler();
            if (engine instanceof Doorkeeper) {
                return;
            }
            Keeper keeper = Keeper.read(keys, Rules.TABLES, InstantSource.system());
            // A server that is starting stops what it lets go of: first that, then start it anew.
            server.setHandler((Handler) null);
            server.setHandler(new Doorkeeper(engine, keeper));
        } catch (IOException | RuntimeException e) {
            System.err.printf("check who uses the tables: %s%n", e);
            Runtime.getRuntime().halt(1);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!room.enter(request.getLength())) {
            long _ = Content.Source.asInputStream(request).skip(DROPPED_MOST);
            write(Keeper.busy(), response, callback);
            return true;
        }
        try {
            return judged(request, response, callback);
        } finally {
            room.leave(request.getLength());
        }
    }

    private boolean judged(Request request, Response response, Callback callback) throws Exception {
        Optional<byte[]> body = body(request);
        Optional<Keeper.Answer> answer =
                body.isEmpty()
                        ? Optional.of(Keeper.tooLarge())
                        : keeper.judge(asked(request, body.get()), ends(request));
        if (answer.isPresent()) {
            write(answer.get(), response, callback);
            return true;
        }
        return super.handle(
                new Read(request, ByteBuffer.wrap(body.orElseThrow())), response, callback);
    }

    /// Empty when it is longer than may be. Its length is not always known before. What is too much
    /// is read too, and dropped: most clients read no answer while they send.
    private static Optional<byte[]> body(Request request) throws IOException {
        int most = dev.twinkeel.stores.front.Request.BODY_MOST;
        InputStream in = Content.Source.asInputStream(request);
        if (request.getLength() <= most) {
            byte[] body = in.readNBytes(most + 1);
            if (body.length <= most) {
                return Optional.of(body);
            }
        }
        long _ = in.skip(DROPPED_MOST);
        return Optional.empty();
    }

    private static dev.twinkeel.stores.front.Request asked(Request request, byte[] body) {
        return dev.twinkeel.stores.front.Request.of(
                request.getMethod(), request.getHttpURI().getPathQuery(), headers(request), body);
    }

    private static Keeper.Ends ends(Request request) {
        return new Keeper.Ends(
                end(request.getConnectionMetaData().getRemoteSocketAddress()),
                end(request.getConnectionMetaData().getLocalSocketAddress()));
    }

    private static void write(Keeper.Answer answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        response.getHeaders().put("Content-Type", "application/x-amz-json-1.0");
        if (!answer.type().isEmpty()) {
            response.getHeaders().put("x-amzn-errortype", answer.type());
        }
        response.write(/* last= */ true, StandardCharsets.UTF_8.encode(answer.body()), callback);
    }

    private static Map<String, String> headers(Request request) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue() == null ? "" : field.getValue().strip();
            headers.merge(
                    field.getName().toLowerCase(Locale.ROOT), value, (one, two) -> one + "," + two);
        }
        return headers;
    }

    private static InetSocketAddress end(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet
                : InetSocketAddress.createUnresolved("-", 0);
    }

    /// A request whose body has been read, for whoever reads it once more.
    private static final class Read extends Request.Wrapper {
        private final ByteBufferContentSource body;

        Read(Request request, ByteBuffer body) {
            super(request);
            this.body = new ByteBufferContentSource(body);
        }

        @Override
        public long getLength() {
            return body.getLength();
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable task) {
            body.demand(task);
        }
    }
}
