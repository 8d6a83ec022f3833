package dev.twinkeel.stores.replication;

import dev.twinkeel.stores.replication.Entry.Accepted;
import dev.twinkeel.stores.replication.Entry.Applied;
import dev.twinkeel.stores.replication.Entry.Echoed;
import dev.twinkeel.stores.replication.Entry.Local;
import dev.twinkeel.stores.replication.Entry.Observed;
import dev.twinkeel.stores.replication.Entry.Repaired;
import dev.twinkeel.stores.replication.Outbox.Waiting;
import dev.twinkeel.stores.replication.ReplicaTable.Change;
import dev.twinkeel.stores.replication.ReplicaTable.Read;
import dev.twinkeel.stores.replication.ReplicaTable.Write;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Keeps one table of this region and of the other the same, the last writer winning.
///
/// It reads this region's stream, gives each change its time ([Merge]), sends what applications
/// wrote to the other region's half ([Sender]), and writes what that half sends. Every decision is
/// on disk ([VersionLog]) before it is acted on.
final class TableReplicator implements Replicator {
    private static final int READ_MAX = 1_000;

    private final Settings settings;
    private final ReplicaTable table;
    private final LongSupplier clockMicros;
    private final Merge merge;
    private final VersionLog log;
    private final ConflictLog conflicts;
    private final Lag lag = new Lag();
    private final Outbox outbox = new Outbox();

    /// Writes of ours that are decided and wait until the log has the decision.
    private final Map<String, Write> postponed = new LinkedHashMap<>();

    private final Sender sender;
    private final Loop observer;
    private volatile boolean ready;

    /// Held while writes of ours are decided and made, so that they reach the table in the order of
    /// the decisions. Taken before the monitor of this object, which guards the state.
    private final ReentrantLock writing = new ReentrantLock();

    /// @param name in the application's file
    /// @param region that this half is of
    /// @param key attribute that identifies an item
    /// @param folder of this table's state
    /// @param delayMillis after which a version is sent
    record Settings(String name, String region, String key, Path folder, long delayMillis) {}

    TableReplicator(Settings settings, ReplicaTable table, Peer peer, LongSupplier clockMicros) {
        this(settings, table, peer, clockMicros, VersionLog::channel);
    }

    /// @param opener of the files of the log
    TableReplicator(
            Settings settings,
            ReplicaTable table,
            Peer peer,
            LongSupplier clockMicros,
            VersionLog.Opener opener) {
        this.settings = settings;
        this.table = table;
        this.clockMicros = clockMicros;
        this.merge = new Merge(settings.region(), settings.key());
        this.log =
                VersionLog.open(
                        settings.folder().resolve("versions.log"),
                        merge,
                        clockMicros.getAsLong(),
                        opener);
        this.conflicts =
                new ConflictLog(settings.name(), settings.folder().resolve("conflicts.jsonl"));
        this.sender = new Sender(this, peer, settings.delayMillis());
        ReplicaTable.Reader reader = table.reader();
        this.observer =
                new Loop(
                        "observe " + settings.name(),
                        Loop.Pace.OF_STREAM,
                        () -> {
                            if (!ready) {
                                table.make();
                            }
                            boolean found = observe(reader);
                            ready = true;
                            return found;
                        });
    }

    static TableReplicator of(ReplicationConfig config, ReplicationConfig.Table table) {
        Settings settings =
                new Settings(
                        table.name(),
                        config.region(),
                        table.key(),
                        config.folder().resolve("table-" + table.name()),
                        config.delayMillis());
        return new TableReplicator(
                settings,
                new DynamoTable(Clients.of(config, table.endpoint()), table),
                new HttpPeer(HttpPeer.client(), config.peer(), "table", table.name(), "versions"),
                TableReplicator::wallClockMicros);
    }

    static long wallClockMicros() {
        var now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    @Override
    public String kind() {
        return "table";
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public void start() {
        observer.start();
        sender.start();
    }

    @Override
    public void pause(boolean paused) {
        sender.pause(paused);
    }

    /// Reads this region's stream once.
    ///
    /// @return whether there was anything
    boolean observe(ReplicaTable.Reader reader) {
        Position from;
        synchronized (this) {
            log.settle();
            from = merge.observed();
        }
        Read read = reader.read(from, READ_MAX);
        boolean sends;
        synchronized (this) {
            sends = take(read);
        }
        if (sends) {
            sender.wake();
        }
        repair();
        return !read.changes().isEmpty();
    }

    private boolean take(Read read) {
        List<Entry> entries = new ArrayList<>();
        List<Waiting> news = new ArrayList<>();
        Position end = merge.observed();
        boolean whole = true;
        for (Change change : read.changes()) {
            if (merge.underWay(change.key())) {
                whole = false;
                break;
            }
            end = change.position();
            Entry entry = merge.observe(change, clockMicros.getAsLong());
            if (entry instanceof Echoed echoed) {
                merge.lost(echoed).ifPresent(lost -> tell(change, lost));
            }
            fold(entry, entries);
            if (entry instanceof Local) {
                merge.toSend(change)
                        .ifPresent(sent -> news.add(new Waiting(change.position(), sent)));
            }
        }
        end = whole ? read.end() : end;
        if (!end.equals(merge.observed())) {
            fold(new Observed(end), entries);
        }
        if (whole && read.caughtUp()) {
            merge.drained().forEach(entry -> fold(entry, entries));
        }
        keep(entries, outbox::fallBehind);
        news.forEach(outbox::offer);
        log.shorten(clockMicros.getAsLong());
        return !news.isEmpty();
    }

    /// @param owed what is to be done when the entries cannot be kept now
    private void keep(List<Entry> entries, Runnable owed) {
        try {
            log.append(entries);
        } catch (RuntimeException e) {
            owed.run();
            throw e;
        }
    }

    private void fold(Entry entry, List<Entry> entries) {
        merge.fold(entry);
        entries.add(entry);
    }

    /// An echo has shown what it overwrote.
    private void tell(Change echo, Entry.Lost lost) {
        byte[] before = echo.before();
        boolean theLost = before != null && Digest.of(before).equals(lost.digest());
        Version kept = merge.winner(echo.key());
        conflicts.add(
                echo.key(), lost, kept, theLost && before != null ? Items.read(before) : null);
    }

    /// Writes again what our own writes had overwritten although it is the winner.
    private void repair() {
        writing.lock();
        try {
            writePostponed();
            Map<String, Write> items = new LinkedHashMap<>();
            synchronized (this) {
                List<Entry> entries = new ArrayList<>();
                for (String key : merge.repairs()) {
                    items.put(key, new Write(merge.winner(key), merge.held(key)));
                    fold(new Repaired(key), entries);
                }
                keep(entries, () -> postponed.putAll(items));
            }
            write(items);
        } finally {
            writing.unlock();
        }
    }

    private void writePostponed() {
        Map<String, Write> items;
        synchronized (this) {
            log.settle();
            items = new LinkedHashMap<>(postponed);
            postponed.clear();
        }
        write(items);
    }

    private void write(Map<String, Write> items) {
        if (items.isEmpty()) {
            return;
        }
        try {
            table.write(items);
        } catch (RuntimeException e) {
            synchronized (this) {
                merge.failed(items.keySet());
            }
            throw e;
        }
        synchronized (this) {
            List<Entry> entries = new ArrayList<>();
            fold(new Applied(List.copyOf(items.keySet())), entries);
            log.append(entries);
        }
    }

    @Override
    public byte[] answer(String what, byte[] body) {
        if (!what.equals("versions")) {
            throw new IllegalArgumentException(
                    "answer \"%s\": a table's replicator takes \"versions\"".formatted(what));
        }
        receive(Sent.read(body));
        return "done".getBytes(StandardCharsets.UTF_8);
    }

    /// Takes versions of the other region's; returns when they are in the table, if they win.
    void receive(List<Sent> batch) {
        writing.lock();
        try {
            writePostponed();
            Map<String, Write> items = new LinkedHashMap<>();
            List<Sent> won = new ArrayList<>();
            boolean again = false;
            synchronized (this) {
                List<Entry> entries = new ArrayList<>();
                for (Sent sent : batch) {
                    if (merge.mustWait(sent)) {
                        again = true;
                        continue;
                    }
                    Optional<Entry> entry = merge.merge(sent);
                    entry.ifPresent(it -> fold(it, entries));
                    if (entry.isPresent()) {
                        won.add(sent);
                    }
                    if (entry.isPresent() && entry.get() instanceof Accepted) {
                        items.put(sent.key(), new Write(sent.version(), sent.item()));
                    }
                }
                keep(entries, () -> postponed.putAll(items));
            }
            write(items);
            long now = clockMicros.getAsLong();
            won.forEach(sent -> lag.add(now - sent.version().micros()));
            if (again) {
                throw new IllegalStateException(
                        "take a batch of %d versions: of some it is not known yet whether an earlier write was made; send it again"
                                .formatted(batch.size()));
            }
        } finally {
            writing.unlock();
        }
    }

    // What the sender needs, under this object's monitor.

    ReplicaTable.Reader reader() {
        return table.reader();
    }

    Merge merge() {
        return merge;
    }

    Outbox outbox() {
        return outbox;
    }

    long nowMicros() {
        return clockMicros.getAsLong();
    }

    /// Nothing is sent before the log has what was decided of it.
    void settle() {
        log.settle();
    }

    /// The other region has all up to a position.
    synchronized void acknowledged(Position position) {
        List<Entry> entries = new ArrayList<>();
        fold(new Entry.Acknowledged(position), entries);
        outbox.sent(position);
        log.append(entries);
    }

    /// Whether both halves would have nothing to do: for tests, and for a wait before a check.
    synchronized boolean quiet() {
        return !outbox.behind()
                && outbox.size() == 0
                && merge.unsettled() == 0
                && merge.repairs().isEmpty();
    }

    @Override
    public synchronized Status status() {
        long now = nowMicros();
        long oldest = outbox.behind() ? sender.oldestMicros() : outbox.oldestMicros();
        return new Status(
                kind(),
                name(),
                ready,
                sender.paused(),
                sender.sent(),
                pending(),
                oldest == 0 ? 0 : Math.max(0, (now - oldest) / 1_000),
                lag.count(),
                lag.millis(0.50),
                lag.millis(0.99),
                conflicts.count(),
                sender.trouble().or(observer::trouble).orElse(""));
    }

    /// While the outbox is behind, the length of the stream that has not been sent.
    private long pending() {
        return outbox.behind() ? merge.observed().distance(merge.acknowledged()) : outbox.size();
    }

    @Override
    public List<Map<String, Object>> conflicts(int limit) {
        return conflicts.latest(limit);
    }

    @Override
    public void close() {
        observer.close();
        sender.close();
        synchronized (this) {
            log.close();
        }
    }
}
