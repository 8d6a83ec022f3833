package dev.twinkeel.twin.archive;

import dev.twinkeel.twin.Grants;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.archive.ArchiveConfig.Unit;
import dev.twinkeel.twin.archive.Archiver.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Archives every database of a region, one thread each, again and again: from the member that has
/// the lease when it is in this region, else from a replica of this region, so that the log crosses
/// the link between the regions once.
final class ArchiveLoops implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ArchiveLoops.class.getName());

    /// How much later than it is written the log is archived, at most, while all is well.
    private static final Duration PACE = Duration.ofMillis(500);

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final ArchiveConfig config;
    private final S3Shelf shelf;
    private final HttpCaller caller = new HttpCaller();
    private final List<Loop> loops = new ArrayList<>();
    private volatile boolean closed;

    private record Loop(Unit unit, Archiver archiver, Thread thread) {}

    ArchiveLoops(ArchiveConfig config) throws IOException {
        this.config = config;
        this.shelf =
                new S3Shelf(
                        config.store(),
                        config.bucket(),
                        config.awsRegion(),
                        config.keyId(),
                        config.secret());
        for (Unit unit : config.units()) {
            var archiver =
                    new Archiver(
                            unit.database(),
                            unit.every(),
                            shelf,
                            config.superuserPasswordFile(),
                            config.scratch());
            loops.add(
                    new Loop(
                            unit,
                            archiver,
                            Thread.ofPlatform()
                                    .name("archive-" + unit.database())
                                    .daemon()
                                    .uncaughtExceptionHandler(ArchiveLoops::end)
                                    .unstarted(() -> run(unit, archiver))));
        }
    }

    void start() {
        loops.forEach(loop -> loop.thread().start());
    }

    List<Archiver.Told> told() {
        return loops.stream().map(loop -> loop.archiver().told()).toList();
    }

    private void run(Unit unit, Archiver archiver) {
        String said = "";
        while (!closed) {
            String trouble = once(unit, archiver);
            if (!trouble.equals(said)) {
                LOG.log(
                        System.Logger.Level.INFO,
                        unit.database() + ": " + (trouble.isEmpty() ? "archiving" : trouble));
                said = trouble;
            }
            LockSupport.parkNanos(PACE.toNanos());
        }
    }

    /// A process whose thread is gone looks well and archives nothing; one that ends is started
    /// again.
    private static void end(Thread thread, Throwable unforeseen) {
        try {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "thread %s ended; so does this process".formatted(thread.getName()),
                    unforeseen);
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    /// @return why it did not, or nothing
    private String once(Unit unit, Archiver archiver) {
        long askedNanos = System.nanoTime();
        try {
            Grants.Given given = given(unit);
            Optional<Source> source = source(unit, given);
            if (source.isEmpty()) {
                throw new IOException("no member of this region can be read now");
            }
            boolean writer = given.writer().equals(source.map(Source::member));
            long validMillis = writer ? given.validMillis() : Duration.ofHours(1).toMillis();
            archiver.step(
                    source.orElseThrow(), askedNanos + Duration.ofMillis(validMillis).toNanos());
            return "";
        } catch (IOException | RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            archiver.wait(why);
            return why;
        }
    }

    private Grants.Given given(Unit unit) throws IOException {
        HttpCaller.Answered answered = caller.get(config.agent(), "/grants", LIMIT);
        if (!answered.ok()) {
            throw new IOException("who has the lease is not known: " + answered.reason());
        }
        Grants grants = Json.mapper().treeToValue(answered.body(), Grants.class);
        return grants.grants().stream()
                .filter(it -> it.database().equals(unit.database()))
                .findFirst()
                .orElseThrow(() -> new IOException("the agent knows no " + unit.database()));
    }

    private static Optional<Source> source(Unit unit, Grants.Given given) {
        return Stream.concat(given.writer().stream(), given.readers().stream())
                .flatMap(
                        member ->
                                Optional.ofNullable(unit.members().get(member)).stream()
                                        .map(it -> new Source(given.epoch(), member, it)))
                .findFirst();
    }

    @Override
    public void close() {
        closed = true;
        loops.forEach(loop -> LockSupport.unpark(loop.thread()));
        loops.forEach(loop -> loop.archiver().close());
        shelf.close();
        caller.close();
    }
}
