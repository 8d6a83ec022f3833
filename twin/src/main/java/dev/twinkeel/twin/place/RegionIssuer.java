package dev.twinkeel.twin.place;

import dev.twinkeel.traffic.Identity;
import dev.twinkeel.traffic.Issuer;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.CertificateForm;
import dev.twinkeel.twin.HttpCaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Has the region's control plane sign a key that was made here. The key never leaves this process
/// and is on no disk.
///
/// @param zone whose server it is for
record RegionIssuer(String zone, Address regionApi, HttpCaller caller) implements Issuer {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Override
    public Identity issue() throws IOException, GeneralSecurityException {
        KeyPair pair = CertificateForm.pair();
        String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        HttpCaller.Answered answered =
                caller.post(regionApi, "/certificates", Map.of("zone", zone, "key", key), LIMIT);
        if (!answered.ok()) {
            throw new IOException(answered.reason());
        }
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (var each : answered.body().path("chain")) {
            byte[] bytes = Base64.getDecoder().decode(each.asText());
            chain.add(
                    (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
        }
        if (chain.isEmpty()) {
            throw new IOException("get a certificate from " + regionApi + ": it sent none");
        }
        return new Identity(pair.getPrivate(), chain);
    }
}
