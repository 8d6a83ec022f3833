package dev.twinkeel.traffic;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One request through a balancer, from its head to the end of its answer, over one target or two.
/// Lives on one event loop.
@SuppressWarnings("FutureReturnValueIgnored") // Failures come by the exception handlers.
final class Exchange {
    private static final int ATTEMPTS_MAX = 2;
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private final Balancer balancer;
    private final BalancerNode node;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final long startNanos = System.nanoTime();
    private final RequestBody body;
    private @Nullable Group group;
    private @Nullable Member member;
    private @Nullable HttpClientRequest upstream;
    private int attempts;
    private int targetStatus;
    private long lastNanos = startNanos;
    private boolean answering;
    private boolean over;

    Exchange(Balancer balancer, BalancerNode node, HttpServerRequest request) {
        this.balancer = balancer;
        this.node = node;
        this.request = request;
        this.response = request.response();
        this.body = new RequestBody(request, balancer.config().limits().replayBytes());
    }

    void start() {
        node.begin(this);
        request.exceptionHandler(_ -> clientGone());
        response.exceptionHandler(_ -> clientGone());
        response.closeHandler(_ -> clientGone());
        String path = request.path() == null ? "/" : request.path();
        if (path.equals(balancer.config().healthPath())) {
            say(balancer.healthy() ? 200 : 503);
        } else if (request.method().equals(HttpMethod.TRACE)) {
            say(405);
        } else if (Headers.tooFarForwarded(request.headers())) {
            say(463);
        } else {
            route(path);
        }
    }

    /// Answers a request that could not be understood, and closes.
    void refuse(int status) {
        node.begin(this);
        sayAndClose(status);
    }

    private void route(String path) {
        String authority = request.getHeader("host");
        Optional<Group> found = balancer.groupFor(authority == null ? "" : authority, path);
        if (found.isEmpty()) {
            say(404);
            return;
        }
        group = found.get();
        FramingGuard guard = BalancerNode.guard(request);
        if (guard != null) {
            guard.onBodyRefused(() -> fail(guard.status()));
        }
        request.pause();
        attempt(found.get(), null);
    }

    private void attempt(Group from, @Nullable Member not) {
        int busy = balancer.config().limits().connectionsPerTarget();
        Optional<Member> chosen = from.choose(balancer.config().zone(), busy, not);
        if (chosen.isEmpty()) {
            fail(not == null ? 503 : 502);
            return;
        }
        Member to = chosen.get();
        member = to;
        attempts++;
        to.begin();
        int attempt = attempts;
        node.client()
                .request(
                        new RequestOptions()
                                .setServer(to.address())
                                .setMethod(request.method())
                                .setURI(request.uri()))
                .onComplete(
                        connected -> {
                            if (over || attempt != attempts) {
                                // The client went away meanwhile. Vert.x logs what nobody handles.
                                connected.exceptionHandler(_ -> {});
                                connected.reset();
                            } else {
                                send(connected, to);
                            }
                        },
                        cause -> {
                            if (!over && attempt == attempts) {
                                failed(cause, /* sent= */ false);
                            }
                        });
    }

    private void send(HttpClientRequest out, Member to) {
        upstream = out;
        Headers.copy(request.headers(), out.headers());
        Integer securePort = BalancerNode.securePort(request);
        Headers.forwarded(
                out.headers(),
                client().getAddress().getHostAddress(),
                securePort == null ? "http" : "https",
                securePort == null ? balancer.address().getPort() : securePort);
        out.exceptionHandler(cause -> brokenBefore(out, cause));
        out.response().onComplete(in -> answer(out, to, in), cause -> brokenBefore(out, cause));
        body.send(out);
    }

    private void answer(HttpClientRequest out, Member from, HttpClientResponse in) {
        if (over || !out.equals(upstream)) {
            out.reset();
            return;
        }
        int code = in.statusCode();
        if (code < 200) {
            // An upgrade was never asked for: its headers were taken out.
            failed(new IllegalStateException("status " + code), /* sent= */ true);
            return;
        }
        answering = true;
        targetStatus = code;
        lastNanos = System.nanoTime();
        judge(from, code);
        head(in, code);
        in.exceptionHandler(_ -> brokenAfter());
        in.handler(
                bytes -> {
                    lastNanos = System.nanoTime();
                    response.write(bytes);
                    if (response.writeQueueFull()) {
                        in.pause();
                        response.drainHandler(_ -> in.resume());
                    }
                });
        in.endHandler(
                _ -> {
                    response.end();
                    finish(code);
                });
    }

    /// Answers that a broken target gives count as its failures.
    private void judge(Member from, int code) {
        if (code == 502 || code == 503 || code == 504) {
            countFailure(from);
        } else {
            from.succeeded();
        }
    }

    private void head(HttpClientResponse in, int code) {
        response.setStatusCode(code);
        if (in.statusMessage() != null && !in.statusMessage().isEmpty()) {
            response.setStatusMessage(in.statusMessage());
        }
        Headers.copy(in.headers(), response.headers());
        boolean lengthKnown = response.headers().contains("content-length");
        boolean old = request.version() == HttpVersion.HTTP_1_0;
        boolean bodiless = code == 204 || code == 304 || request.method().equals(HttpMethod.HEAD);
        if (!lengthKnown && !bodiless && !old) {
            response.setChunked(true);
        }
        if (lastOfConnection() || (old && !lengthKnown)) {
            closeAfter();
        }
    }

    /// No answer came from this target.
    private void brokenBefore(HttpClientRequest out, Throwable cause) {
        if (!over && !answering && out.equals(upstream)) {
            failed(cause, /* sent= */ true);
        }
    }

    private void failed(Throwable cause, boolean sent) {
        Member from = member;
        Group among = group;
        if (from == null || among == null) {
            return;
        }
        release();
        countFailure(from);
        boolean repeatable = REPEATABLE.contains(request.method().name()) && body.repeatable();
        if (attempts < ATTEMPTS_MAX && (!sent || repeatable)) {
            balancer.counters().retried(among.settings().name());
            request.pause();
            attempt(among, from);
        } else {
            fail(cause instanceof ConnectTimeoutException ? 504 : 502);
        }
    }

    private void countFailure(Member from) {
        if (group != null && group.failed(from)) {
            balancer.counters().ejected(group.settings().name(), from.target().name());
        }
    }

    /// The answer stopped in its middle: the client must see that it is not whole.
    private void brokenAfter() {
        if (!over) {
            if (member != null) {
                countFailure(member);
            }
            abort(502);
        }
    }

    private void clientGone() {
        if (!over) {
            abort(460);
        }
    }

    /// Called now and then: ends what is late.
    void checkTime(long now) {
        BalancerConfig.Timeouts timeouts = balancer.config().timeouts();
        if (member != null && member.overdue()) {
            fail(502);
        } else if (!answering && now - startNanos > timeouts.request().toNanos()) {
            if (member != null) {
                countFailure(member);
            }
            fail(504);
        } else if (answering && now - lastNanos > timeouts.idle().toNanos()) {
            abort(504);
        }
    }

    /// Answers by ourselves while that is possible, else breaks off.
    private void fail(int status) {
        if (over) {
            return;
        }
        if (response.headWritten() || answering) {
            abort(status);
            return;
        }
        reset();
        if (body.pending()) {
            sayAndClose(status);
        } else {
            say(status);
        }
    }

    private void abort(int status) {
        reset();
        finish(status);
        request.connection().close();
    }

    private void sayAndClose(int status) {
        closeAfter();
        say(status);
    }

    private void closeAfter() {
        response.putHeader("connection", "close");
        response.endHandler(_ -> request.connection().close());
    }

    /// Vert.x knows only a Connection header that says nothing else.
    private boolean lastOfConnection() {
        return balancer.leaves(request.remoteAddress().port())
                || Headers.named(request.headers().getAll("connection")).contains("close");
    }

    private void say(int status) {
        String text = status + " " + reason(status) + "\n";
        response.setStatusCode(status);
        response.setStatusMessage(reason(status));
        response.putHeader("content-type", "text/plain");
        if (lastOfConnection() && !response.headers().contains("connection")) {
            closeAfter();
        }
        response.end(text);
        request.resume();
        finish(status);
    }

    private static String reason(int status) {
        return switch (status) {
            case 460 -> "Client Closed Connection";
            case 463 -> "Too Many Addresses In X-Forwarded-For";
            default ->
                    io.netty.handler.codec.http.HttpResponseStatus.valueOf(status).reasonPhrase();
        };
    }

    /// Forgets the request before it is reset, so that the reset is not taken for the target's.
    private void reset() {
        HttpClientRequest out = upstream;
        upstream = null;
        body.detach();
        if (out != null) {
            out.reset();
        }
    }

    private void release() {
        if (member != null) {
            member.finish();
            member = null;
        }
        upstream = null;
        body.detach();
    }

    private InetSocketAddress client() {
        return new InetSocketAddress(
                request.remoteAddress().hostAddress(), request.remoteAddress().port());
    }

    private void finish(int status) {
        if (over) {
            return;
        }
        over = true;
        Optional<String> target = Optional.ofNullable(member).map(each -> each.target().name());
        release();
        node.finish(this);
        String name = group == null ? "none" : group.settings().name();
        balancer.counters().answered(name, status);
        String host = request.getHeader("host");
        balancer.log()
                .accessed(
                        new AccessLog.Access(
                                client(),
                                request.method().name(),
                                host == null ? "" : host,
                                String.valueOf(request.path()),
                                status,
                                targetStatus == 0 ? Optional.empty() : Optional.of(targetStatus),
                                target,
                                attempts,
                                Duration.ofNanos(System.nanoTime() - startNanos),
                                response.bytesWritten()));
    }
}
