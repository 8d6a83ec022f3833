package dev.twinkeel.twin.host;

import dev.twinkeel.model.Database;
import dev.twinkeel.model.Region;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.archive.Archive;
import dev.twinkeel.twin.archive.Archive.Window;
import dev.twinkeel.twin.archive.S3Shelf;
import dev.twinkeel.twin.engine.EngineException;
import dev.twinkeel.twin.engine.PastServer;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.PostgresSpec;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.store.Backups;
import dev.twinkeel.twin.store.StoreStatus;
import dev.twinkeel.twin.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Makes a database as it was at a moment, on a server beside those that serve, from what is
/// archived in either region. The running database is not touched.
final class Restores {
    /// Until what was written just now is archived.
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration REPLAY = Duration.ofMinutes(10);

    private final Layout layout;
    private final StateFolder state;
    private final StoreGround ground;
    private final Processes processes;
    private final PostgresInstallation postgres;
    private final Stores stores;
    private final Supplier<Set<String>> lively;
    private final Map<String, S3Shelf> shelves = new HashMap<>();

    private record Source(Region region, Archive archive, Optional<Instant> live) {}

    Restores(
            Layout layout,
            StateFolder state,
            StoreGround ground,
            Processes processes,
            PostgresInstallation postgres,
            Stores stores,
            Supplier<Set<String>> lively) {
        this.layout = layout;
        this.state = state;
        this.ground = ground;
        this.processes = processes;
        this.postgres = postgres;
        this.stores = stores;
        this.lively = lively;
    }

    /// @param name of a database; empty when there is only one
    /// @throws TwinException when it cannot be, with the moments that can
    synchronized Restored restore(String name, Instant moment) {
        long start = System.nanoTime();
        Database database = database(name);
        Instant now = Instant.now();
        if (moment.isAfter(now)) {
            throw new TwinException(
                    "restore %s to %s: that is not yet; it is %s"
                            .formatted(database.name(), moment, now));
        }
        Source source = source(database, moment);
        Archive.Base base = source.archive().base(moment, source.live()).orElseThrow();
        PostgresSpec spec = spec(database, source.region());
        Path log = spec.folder().resolve("log");
        var past = new PastServer(postgres, processes, spec);
        try {
            long bytes = source.archive().fetch(base, log);
            try (InputStream packed = source.archive().open(base)) {
                past.restore(packed, log, moment, REPLAY);
            }
            PastServer.Contents contents = past.contents();
            String inside = Configs.databaseName(database);
            Rotations.letIn(new LoginFile(state, database), spec);
            return new Restored(
                    source.region().name(),
                    spec.listen(),
                    inside,
                    inside,
                    state.secret(database.name()),
                    spec.folder(),
                    moment,
                    base.taken(),
                    bytes,
                    contents.rows(),
                    contents.lastCommit(),
                    Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException | EngineException e) {
            throw new TwinException(
                    "restore %s to %s from the backups in %s: %s"
                            .formatted(
                                    database.name(),
                                    moment,
                                    source.region().name(),
                                    e.getMessage()),
                    e);
        }
    }

    private PostgresSpec spec(Database database, Region region) {
        Place place = layout.place(region.name());
        String name = database.name() + "-restored";
        return new PostgresSpec(
                name,
                place.name(),
                layout.home(place, layout.postgresPort(database.name())),
                state.data(name),
                state.logs().resolve(name + ".log"),
                state.secret("postgres"));
    }

    private Database database(String name) {
        List<Database> kept = Backups.of(layout.application());
        if (kept.isEmpty()) {
            throw new TwinException(
                    "restore a database: none of this twin is backed up; it is when its file says"
                            + " `backup: daily` or `hourly` and the application has a bucket,"
                            + " whose store keeps the backups");
        }
        return ChosenDatabase.of("restore a database that is backed up", kept, name);
    }

    /// The newest history that leads to the moment. What was written a moment ago is waited for.
    private Source source(Database database, Instant moment) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (true) {
            List<Source> sources = sources(database);
            Optional<Source> best =
                    sources.stream()
                            .filter(it -> reaches(it, moment))
                            .max(
                                    Comparator.<Source>comparingLong(it -> it.archive().epoch())
                                            .thenComparing(
                                                    it ->
                                                            it.region()
                                                                    .equals(
                                                                            layout.application()
                                                                                    .primary())));
            if (best.isPresent()) {
                return best.get();
            }
            boolean may = sources.stream().anyMatch(it -> may(it, moment));
            if (!may || System.nanoTime() - deadline > 0) {
                throw notRestorable(database, moment, sources);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static boolean reaches(Source source, Instant moment) {
        return source.archive().base(moment, source.live()).isPresent();
    }

    /// When the log comes as far.
    private static boolean may(Source source, Instant moment) {
        return source.archive().bases().stream().anyMatch(it -> !it.taken().isAfter(moment));
    }

    private List<Source> sources(Database database) {
        List<StoreStatus> told = stores.status(lively.get());
        List<Source> sources = new ArrayList<>();
        for (Region region : layout.application().regions()) {
            try {
                Archive archive = Archive.read(shelf(region), database.name());
                sources.add(new Source(region, archive, live(told, database, region)));
            } catch (IOException e) {
                System.getLogger(Restores.class.getName())
                        .log(
                                System.Logger.Level.INFO,
                                "look at the backups in " + region.name(),
                                e);
            }
        }
        return sources;
    }

    /// Kept open: what is listed now is read later.
    private S3Shelf shelf(Region region) throws IOException {
        S3Shelf open = shelves.get(region.name());
        if (open == null) {
            open = Backups.shelf(ground, region);
            shelves.put(region.name(), open);
        }
        return open;
    }

    private static Optional<Instant> live(
            List<StoreStatus> told, Database database, Region region) {
        return told.stream()
                .filter(it -> it.kind().equals("backup"))
                .filter(it -> it.name().equals(database.name()))
                .filter(it -> it.region().equals(region.name()))
                .flatMap(it -> Optional.ofNullable(it.facts().get("until")).stream())
                .map(it -> Instant.parse(it.toString()))
                .findFirst();
    }

    private static TwinException notRestorable(
            Database database, Instant moment, List<Source> sources) {
        String what = "restore %s to %s".formatted(database.name(), moment);
        if (sources.isEmpty()) {
            return new TwinException(
                    what + ": no region's bucket store answers; `twinkeel status` shows them");
        }
        String windows =
                sources.stream()
                        .map(it -> it.region().name() + " " + shown(it))
                        .collect(Collectors.joining("; "));
        return new TwinException(what + ": no backup leads to that moment; restorable: " + windows);
    }

    private static String shown(Source source) {
        List<Window> windows = source.archive().windows(source.live());
        return windows.isEmpty()
                ? "nothing yet"
                : windows.stream()
                        .map(it -> "%s to %s".formatted(it.earliest(), it.latest()))
                        .collect(Collectors.joining(", "));
    }
}
