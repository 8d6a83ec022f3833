package dev.twinkeel.traffic;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// With what a server proves to its clients who it is.
///
/// @param chain its certificate first
public record Identity(PrivateKey key, List<X509Certificate> chain) {
    public Identity {
        chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }
}
