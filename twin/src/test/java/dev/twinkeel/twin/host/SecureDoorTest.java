package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import dev.twinkeel.traffic.AccessLog;
import dev.twinkeel.traffic.Balancer;
import dev.twinkeel.traffic.BalancerConfig;
import dev.twinkeel.traffic.Certificates;
import dev.twinkeel.traffic.HealthPolicy;
import dev.twinkeel.traffic.Identity;
import dev.twinkeel.traffic.Route;
import dev.twinkeel.traffic.Target;
import dev.twinkeel.traffic.TargetGroup;
import dev.twinkeel.traffic.TargetStatus;
import dev.twinkeel.twin.CertificateForm;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real balancer, real handshakes, and the twin's own authority.
final class SecureDoorTest {
    private static final String DOMAIN = "shop.example.com";
    private static final String HEALTH = "/twinkeel/health";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

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
                routes: [ /, api.example.com/orders ]
            """;

    @TempDir private Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger issued = new AtomicInteger();
    private volatile Instant now = Instant.now();

    /// How long the certificates that are made have been good already.
    private volatile Duration ago = Duration.ZERO;

    private volatile boolean silent;
    private StateFolder state;
    private Authority authority;
    private Certificates certificates;
    private Balancer balancer;
    private InetSocketAddress door;

    @BeforeEach
    void open() {
        state = new StateFolder(folder);
        authority = new Authority(state, application(), () -> Instant.now().minus(ago));
        certificates = new Certificates(this::issue, () -> now);
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        balancer = Balancer.start(BalancerConfig.of(any, "a"), AccessLog.NONE);
        door = balancer.secure(any, certificates);
    }

    @AfterEach
    void close() {
        balancer.close();
    }

    @Test
    void anAuthorityThatCannotBeReadOrDoesNotFitItsKeyIsMadeAnew() throws Exception {
        authority.open();
        var others = new Authority(new StateFolder(folder.resolve("b")), application(), clock());
        others.open();
        byte[] key = CertificateForm.pair().getPublic().getEncoded();
        for (String bad : List.of("no PEM", Files.readString(others.file()))) {
            Files.writeString(authority.file(), bad);
            var again = new Authority(state, application(), clock());
            List<X509Certificate> chain = again.certify(key);
            chain.getFirst().verify(chain.getLast().getPublicKey());
            assertThat(again.file()).content().isNotEqualTo(bad);
            assertThat(new Authority(state, application(), clock()).certify(key).getLast())
                    .isEqualTo(chain.getLast());
        }
    }

    private static InstantSource clock() {
        return InstantSource.system();
    }

    @Test
    void nothingIsIssuedBeforeSomebodyComesByTls() throws Exception {
        assertThat(issued).hasValue(0);
        assertThat(certificates.current()).isEmpty();
        BigInteger serial = serial(DOMAIN);
        assertThat(serial(DOMAIN)).isEqualTo(serial);
        assertThat(issued).hasValue(1);
    }

    @Test
    void aClientIsServedUnderEveryNameOfTheApplicationAndUnderNoOther() throws Exception {
        assertThat(serial(DOMAIN)).isPositive();
        assertThat(serial("mumbai." + DOMAIN)).isPositive();
        assertThat(serial("api.example.com")).isPositive();
        assertThatThrownBy(() -> serial("elsewhere.example.com")).isInstanceOf(SSLException.class);
    }

    @Test
    void newHandshakesGetTheNewCertificateAndOpenConnectionsGoOn() throws Exception {
        try (SSLSocket before = handshake(DOMAIN)) {
            assertThat(ask(before)).startsWith("HTTP/1.1 ");
            BigInteger first = serial(before);
            BigInteger renewed = certificates.renew().getSerialNumber();
            assertThat(renewed).isNotEqualTo(first);
            assertThat(serial(DOMAIN)).isEqualTo(renewed);
            assertThat(ask(before)).startsWith("HTTP/1.1 ");
            assertThat(serial(before)).isEqualTo(first);
        }
    }

    @Test
    void aCertificateIsRenewedBeforeItEndsWhileTheOldOneServes() throws Exception {
        ago = Authority.LIFE.dividedBy(2);
        BigInteger first = serial(DOMAIN);
        assertThat(serial(DOMAIN)).isEqualTo(first);
        ago = Duration.ZERO;
        now = Instant.now().plus(Authority.LIFE.dividedBy(4));
        assertThat(serial(DOMAIN)).isEqualTo(first);
        assertThat(eventually(() -> !serial(DOMAIN).equals(first))).isTrue();
        assertThat(serial(DOMAIN)).isNotEqualTo(first);
    }

    /// A handshake that a starved machine did not carry to its end says nothing.
    private static boolean eventually(Callable<Boolean> holds) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - deadline < 0) {
            try {
                if (holds.call()) {
                    return true;
                }
            } catch (IOException _) {
                // Another one.
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return holds.call();
    }

    @Test
    void aRenewalThatFailsLeavesTheOldCertificate() throws Exception {
        BigInteger first = serial(DOMAIN);
        silent = true;
        assertThatThrownBy(() -> certificates.renew()).isInstanceOf(IOException.class);
        now = Instant.now().plus(Authority.LIFE.multipliedBy(3).dividedBy(4));
        for (int i = 0; i < 5; i++) {
            assertThat(serial(DOMAIN)).isEqualTo(first);
        }
    }

    @Test
    void anExpiredCertificateIsShownToNobody() throws Exception {
        BigInteger first = serial(DOMAIN);
        now = Instant.now().plus(Authority.LIFE.multipliedBy(2));
        assertThat(serial(DOMAIN)).isNotEqualTo(first);
    }

    @Test
    void whoWaitsForACertificateThatCannotBeHadDoesNotAskForItAgain() throws Exception {
        silent = true;
        assertThatThrownBy(() -> serial(DOMAIN)).isInstanceOf(IOException.class);
        assertThat(asked).hasValue(1);
        silent = false;
        assertThatThrownBy(() -> serial(DOMAIN)).isInstanceOf(IOException.class);
        assertThat(asked).hasValue(1);
        now = now.plusSeconds(1);
        assertThat(serial(DOMAIN)).isPositive();
    }

    @Test
    void aClockThatWasSetBackHoldsNobodyUp() throws Exception {
        silent = true;
        assertThatThrownBy(() -> serial(DOMAIN)).isInstanceOf(IOException.class);
        silent = false;
        now = now.minusSeconds(1800);
        assertThat(serial(DOMAIN)).isPositive();
    }

    @Test
    void anApplicationIsToldThatItsClientCameByTls() throws Exception {
        HttpServer application =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", SecureDoorTest::sayHow);
        application.start();
        try {
            serve(application.getAddress());
            assertThat(how(balancer.address())).isEqualTo("http " + balancer.address().getPort());
            try (SSLSocket socket = handshake(DOMAIN)) {
                assertThat(ask(socket, "/")).endsWith("https " + door.getPort());
            }
        } finally {
            application.stop(0);
        }
    }

    @Test
    void aChainNamesItsKeysAndNoCommonNameIsTooLong() throws Exception {
        KeyPair pair = CertificateForm.pair();
        X509Certificate server = authority.certify(pair.getPublic().getEncoded()).getFirst();
        // OCTET STRING in OCTET STRING; in the other, [0] in a SEQUENCE.
        byte[] own = trusted().getExtensionValue("2.5.29.14");
        byte[] above = server.getExtensionValue("2.5.29.35");
        assertThat(own).hasSize(24).startsWith(4, 22, 4, 20);
        assertThat(above).hasSize(26).startsWith(4, 24, 0x30, 22, 0x80, 20);
        assertThat(Arrays.copyOfRange(above, 6, 26)).isEqualTo(Arrays.copyOfRange(own, 4, 24));
        assertThat(server.getExtensionValue("2.5.29.14")).hasSize(24).isNotEqualTo(own);
        assertThat(server.getNonCriticalExtensionOIDs()).contains("2.5.29.14", "2.5.29.35");
        assertThat(server.getSubjectX500Principal().getName()).isEqualTo("CN=Twinkeel server");
    }

    @Test
    void theAuthorityIsTheSameInTheNextStartAndItsKeyIsASecret() throws Exception {
        authority.open();
        String certificate = Files.readString(authority.file());
        var next = new Authority(state, application(), InstantSource.system());
        KeyPair pair = CertificateForm.pair();
        X509Certificate signed = next.certify(pair.getPublic().getEncoded()).getFirst();
        assertThat(Files.readString(next.file())).isEqualTo(certificate);
        signed.verify(trusted().getPublicKey());
        assertThat(signed.getPublicKey()).isEqualTo(pair.getPublic());
        assertThat(trusted().getBasicConstraints()).isPositive();
        assertThat(signed.getBasicConstraints()).isEqualTo(-1);
        assertThat(state.sealed().resolve("authority")).exists();
        assertThatThrownBy(() -> next.certify(new byte[] {1, 2, 3}))
                .isInstanceOf(TwinException.class);
    }

    private static void sayHow(HttpExchange exchange) throws IOException {
        String how =
                exchange.getRequestHeaders().getFirst("X-Forwarded-Proto")
                        + " "
                        + exchange.getRequestHeaders().getFirst("X-Forwarded-Port");
        try (exchange) {
            exchange.sendResponseHeaders(200, how.length());
            exchange.getResponseBody().write(how.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void serve(InetSocketAddress application) throws Exception {
        var often = new HealthPolicy(Duration.ofMillis(50), Duration.ofSeconds(5), 1, 5);
        balancer.group(TargetGroup.of("web", "/", often));
        balancer.routes(List.of(new Route(Route.ANY_HOST, "/", "web")));
        balancer.add("web", new Target("web-1", application, "a"));
        boolean healthy =
                eventually(
                        () ->
                                balancer.targets("web").stream()
                                        .anyMatch(it -> it.state() == TargetStatus.State.HEALTHY));
        assertThat(healthy).isTrue();
    }

    private static String how(InetSocketAddress at) throws IOException {
        var uri = URI.create("http://127.0.0.1:" + at.getPort());
        try (InputStream answer = uri.toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Identity issue() throws IOException, GeneralSecurityException {
        asked.incrementAndGet();
        if (silent) {
            throw new IOException("the control plane is out of reach");
        }
        issued.incrementAndGet();
        KeyPair pair = CertificateForm.pair();
        return new Identity(pair.getPrivate(), authority.certify(pair.getPublic().getEncoded()));
    }

    private static Application application() {
        return switch (ApplicationFile.parse("twinkeel.yaml", FILE)) {
            case Parsed.Valid valid -> valid.application();
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    private BigInteger serial(String host) throws Exception {
        try (SSLSocket socket = handshake(host)) {
            return serial(socket);
        }
    }

    private static BigInteger serial(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }

    private SSLSocket handshake(String host) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        authority.open();
        store.setCertificateEntry("authority", trusted());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        Socket plain = new Socket(door.getAddress(), door.getPort());
        plain.setSoTimeout((int) PATIENCE.toMillis());
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, host, door.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private X509Certificate trusted() throws Exception {
        try (InputStream pem = Files.newInputStream(authority.file())) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static String ask(SSLSocket socket) throws IOException {
        return ask(socket, HEALTH);
    }

    private static String ask(SSLSocket socket, String path) throws IOException {
        socket.getOutputStream()
                .write(
                        "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                                .formatted(path, DOMAIN)
                                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after " + answer).isNotNegative();
            answer.append((char) next);
        }
        int length =
                answer.toString()
                        .lines()
                        .filter(it -> it.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                        .mapToInt(it -> Integer.parseInt(it.substring(15).strip()))
                        .sum();
        byte[] body = socket.getInputStream().readNBytes(length);
        return answer + new String(body, StandardCharsets.US_ASCII);
    }
}
