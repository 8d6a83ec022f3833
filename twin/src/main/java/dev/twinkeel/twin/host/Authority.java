package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Service;
import dev.twinkeel.twin.CertificateForm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The certificate authority of a twin, as a cloud's certificate service is one: it signs the keys
/// of the servers that users reach by TLS, and never sees their private halves.
///
/// Its own key is a secret of the twin; its certificate is for everybody. Both are made on first
/// use. Thread-safe.
final class Authority {
    /// What a server's certificate is good for. Short, so that renewal is no rare event.
    static final Duration LIFE = Duration.ofHours(24);

    private static final Duration OWN_LIFE = Duration.ofDays(3650);

    /// A clock that is a little late must not find a certificate of the future.
    private static final Duration EARLIER = Duration.ofMinutes(1);

    private static final String SECRET = "authority";

    private static final System.Logger LOG = System.getLogger(Authority.class.getName());

    /// Short: a common name ends at 64 characters, and domains are longer. Clients go by the hosts.
    private static final String SERVER = "Twinkeel server";

    private final StateFolder state;
    private final InstantSource clock;
    private final String name;
    private final List<String> hosts;
    private @Nullable Own own;

    private record Own(PrivateKey key, X509Certificate certificate) {}

    Authority(StateFolder state, Application application, InstantSource clock) {
        this.state = state;
        this.clock = clock;
        this.name = "Twinkeel twin of " + application.name();
        this.hosts = hosts(application);
    }

    /// Everything by which the outside asks for the application.
    private static List<String> hosts(Application application) {
        Set<String> hosts = new LinkedHashSet<>();
        hosts.add(application.domain());
        hosts.add("*." + application.domain());
        for (Service service : application.services()) {
            for (Service.Route route : service.routes()) {
                String host = route.toString().substring(0, route.toString().indexOf('/'));
                if (!host.isEmpty()) {
                    hosts.add(host);
                }
            }
        }
        return List.copyOf(hosts);
    }

    /// A certificate for a server's key, and the authority's own after it.
    ///
    /// @param key the public half, as X.509 encodes it
    /// @throws TwinException when it is no key
    List<X509Certificate> certify(byte[] key) {
        try {
            PublicKey server =
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key));
            Own by = own();
            var form =
                    new CertificateForm(
                            name,
                            SERVER,
                            server,
                            clock.instant().minus(EARLIER),
                            clock.instant().plus(LIFE),
                            hosts);
            return List.of(form.sign(by.key(), by.certificate().getPublicKey()), by.certificate());
        } catch (GeneralSecurityException e) {
            throw new TwinException("certify a server's key: it is no key of a known form", e);
        }
    }

    /// Where the certificate is that clients must trust, in PEM.
    Path file() {
        return state.authority();
    }

    /// Makes the key and the certificate, when they are not there.
    void open() {
        try {
            Own _ = own();
        } catch (GeneralSecurityException e) {
            throw new TwinException("make the certificate authority of the twin", e);
        }
    }

    /// The same; whoever comes by TLS has it tried again.
    void tryToOpen() {
        try {
            open();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "open the twin's certificate authority", e);
        }
    }

    private synchronized Own own() throws GeneralSecurityException {
        Own now = own;
        if (now == null) {
            Optional<Own> kept = read();
            now = kept.isPresent() ? kept.get() : make();
            own = now;
        }
        return now;
    }

    /// What was kept; nothing when it cannot be used: what it certified is certified again.
    private Optional<Own> read() {
        Optional<Path> secret = state.kept(SECRET);
        if (secret.isEmpty() || !Files.exists(file())) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getUrlDecoder().decode(Files.readString(secret.get()));
            var certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(Files.readAllBytes(file())));
            PrivateKey own =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
            if (fit(own, certificate)) {
                return Optional.of(new Own(own, certificate));
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the key of the twin''s authority is not that of {0}: both are made anew",
                    file());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "read the certificate authority " + file() + ": it is made anew",
                    e);
        }
        return Optional.empty();
    }

    /// Whether what the key signs is good by the certificate.
    private static boolean fit(PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException {
        byte[] any = certificate.getEncoded();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(any);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(any);
        return signature.verify(signed);
    }

    private Own make() throws GeneralSecurityException {
        KeyPair pair = CertificateForm.pair();
        X509Certificate certificate =
                new CertificateForm(
                                name,
                                name,
                                pair.getPublic(),
                                clock.instant().minus(EARLIER),
                                clock.instant().plus(OWN_LIFE),
                                List.of())
                        .sign(pair.getPrivate(), pair.getPublic());
        state.keep(
                SECRET,
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(pair.getPrivate().getEncoded()));
        try {
            byte[] pem = pem(certificate).getBytes(StandardCharsets.US_ASCII);
            Durable.replace(file(), pem, "rw-r--r--");
        } catch (IOException e) {
            throw new UncheckedIOException("write the certificate authority " + file(), e);
        }
        return new Own(pair.getPrivate(), certificate);
    }

    private static String pem(X509Certificate certificate) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(
                        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(certificate.getEncoded()));
    }
}
