package dev.twinkeel.twin.store;

import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Place;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// One kind of store: which processes it needs and where, what a pod of a service that uses it is
/// told, and how it is now. Made by [Stores] only for an application that names one of its kind.
///
/// A store starts nothing itself: it says what should run, and the host's crew keeps it running,
/// lets it die with its place, and starts it again when its place is back. It never judges: what
/// must be decided after a loss is the recovery engine's.
public interface Store {
    /// Makes what its processes need before any of them is started: files, keys, start-up caches,
    /// libraries that are fetched on first use. Called once a start, before [#processes].
    ///
    /// @param say progress, a line a step; only of what takes time
    /// @throws dev.twinkeel.twin.TwinException when the store cannot run here, with what to do
    default void prepare(Consumer<String> say) {}

    /// The processes, in the order of their start. Asked once, before the links are opened: the
    /// addresses asked of the [Ground] here are carried from the first moment.
    List<StoreProcess> processes();

    /// What a pod in a zone gets for what its service `uses` of this kind; empty when it uses none.
    /// Names are those that the chart gives on AWS. Never a secret itself: a file that has it.
    ///
    /// @param secrets where such a file is put
    Map<String, String> environment(Service service, Place zone, SecretFolder secrets);

    /// Called once, after the processes were started and beside the start of the rest: makes what
    /// the file names (tables, buckets, queues) and returns when it serves. It must be harmless to
    /// do again in the next start, and must end, in an exception that says why if it cannot serve.
    default void open() {}

    /// Tells its engines which keys are good, when that has changed. They read it while they run.
    default void keysChanged() {}

    /// Milliseconds since each key was last used with its engines, by the key's id.
    ///
    /// @param lively the names of the processes that run now
    /// @throws IOException when one of them does not tell
    default Map<String, Long> keysUsed(Set<String> lively) throws IOException {
        return Map.of();
    }

    /// What there is, one a name and region, for `status`, for drills that look past all links, and
    /// for the checks of a ledger.
    ///
    /// @param lively the names of the processes that run now
    List<StoreStatus> status(Set<String> lively);

    /// The process that a fault on a name of the file means now: for a cache its primary in the
    /// region that serves. Empty when the name is not of this kind.
    ///
    /// @param serving the region to which the users are sent
    default Optional<String> target(String name, String serving) {
        return Optional.empty();
    }
}
