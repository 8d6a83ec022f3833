package dev.twinkeel.cli;

import dev.twinkeel.twin.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A connection by TLS to a door of a twin, whose certificate was checked against the twin's
/// authority and the application's name. One request at a time.
final class TlsConnection implements AutoCloseable {
    /// A machine under load is slow, and a first handshake has a certificate made.
    private static final int LIMIT_MILLIS = 10_000;

    private static final int HEAD_MAX = 16 * 1024;
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)\r\n");

    private final SSLSocket socket;
    private final String domain;

    private TlsConnection(SSLSocket socket, String domain) {
        this.socket = socket;
        this.domain = domain;
    }

    /// Trusts the certificates of this authority and no others.
    static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    static TlsConnection open(SSLContext trust, Address door, String domain) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setSoTimeout(LIMIT_MILLIS);
            plain.connect(new InetSocketAddress(door.host(), door.port()), LIMIT_MILLIS);
            SSLSocket socket =
                    (SSLSocket)
                            trust.getSocketFactory()
                                    .createSocket(
                                            plain, domain, door.port(), /* autoClose= */ true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new TlsConnection(socket, domain);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /// Of the server's certificate, hexadecimal.
    String serial() throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSerialNumber()
                .toString(16);
    }

    /// Asks for a path and reads the answer to its end. Which answer does not matter: whoever gave
    /// it got the whole request.
    void ask(String path) throws IOException {
        socket.getOutputStream()
                .write(
                        "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                                .formatted(path, domain)
                                .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.size() > HEAD_MAX) {
                throw new IOException("no whole answer came, but " + head.size() + " bytes of one");
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        Matcher length = LENGTH.matcher(text);
        if (!text.startsWith("http/1.1 ") || !length.find()) {
            throw new IOException("an answer without a length came: " + text.lines().findFirst());
        }
        in.skipNBytes(Long.parseLong(length.group(1)));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // Whatever it says at its end, it is over.
        }
    }
}
