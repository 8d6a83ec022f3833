package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/// The leases in ZooKeeper: one node a database, its data the record as JSON, its version the
/// record's version.
///
/// A connection to every voter is kept, so that the loss of one costs no search for another; calls
/// go to the first that is connected. Every call ends within the limit given. Thread-safe.
final class ZooKeeperLeases implements Leases, AutoCloseable {
    /// One voter's share of a read, when there are others to ask.
    private static final Duration SHARE = Duration.ofMillis(500);

    private final List<VoterConnection> voters;
    private final News connected = new News();
    private final Duration limit;

    /// @param voters the nearest first
    /// @param limit of every call, real time
    ZooKeeperLeases(List<Address> voters, Duration limit) {
        this.limit = limit;
        this.voters =
                voters.stream()
                        .map(address -> new VoterConnection(address, connected::came))
                        .toList();
    }

    @Override
    public Reply<Versioned> read(String database) {
        long deadline = System.nanoTime() + limit.toNanos();
        Reply<Versioned> last = new Reply.Unknown<>(nobody());
        for (int attempt = 0; attempt < 2 * voters.size(); attempt++) {
            Optional<VoterConnection> voter = connected(deadline);
            if (voter.isEmpty()) {
                return last;
            }
            long share = Math.min(SHARE.toNanos(), deadline - System.nanoTime());
            last = read(voter.get(), database, share);
            if (!(last instanceof Reply.Unknown<Versioned>)) {
                return last;
            }
            voter.get().suspect();
        }
        return last;
    }

    private Reply<Versioned> read(VoterConnection voter, String database, long nanos) {
        return ask(
                voter,
                "read the lease of " + database,
                nanos,
                (zooKeeper, answer) ->
                        zooKeeper.getData(
                                path(database),
                                false,
                                (code, path, _, data, stat) ->
                                        complete(answer, code, path, () -> lease(data, stat)),
                                null));
    }

    @Override
    public Reply<Versioned> create(Lease first) {
        return write(
                "create the lease of " + first.database(),
                (zooKeeper, answer) ->
                        zooKeeper.create(
                                path(first.database()),
                                bytes(first),
                                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                                CreateMode.PERSISTENT,
                                (code, path, _, _) ->
                                        complete(
                                                answer,
                                                code,
                                                path,
                                                () -> new Versioned(first, /* version= */ 0)),
                                null));
    }

    @Override
    public Reply<Versioned> swap(Versioned expected, Lease next) {
        if (!expected.lease().database().equals(next.database())) {
            throw new IllegalArgumentException(
                    "swap the lease of %s by one of %s"
                            .formatted(expected.lease().database(), next.database()));
        }
        return write(
                "swap the lease of %s from version %d"
                        .formatted(next.database(), expected.version()),
                (zooKeeper, answer) ->
                        zooKeeper.setData(
                                path(next.database()),
                                bytes(next),
                                Math.toIntExact(expected.version()),
                                (code, path, _, stat) ->
                                        complete(
                                                answer,
                                                code,
                                                path,
                                                () -> new Versioned(next, stat.getVersion())),
                                null));
    }

    /// A write is sent once: when its answer does not come, nobody knows.
    private Reply<Versioned> write(
            String what, BiConsumer<ZooKeeper, CompletableFuture<Versioned>> call) {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<VoterConnection> voter = connected(deadline);
        if (voter.isEmpty()) {
            return new Reply.Unknown<>(what + ": " + nobody());
        }
        Reply<Versioned> reply = ask(voter.get(), what, deadline - System.nanoTime(), call);
        if (reply instanceof Reply.Unknown<Versioned>) {
            voter.get().suspect();
        }
        return reply;
    }

    private static Reply<Versioned> ask(
            VoterConnection voter,
            String what,
            long nanos,
            BiConsumer<ZooKeeper, CompletableFuture<Versioned>> call) {
        Optional<ZooKeeper> session = voter.session();
        if (session.isEmpty()) {
            return new Reply.Unknown<>(what + " at " + voter.address() + ": connection lost");
        }
        CompletableFuture<Versioned> answer = new CompletableFuture<>();
        call.accept(session.get(), answer);
        try {
            return new Reply.Done<>(answer.get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return new Reply.Unknown<>(
                    "%s at %s: no answer in %d ms"
                            .formatted(
                                    what, voter.address(), TimeUnit.NANOSECONDS.toMillis(nanos)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Unknown<>(what + " at " + voter.address() + ": interrupted");
        } catch (ExecutionException e) {
            return failed(what + " at " + voter.address(), e.getCause());
        }
    }

    private static Reply<Versioned> failed(String what, @Nullable Throwable cause) {
        if (!(cause instanceof KeeperException keeper)) {
            throw new IllegalStateException(what, cause);
        }
        return switch (keeper.code()) {
            case BADVERSION -> new Reply.Refused<>(what + ": the record has changed");
            case NONODE -> new Reply.Refused<>(what + ": there is no record");
            case NODEEXISTS -> new Reply.Refused<>(what + ": there is a record");
            default -> new Reply.Unknown<>(what + ": " + keeper.code());
        };
    }

    /// The first connected voter that answered last time; otherwise any that is connected.
    private Optional<VoterConnection> connected(long deadline) {
        while (true) {
            long seen = connected.number();
            Optional<VoterConnection> found =
                    voters.stream()
                            .filter(voter -> voter.session().isPresent() && !voter.suspected())
                            .findFirst()
                            .or(
                                    () ->
                                            voters.stream()
                                                    .filter(voter -> voter.session().isPresent())
                                                    .findFirst());
            long left = deadline - System.nanoTime();
            if (found.isPresent() || left <= 0) {
                return left <= 0 ? Optional.empty() : found;
            }
            connected.await(seen, left);
            if (Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
        }
    }

    private String nobody() {
        return "no voter of the consensus store serves within "
                + limit.toMillis()
                + " ms; asked "
                + voters.stream().map(VoterConnection::address).toList();
    }

    private static void complete(
            CompletableFuture<Versioned> answer, int code, String path, Supplier<Versioned> value) {
        if (code == Code.OK.intValue()) {
            try {
                answer.complete(value.get());
            } catch (UncheckedIOException e) {
                answer.completeExceptionally(e);
            }
        } else {
            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
        }
    }

    private static String path(String database) {
        return "/lease-" + database;
    }

    private static byte[] bytes(Lease lease) {
        return Json.write(lease).getBytes(StandardCharsets.UTF_8);
    }

    private static Versioned lease(byte[] data, Stat stat) {
        return new Versioned(
                Json.read(new String(data, StandardCharsets.UTF_8), Lease.class),
                stat.getVersion());
    }

    @Override
    public void close() {
        voters.forEach(VoterConnection::close);
    }
}
