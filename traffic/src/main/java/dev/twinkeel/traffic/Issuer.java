package dev.twinkeel.traffic;

import java.io.IOException;
import java.security.GeneralSecurityException;

/// Whoever gives a server a new key and certificate.
@FunctionalInterface
public interface Issuer {
    /// A key and a certificate that nobody else has. May block for as long as a request takes.
    Identity issue() throws IOException, GeneralSecurityException;
}
