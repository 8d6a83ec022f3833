package dev.twinkeel.traffic;

import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The certificate of a server that speaks TLS, as it is at each handshake.
///
/// Nothing is made before the first handshake: who is never asked for TLS pays nothing for it. A
/// handshake in the last third of the certificate's life has it renewed beside it, and goes on with
/// the one that is there; one that finds none, or an expired one, waits for the new one, and all
/// who wait together fail together when none can be had. What was agreed in a handshake stays as it
/// was, so no renewal touches a connection that is open; and no session of an older certificate is
/// resumed.
///
/// Thread-safe.
public final class Certificates {
    private static final System.Logger LOG = System.getLogger(Certificates.class.getName());

    /// After a renewal that failed. The certificate is good for hours then.
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    /// When there is none that is good, for whoever waited beside the one who asked in vain: else
    /// each would ask in vain for as long again, one after the other.
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Issuer issuer;
    private final InstantSource clock;
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile @Nullable Loaded loaded;
    private volatile Instant failed = Instant.EPOCH;

    private record Loaded(SslContext context, X509Certificate certificate) {
        Instant end() {
            return certificate.getNotAfter().toInstant();
        }

        /// When two thirds of its life are over.
        Instant due() {
            Instant begin = certificate.getNotBefore().toInstant();
            return end().minus(Duration.between(begin, end()).dividedBy(3));
        }
    }

    public Certificates(Issuer issuer, InstantSource clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /// What new handshakes get; empty before the first.
    public Optional<X509Certificate> current() {
        return Optional.ofNullable(loaded).map(Loaded::certificate);
    }

    /// Gets a new certificate now. When it returns, new handshakes get it.
    ///
    /// @throws IOException when there is none; the one that is there stays
    public X509Certificate renew() throws IOException {
        return load().certificate();
    }

    /// Stands first in the pipeline of a connection, and is a TLS handler after the client's first
    /// message.
    ChannelHandler handler() {
        return new SniHandler(this::find);
    }

    private Future<SslContext> find(@Nullable String name, Promise<SslContext> promise) {
        Loaded now = loaded;
        Instant instant = clock.instant();
        if (now == null || instant.isAfter(now.end())) {
            Thread.ofVirtual().name("certificate").start(() -> first(promise));
            return promise;
        }
        if (instant.isAfter(now.due())
                && !failedWithin(TRY_AGAIN, instant)
                && renewing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("certificate").start(this::renewBeside);
        }
        return promise.setSuccess(now.context());
    }

    private void first(Promise<SslContext> promise) {
        try {
            promise.setSuccess(ready().context());
        } catch (IOException | RuntimeException e) {
            promise.setFailure(e);
        }
    }

    private void renewBeside() {
        try {
            Loaded _ = load();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "renew the certificate; it is tried again", e);
        } finally {
            renewing.set(false);
        }
    }

    /// Of all who wait for the first, one gets it for all.
    private synchronized Loaded ready() throws IOException {
        Loaded now = loaded;
        Instant instant = clock.instant();
        if (now != null && !instant.isAfter(now.end())) {
            return now;
        }
        if (failedWithin(ASK_AGAIN, instant)) {
            throw new IOException(
                    "get a certificate for a handshake: it failed at %s; asked again after %d ms"
                            .formatted(failed, ASK_AGAIN.toMillis()));
        }
        try {
            return load();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "get a certificate for a handshake", e);
            throw e;
        }
    }

    /// A clock that was set back since does not hold anybody up.
    private boolean failedWithin(Duration pause, Instant now) {
        return !now.isBefore(failed) && now.isBefore(failed.plus(pause));
    }

    private synchronized Loaded load() throws IOException {
        boolean done = false;
        try {
            Identity identity = issuer.issue();
            SslContext context =
                    SslContextBuilder.forServer(
                                    identity.key(),
                                    identity.chain().toArray(X509Certificate[]::new))
                            .sslProvider(SslProvider.JDK)
                            .protocols(PROTOCOLS)
                            .build();
            Loaded next = new Loaded(context, identity.certificate());
            loaded = next;
            done = true;
            return next;
        } catch (GeneralSecurityException e) {
            throw new IOException("make a key for a certificate", e);
        } finally {
            if (!done) {
                failed = clock.instant();
            }
        }
    }
}
