package dev.twinkeel.twin.place;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.CertificateForm;
import dev.twinkeel.twin.HttpFace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// An authority, and a client who comes by TLS and trusts it, of a rehearsal: so that a zone's
/// first handshake finds what it needs in the JVM's cache.
final class TlsRehearsal {
    private static final String HOST = "rehearsal.test";
    private static final String NAME = "rehearsal";
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int HANDSHAKES = 20;
    private static final int LIMIT_MILLIS = 5_000;

    private final KeyPair own;
    private final X509Certificate certificate;

    TlsRehearsal() throws IOException {
        try {
            own = CertificateForm.pair();
            certificate =
                    form(NAME, own.getPublic(), List.of()).sign(own.getPrivate(), own.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IOException("make an authority", e);
        }
    }

    private static CertificateForm form(String subject, PublicKey key, List<String> hosts) {
        Instant now = Instant.now();
        return new CertificateForm(NAME, subject, key, now.minus(LIFE), now.plus(LIFE), hosts);
    }

    /// As the region's control plane does.
    HttpFace.Answer certify(HttpFace.Asked asked) throws GeneralSecurityException {
        byte[] key = Base64.getDecoder().decode(asked.body().path("key").asText());
        PublicKey server = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key));
        X509Certificate signed =
                form(HOST, server, List.of(HOST)).sign(own.getPrivate(), own.getPublic());
        return HttpFace.Answer.ok(
                Map.of("chain", List.of(Base64.getEncoder().encodeToString(signed.getEncoded()))));
    }

    void shakeHands(Address door) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(NAME, certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            for (int i = 0; i < HANDSHAKES; i++) {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                shakeHands(context, door);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("come by TLS to " + door, e);
        }
    }

    private static void shakeHands(SSLContext context, Address door) throws IOException {
        Socket plain = new Socket();
        plain.setSoTimeout(LIMIT_MILLIS);
        plain.connect(new InetSocketAddress(door.host(), door.port()), LIMIT_MILLIS);
        try (SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(plain, HOST, door.port(), /* autoClose= */ true)) {
            socket.startHandshake();
        }
    }
}
