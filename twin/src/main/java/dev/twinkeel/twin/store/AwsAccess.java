package dev.twinkeel.twin.store;

import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an ordinary AWS SDK needs to speak to the twin's engines instead of AWS: region, keys, and
/// nothing of the user's own account.
///
/// Each service has a key pair of its own, generated, in a credentials file among the secrets of
/// each of its pods. Engines are given the same pairs, and what each may use.
public final class AwsAccess {
    /// The file with the keys of a pod's service, among its secrets.
    public static final String CREDENTIALS = "aws-credentials";

    private AwsAccess() {}

    /// @param id public, as AWS's access key ids are
    public record Key(String id, String secret) {}

    /// The key pair of a service, or of a process of the twin such as `replication`.
    public static Key key(Ground ground, String owner) {
        return ring(ground, owner).keys(owner).getFirst();
    }

    /// The key pairs of a service that are good.
    static KeyRing ring(Ground ground, String owner) {
        try {
            return KeyRing.read(Files.readString(ground.secret(KeyRing.name(owner))));
        } catch (IOException e) {
            throw new UncheckedIOException("read the key of " + owner, e);
        }
    }

    /// The credentials file of a process of the twin, in the form of `~/.aws/credentials`.
    public static Path credentials(Ground ground, String owner) {
        return ground.secretFile("aws-credentials-" + owner, text(key(ground, owner)));
    }

    /// The text of a credentials file.
    public static String text(Key key) {
        return "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                .formatted(key.id(), key.secret());
    }

    /// AWS's name of a region; the region's own name when the file does not say.
    public static String region(Region region) {
        return region.aws().orElse(region.name());
    }

    /// What every service gets that uses a table, a bucket or a queue; the store adds its
    /// `AWS_ENDPOINT_URL_...`. Whatever of the same names the user's shell has is hidden from the
    /// pod, so that nothing can reach a real account.
    public static Map<String, String> environment(
            Ground ground, Service service, Region region, SecretFolder secrets) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("AWS_REGION", region(region));
        environment.put("AWS_DEFAULT_REGION", region(region));
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE",
                secrets.file(CREDENTIALS, () -> text(key(ground, service.name()))).toString());
        environment.put("AWS_CONFIG_FILE", "/dev/null");
        environment.put("AWS_PROFILE", "default");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        for (String hidden :
                List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")) {
            Optional.ofNullable(System.getenv(hidden)).ifPresent(_ -> environment.put(hidden, ""));
        }
        return environment;
    }
}
