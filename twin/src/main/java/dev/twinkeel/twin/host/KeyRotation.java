package dev.twinkeel.twin.host;

import dev.twinkeel.model.Service;
import dev.twinkeel.twin.store.AwsAccess;
import dev.twinkeel.twin.store.KeyRing;
import dev.twinkeel.twin.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Gives every service that uses a table, a bucket or a queue a new access key, while it uses it.
///
/// The engines take the new key beside the old one; then the pods' files get it, each in one step;
/// and when nobody has come with the old one for a while, the engines refuse that. A service that
/// goes on with its old key keeps both until the next rotation, which begins with waiting for it.
final class KeyRotation {
    /// As long as nobody comes with a key, nobody has it any more.
    private static final Duration QUIET = Duration.ofSeconds(5);

    /// How long the clients may take to see their new file. The AWS SDK for Java looks at it with
    /// every request, but no more often than once a second.
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Duration POLL = Duration.ofMillis(250);

    private final Layout layout;
    private final StateFolder state;
    private final PodSecrets pods;
    private final Stores stores;
    private final Supplier<Set<String>> lively;

    /// @param lively the names of the processes that run now
    KeyRotation(
            Layout layout,
            StateFolder state,
            PodSecrets pods,
            Stores stores,
            Supplier<Set<String>> lively) {
        this.layout = layout;
        this.state = state;
        this.pods = pods;
        this.stores = stores;
        this.lively = lively;
    }

    /// Whoever was never given a key has no ring.
    private List<String> owners() {
        return layout.application().services().stream()
                .map(Service::name)
                .filter(it -> state.kept(KeyRing.name(it)).isPresent())
                .toList();
    }

    RotatedKeys rotate() {
        synchronized (stores) {
            List<String> owners = owners();
            if (owners.isEmpty()) {
                throw new TwinException(
                        "rotate the access keys: no service uses a table, a bucket or a queue");
            }
            finish(owners);
            List<String> busy = retire(owners);
            if (!busy.isEmpty()) {
                throw new TwinException(
                        "rotate the access keys: %s still comes with the key from before the last rotation"
                                .formatted(String.join(", ", busy)),
                        "Let its clients read AWS_SHARED_CREDENTIALS_FILE again when it changes, or have its pods started anew; then rotate again.");
            }
            Map<String, KeyRing> rings = new LinkedHashMap<>();
            owners.forEach(it -> rings.put(it, ring(it).next(StateFolder.random())));
            rings.forEach(this::keep);
            stores.keysChanged();
            List<String> without = pods.renew(AwsAccess.CREDENTIALS, text -> renewed(text, rings));
            Instant at = Instant.now();
            List<String> late = retire(owners);
            return new RotatedKeys(
                    at,
                    owners.stream()
                            .map(
                                    it ->
                                            new RotatedKeys.Key(
                                                    it,
                                                    ring(it).keys(it).getFirst().id(),
                                                    !late.contains(it)))
                            .toList(),
                    without);
        }
    }

    /// Does the rest of a rotation that was cut off: engines that know only some of the keys that
    /// are kept, and pods that still have the one before, would never come to an end by themselves.
    private void finish(List<String> owners) {
        Map<String, KeyRing> rings = new LinkedHashMap<>();
        owners.forEach(it -> rings.put(it, ring(it)));
        stores.keysChanged();
        List<String> _ = pods.renew(AwsAccess.CREDENTIALS, text -> renewed(text, rings));
    }

    /// What a pod's file must say that says this now.
    private static String renewed(String text, Map<String, KeyRing> rings) {
        for (Map.Entry<String, KeyRing> each : rings.entrySet()) {
            List<AwsAccess.Key> keys = each.getValue().keys(each.getKey());
            if (text.equals(AwsAccess.text(keys.getLast()))) {
                return AwsAccess.text(keys.getFirst());
            }
        }
        return text;
    }

    /// Takes from the engines the keys from before, when nobody uses them any more.
    ///
    /// @return the services that still use theirs
    private List<String> retire(List<String> owners) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long quiet = System.nanoTime() + QUIET.toNanos();
        List<String> waiting = new ArrayList<>(owners);
        waiting.removeIf(it -> ring(it).before().isEmpty());
        while (!waiting.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
            Optional<Map<String, Long>> used = used();
            if (used.isEmpty() || System.nanoTime() < quiet) {
                continue;
            }
            List<String> done =
                    waiting.stream().filter(it -> unused(ring(it), it, used.get())).toList();
            done.forEach(it -> keep(it, ring(it).alone()));
            waiting.removeAll(done);
            if (!done.isEmpty()) {
                stores.keysChanged();
            }
        }
        return waiting;
    }

    private static boolean unused(KeyRing ring, String owner, Map<String, Long> used) {
        String before = ring.keys(owner).getLast().id();
        return used.getOrDefault(before, Long.MAX_VALUE) > QUIET.toMillis();
    }

    /// Empty while an engine that runs does not tell.
    private Optional<Map<String, Long>> used() {
        try {
            return Optional.of(stores.keysUsed(lively.get()));
        } catch (IOException e) {
            System.getLogger(KeyRotation.class.getName())
                    .log(System.Logger.Level.DEBUG, "ask which keys were used", e);
            return Optional.empty();
        }
    }

    private void keep(String owner, KeyRing ring) {
        state.keep(KeyRing.name(owner), ring.text());
    }

    private KeyRing ring(String owner) {
        try {
            return KeyRing.read(Files.readString(state.secret(KeyRing.name(owner))));
        } catch (IOException e) {
            throw new UncheckedIOException("read the keys of " + owner, e);
        }
    }
}
