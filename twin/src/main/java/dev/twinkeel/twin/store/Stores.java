package dev.twinkeel.twin.store;

import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The stores of one application: a [Store] for each kind that its file names. An application that
/// names none has none, and pays nothing.
public final class Stores {
    private final List<Store> kinds;

    private Stores(List<Store> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /// One line a kind.
    public static Stores of(Ground ground) {
        List<Store> kinds = new ArrayList<>();
        if (!ground.application().caches().isEmpty()) {
            kinds.add(new Caches(ground));
        }
        if (!ground.application().buckets().isEmpty()) {
            kinds.add(new Buckets(ground));
        }
        if (!Backups.of(ground.application()).isEmpty()) {
            kinds.add(new Backups(ground));
        }
        if (!ground.application().queues().isEmpty()) {
            kinds.add(new Queues(ground));
        }
        if (!ground.application().tables().isEmpty()) {
            kinds.add(
                    new TablesLicence(ground.cache()).refused()
                            ? new NoTables(ground)
                            : new Tables(ground));
        }
        return new Stores(kinds);
    }

    public boolean isEmpty() {
        return kinds.isEmpty();
    }

    public void prepare(Consumer<String> say) {
        kinds.forEach(kind -> kind.prepare(say));
    }

    public List<StoreProcess> processes() {
        return kinds.stream().flatMap(kind -> kind.processes().stream()).toList();
    }

    /// Environment of a pod: what its service uses of every kind.
    public Map<String, String> environment(Service service, Place zone, SecretFolder secrets) {
        Map<String, String> environment = new LinkedHashMap<>();
        kinds.forEach(kind -> environment.putAll(kind.environment(service, zone, secrets)));
        return environment;
    }

    /// One task a kind, to be run at once beside the start of the rest.
    public List<Runnable> openings() {
        return kinds.stream().<Runnable>map(kind -> kind::open).toList();
    }

    /// Tells every engine which keys are good now.
    public void keysChanged() {
        kinds.forEach(Store::keysChanged);
    }

    /// Milliseconds since each key was last used anywhere, by its id.
    ///
    /// @throws IOException when an engine does not tell
    public Map<String, Long> keysUsed(Set<String> lively) throws IOException {
        Map<String, Long> used = new LinkedHashMap<>();
        for (Store kind : kinds) {
            kind.keysUsed(lively).forEach((id, millis) -> used.merge(id, millis, Math::min));
        }
        return used;
    }

    public List<StoreStatus> status(Set<String> lively) {
        return kinds.stream().flatMap(kind -> kind.status(lively).stream()).toList();
    }

    public Optional<String> target(String name, String serving) {
        return kinds.stream().flatMap(kind -> kind.target(name, serving).stream()).findFirst();
    }
}
