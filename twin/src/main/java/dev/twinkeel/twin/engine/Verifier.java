package dev.twinkeel.twin.engine;

import java.security.SecureRandom;
import org.postgresql.util.PasswordUtil;

/// What PostgreSQL keeps in place of a password (SCRAM-SHA-256, RFC 7677).
///
/// A hash that is repeated thousands of times protects passwords that people choose. These are
/// generated, which nobody guesses however fast a guess is, and each of the connections that
/// services open again after a failover would have to repeat it.
final class Verifier {
    private static final int ITERATIONS = 1;
    private static final int SALT_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Verifier() {}

    /// @param password one that was generated, of at least 128 random bits
    static String of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return PasswordUtil.encodeScramSha256(password.toCharArray(), ITERATIONS, salt);
    }
}
