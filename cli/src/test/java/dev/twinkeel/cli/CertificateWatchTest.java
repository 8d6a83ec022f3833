package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import dev.twinkeel.traffic.AccessLog;
import dev.twinkeel.traffic.Balancer;
import dev.twinkeel.traffic.BalancerConfig;
import dev.twinkeel.traffic.Certificates;
import dev.twinkeel.traffic.Identity;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.CertificateForm;
import dev.twinkeel.twin.host.SecureDoors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real balancers and real handshakes, under an authority of the test's own.
final class CertificateWatchTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String AUTHORITY = "an authority";

    private static final String FILE =
            """
            application: shop
            domain: shop.example.com
            regions:
              mumbai:
              singapore:
            services:
              web:
                run: web
            routing: { health: { path: /twinkeel/health } }
            """;

    @TempDir private Path folder;

    private KeyPair pair;
    private X509Certificate authority;
    private Door one;
    private Door two;

    /// A balancer that users reach by TLS.
    private final class Door implements AutoCloseable {
        private final Certificates certificates =
                new Certificates(CertificateWatchTest.this::issue, InstantSource.system());
        private final Balancer balancer;
        private final Address address;

        Door() {
            var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            balancer = Balancer.start(BalancerConfig.of(any, "a"), AccessLog.NONE);
            InetSocketAddress at = balancer.secure(any, certificates);
            address = new Address(at.getHostString(), at.getPort());
        }

        /// @return the new certificate's serial
        String renew() throws IOException {
            return certificates.renew().getSerialNumber().toString(16);
        }

        @Override
        public void close() {
            balancer.close();
        }
    }

    @BeforeEach
    void open() throws IOException, GeneralSecurityException {
        pair = CertificateForm.pair();
        authority = certificate(AUTHORITY, pair, List.of());
        Files.writeString(
                file(),
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                        .formatted(
                                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                        .encodeToString(authority.getEncoded())));
        one = new Door();
        two = new Door();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void doorsThatAllShowANewCertificateAndBreakNothingAreProved() throws IOException {
        CertificateWatch watch = watch();
        assertThat(watch.proofs(List.of("f00"))).noneMatch(Proof::holds);
        List<String> serials = List.of(one.renew(), two.renew());

        List<Proof> proofs = eventually(watch, serials, it -> it.stream().allMatch(Proof::holds));

        assertThat(proofs).hasSize(2).allMatch(Proof::holds);
        assertThat(proofs.getLast().observed()).contains("2 connections from before");
    }

    @Test
    void aDoorThatStillShowsItsOldCertificateIsNamed() throws IOException {
        CertificateWatch watch = watch();
        List<String> serials = List.of(one.renew());

        String observed =
                eventually(watch, serials, it -> !it.getFirst().observed().contains("one"))
                        .getFirst()
                        .observed();

        assertThat(observed).startsWith("two shows ").doesNotContain("one");
        assertThat(watch.proofs(serials)).noneMatch(Proof::holds);
    }

    @Test
    void aDoorThatEndsItsConnectionsIsAFailureForGood() throws IOException {
        CertificateWatch watch = watch();
        List<String> serials = List.of(one.renew(), two.renew());
        two.close();

        Proof unbroken =
                eventually(watch, serials, it -> it.getLast().observed().contains("the two"))
                        .getLast();

        assertThat(unbroken.observed()).containsAnyOf("connection to the two", "handshake at the");
        assertThat(unbroken.holds()).isFalse();
        assertThat(watch.proofs(serials).getLast().holds()).isFalse();
    }

    @Test
    void aDoorThatIsShutAtTheStartIsNothingToWatch() {
        two.close();

        assertThatThrownBy(this::watch).isInstanceOf(TwinTroubleException.class);
    }

    private CertificateWatch watch() {
        return CertificateWatch.start(
                application(),
                new SecureDoors(file(), Map.of("one", one.address, "two", two.address)));
    }

    private static List<Proof> eventually(
            CertificateWatch watch, List<String> serials, Predicate<List<Proof>> enough) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<Proof> proofs = watch.proofs(serials);
        while (!enough.test(proofs) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            proofs = watch.proofs(serials);
        }
        return proofs;
    }

    private Path file() {
        return folder.resolve("authority.pem");
    }

    private Identity issue() throws GeneralSecurityException {
        KeyPair own = CertificateForm.pair();
        X509Certificate certificate = certificate("a server", own, List.of("shop.example.com"));
        return new Identity(own.getPrivate(), List.of(certificate, authority));
    }

    private X509Certificate certificate(String subject, KeyPair of, List<String> hosts)
            throws GeneralSecurityException {
        Instant now = Instant.now();
        return new CertificateForm(
                        AUTHORITY,
                        subject,
                        of.getPublic(),
                        now.minus(Duration.ofHours(1)),
                        now.plus(Duration.ofDays(10)),
                        hosts)
                .sign(pair.getPrivate(), pair.getPublic());
    }

    private static Application application() {
        return switch (ApplicationFile.parse("twinkeel.yaml", FILE)) {
            case Parsed.Valid valid -> valid.application();
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
