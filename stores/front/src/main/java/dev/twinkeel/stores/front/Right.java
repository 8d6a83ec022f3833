package dev.twinkeel.stores.front;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What one key opens. Thread-safe.
public final class Right {
    private final String id;
    private final String owner;
    private final String secret;
    private final Set<String> resources;

    /// Of the last day, region and service that were asked for: there is one in almost every case.
    private record Made(String scope, SecretKeySpec key) {}

    private volatile @Nullable Made made;
    private volatile long used;

    /// @param owner the service
    /// @param resources names, or [Keys#ALL]
    Right(String id, String owner, String secret, Set<String> resources) {
        this.id = id;
        this.owner = owner;
        this.secret = secret;
        this.resources = Set.copyOf(resources);
    }

    public String id() {
        return id;
    }

    /// The service whose key it is.
    public String owner() {
        return owner;
    }

    public String secret() {
        return secret;
    }

    public boolean all() {
        return resources.contains(Keys.ALL);
    }

    public boolean opens(String resource) {
        return all() || resources.contains(resource);
    }

    /// Somebody has used it now.
    public void use() {
        used = Math.max(1, System.nanoTime());
    }

    /// Milliseconds; empty when it never was used.
    OptionalLong sinceUse() {
        long at = used;
        return at == 0
                ? OptionalLong.empty()
                : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - at));
    }

    SecretKeySpec signingKey(String scope) {
        Made now = made;
        if (now == null || !now.scope().equals(scope)) {
            now = new Made(scope, Signature.signingKey(secret, scope));
            made = now;
        }
        return now.key();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Right it
                && it.id.equals(id)
                && it.owner.equals(owner)
                && it.secret.equals(secret)
                && it.resources.equals(resources);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, owner, resources);
    }
}
