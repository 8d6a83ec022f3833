package dev.twinkeel.twin;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a certificate says (RFC 5280), to be signed by an elliptic-curve key.
///
/// @param issuer common name of who signs it
/// @param subject common name of whose key it has; 64 characters at most, as `issuer`
/// @param hosts that it is good for; empty for an authority's own, which may sign others
public record CertificateForm(
        String issuer,
        String subject,
        PublicKey key,
        Instant from,
        Instant until,
        List<String> hosts) {
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_KEY = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";

    private static final int SERIAL_BITS = 126;
    private static final int KEY_ID_BYTES = 20;

    /// A new key of the curve that everybody knows.
    public static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /// @param authority the other half of `by`
    public X509Certificate sign(PrivateKey by, PublicKey authority)
            throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
        byte[] said = said(algorithm, hosts.isEmpty() ? authority() : server(authority));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(by);
        signature.update(said);
        byte[] whole = Der.sequence(said, algorithm, Der.bits(0, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(whole));
    }

    private byte[] said(byte[] algorithm, byte[][] extensions) {
        return Der.sequence(
                Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
                // Never 0, and none is used twice.
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS)),
                algorithm,
                name(issuer),
                Der.sequence(Der.time(from), Der.time(until)),
                name(subject),
                key.getEncoded(),
                Der.tagged(0xa3, Der.sequence(extensions)));
    }

    private static byte[] name(String common) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(common))));
    }

    private byte[][] authority() throws GeneralSecurityException {
        return new byte[][] {
            extension(BASIC_CONSTRAINTS, Der.sequence(Der.yes())),
            // keyCertSign and cRLSign
            extension(KEY_USAGE, Der.bits(1, new byte[] {0x06})),
            optional(SUBJECT_KEY, Der.octets(id(key))),
        };
    }

    private byte[][] server(PublicKey authority) throws GeneralSecurityException {
        List<byte[]> names = new ArrayList<>();
        hosts.forEach(it -> names.add(Der.tagged(0x82, it.getBytes(StandardCharsets.US_ASCII))));
        return new byte[][] {
            extension(BASIC_CONSTRAINTS, Der.sequence()),
            // digitalSignature
            extension(KEY_USAGE, Der.bits(7, new byte[] {(byte) 0x80})),
            optional(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER))),
            optional(ALTERNATIVE_NAMES, Der.sequence(names.toArray(byte[][]::new))),
            optional(SUBJECT_KEY, Der.octets(id(key))),
            optional(AUTHORITY_KEY, Der.sequence(Der.tagged(0x80, id(authority)))),
        };
    }

    /// By which a chain is put together: the same for the same key (RFC 7093, section 2, method 4).
    private static byte[] id(PublicKey key) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        return Arrays.copyOf(hash, KEY_ID_BYTES);
    }

    /// One that a reader may pass over.
    private static byte[] optional(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }

    /// One that a reader must understand.
    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value));
    }
}
