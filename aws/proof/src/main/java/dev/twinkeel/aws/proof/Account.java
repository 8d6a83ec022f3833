package dev.twinkeel.aws.proof;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An account of AWS in memory: what was made in which region, which names are taken, and which
/// regions cannot be reached. Thread-safe.
final class Account {
    /// One thing in the account.
    ///
    /// @param key by which the provider finds it again
    record Thing(String key, String type, String region, Map<String, @Nullable Object> values) {
        String text(String name) {
            return Values.text(values, name);
        }
    }

    private final String id;
    private final Map<String, Thing> things = new LinkedHashMap<>();
    private final Map<String, String> issued = new TreeMap<>();
    private final Set<String> lost = new TreeSet<>();
    private final Set<String> assumed = new TreeSet<>();
    private long sequence;

    /// @param id twelve digits
    Account(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /// From now on every call to the region fails.
    synchronized void lose(String region) {
        lost.add(region);
    }

    synchronized void restore(String region) {
        lost.remove(region);
    }

    /// Why a call to the region fails, when it does.
    synchronized Optional<String> unreachable(String region) {
        return lost.contains(region)
                ? Optional.of("dial tcp: the region " + region + " does not answer: i/o timeout")
                : Optional.empty();
    }

    /// An identifier of a kind, `vpc-0000000000000012a`, which exists from now on.
    synchronized String issue(String prefix, String region) {
        String made = String.format(Locale.ROOT, "%s-%017x", prefix, ++sequence);
        issued.put(made, region);
        return made;
    }

    /// Digits and letters that nobody got before; the same in every run.
    synchronized String hex(int length) {
        String all = Long.toHexString(0x9e3779b97f4a7c15L * ++sequence);
        String longer = (all + all + all).toLowerCase(Locale.ROOT);
        return longer.substring(0, length);
    }

    synchronized String uuid() {
        String it = hex(32);
        return String.join(
                "-",
                it.substring(0, 8),
                it.substring(8, 12),
                it.substring(12, 16),
                it.substring(16, 20),
                it.substring(20, 32));
    }

    /// Where an identifier was issued; empty when nobody got it.
    synchronized Optional<String> regionOf(String identifier) {
        return Optional.ofNullable(issued.get(identifier));
    }

    synchronized Thing put(
            Optional<String> key,
            String type,
            String region,
            Map<String, @Nullable Object> values) {
        var thing = new Thing(key.orElseGet(() -> type + "#" + ++sequence), type, region, values);
        things.put(thing.key(), thing);
        return thing;
    }

    synchronized void remove(String key) {
        things.remove(key);
    }

    synchronized Optional<Thing> find(String key) {
        return Optional.ofNullable(things.get(key));
    }

    synchronized Collection<Thing> all() {
        return List.copyOf(things.values());
    }

    synchronized List<Thing> all(String type, String region) {
        List<Thing> found = new ArrayList<>();
        for (Thing it : things.values()) {
            if (it.type().equals(type) && it.region().equals(region)) {
                found.add(it);
            }
        }
        return found;
    }

    /// Notes what must be there before anything is applied.
    synchronized void assume(String what) {
        assumed.add(what);
    }

    synchronized Set<String> assumed() {
        return Set.copyOf(assumed);
    }
}
