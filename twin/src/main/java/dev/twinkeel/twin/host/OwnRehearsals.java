package dev.twinkeel.twin.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Makes the ahead-of-time caches of the twin's own processes that are not there yet.
final class OwnRehearsals {
    /// The name of the host's own cache.
    static final String HOST = "host";

    private static final int HEAP_MIB = 64;

    private static final Map<String, String> MAINS = mains();

    private OwnRehearsals() {}

    private static Map<String, String> mains() {
        Map<String, String> mains = new LinkedHashMap<>();
        mains.put("voter", "dev.twinkeel.twin.agent.VoterMain");
        mains.put("agent", "dev.twinkeel.twin.agent.AgentMain");
        mains.put("node", "dev.twinkeel.twin.place.ZoneMain");
        mains.put("edge", "dev.twinkeel.twin.place.EdgeMain");
        mains.put(HOST, HostMain.class.getName());
        return mains;
    }

    static void make(StateFolder state, Errands errands, Consumer<String> say) {
        if (!Jvm.cacheable()) {
            return;
        }
        MAINS.forEach(
                (kind, main) -> {
                    Path cache = Rehearsals.cache(kind);
                    Rehearsals.use(cache);
                    if (!Files.exists(cache)) {
                        say.accept("rehearsing the " + kind + " for a fast start (first use only)");
                        Rehearsals.rehearse(
                                errands,
                                cache,
                                Jvm.rehearsal(main, HEAP_MIB, cache),
                                state.logs().resolve("rehearsal-" + kind + ".log"));
                    }
                });
        Rehearsals.prune();
    }
}
