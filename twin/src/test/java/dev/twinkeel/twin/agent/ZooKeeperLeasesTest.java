package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import dev.twinkeel.traffic.Conditions;
import dev.twinkeel.traffic.FlowLog;
import dev.twinkeel.traffic.Loops;
import dev.twinkeel.traffic.Relay;
import dev.twinkeel.traffic.Targets;
import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract, and what only a real ensemble can show, on three voters in processes.
class ZooKeeperLeasesTest extends LeasesContract {
    private static final Duration LIMIT = Duration.ofMillis(1500);
    private static final long DEADLINE_SECONDS = 30;

    @TempDir static Path folder;
    static VoterProcesses voters;
    static ZooKeeperLeases leases;

    @BeforeAll
    static void start() throws IOException {
        voters = new VoterProcesses(folder);
        leases = new ZooKeeperLeases(voters.clients(), LIMIT);
        until(() -> leases.read("nothing"), reply -> reply instanceof Reply.Refused<Versioned>);
    }

    @AfterAll
    static void stop() {
        leases.close();
        voters.close();
    }

    @Override
    Leases leases() {
        return leases;
    }

    /// Asks again until the answer is as wanted; each question takes its own time limit at most.
    private static <T> T until(Supplier<T> ask, Predicate<T> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (true) {
            T answer = ask.get();
            if (wanted.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still " + answer + "; logs in " + folder);
            }
            Thread.onSpinWait();
        }
    }

    private static int leader() {
        return until(voters::leader, Optional::isPresent).orElseThrow();
    }

    /// Every test kills voters: the next one starts when all serve again and a write goes through.
    @BeforeEach
    void theEnsembleIsWhole() {
        until(voters::allServe, all -> all);
        written(() -> leases.create(lease("whole-" + database, 1, 0)), "whole-" + database);
    }

    /// Sends a write until its outcome is known. One whose answer was lost may have been done: the
    /// next try is refused then, and the record tells.
    private static Versioned written(Supplier<Reply<Versioned>> write, String database) {
        Reply<Versioned> first = write.get();
        Reply<Versioned> known =
                first instanceof Reply.Unknown<Versioned>
                        ? until(write, reply -> !(reply instanceof Reply.Unknown<Versioned>))
                        : first;
        if (first instanceof Reply.Unknown<Versioned>
                && known instanceof Reply.Refused<Versioned>) {
            return done(
                    until(
                            () -> leases.read(database),
                            reply -> !(reply instanceof Reply.Unknown<Versioned>)));
        }
        return done(known);
    }

    @Test
    void theStoreGoesOnAfterItsLeaderWasKilledAndTheKilledVoterComesBack() throws Exception {
        Versioned created = written(() -> leases.create(lease(database, 1, 0)), database);
        int leader = leader();

        voters.kill(leader);
        Versioned swapped = written(() -> leases.swap(created, lease(database, 1, 1)), database);
        assertThat(swapped.lease()).isEqualTo(lease(database, 1, 1));
        voters.start(leader);
        Optional<Integer> other =
                until(voters::leader, now -> now.isPresent() && !now.equals(Optional.of(leader)));

        until(
                () -> {
                    try (ZooKeeperLeases alone =
                            new ZooKeeperLeases(List.of(voters.clients().get(leader - 1)), LIMIT)) {
                        return alone.read(database);
                    }
                },
                reply -> reply.equals(new Reply.Done<>(swapped)));
        assertThat(other).isPresent();
    }

    @Test
    void aVoterWithoutAMajorityAnswersNothingAndTheMajorityKeepsWhatItHad() throws Exception {
        Versioned created = written(() -> leases.create(lease(database, 1, 0)), database);
        voters.kill(1);
        voters.kill(2);

        Reply<Versioned> alone =
                until(
                        () -> leases.swap(created, lease(database, 1, 1)),
                        reply -> reply instanceof Reply.Unknown<Versioned>);
        assertThat(alone).isInstanceOf(Reply.Unknown.class);

        voters.start(1);
        voters.start(2);
        Reply<Versioned> after =
                until(() -> leases.read(database), reply -> reply instanceof Reply.Done<Versioned>);
        assertThat(done(after).lease().epoch()).isEqualTo(1);
    }

    /// A client that was given up may connect once more, and end, after the next one has connected.
    @Test
    void aVoterWhoseConnectionsAreLostAgainAndAgainIsFoundEachTime() {
        Versioned created = written(() -> leases.create(lease(database, 1, 0)), database);
        Address voter = voters.clients().getFirst();
        try (Loops loops = Loops.open("voter", 1);
                Relay way =
                        Relay.listen(
                                loops,
                                new InetSocketAddress(voter.host(), 0),
                                Targets.always(new InetSocketAddress(voter.host(), voter.port())),
                                Conditions.direct(),
                                FlowLog.NONE);
                ZooKeeperLeases alone =
                        new ZooKeeperLeases(
                                List.of(new Address(voter.host(), way.address().getPort())),
                                LIMIT)) {
            for (int lost = 0; lost <= 5; lost++) {
                until(() -> alone.read(database), new Reply.Done<>(created)::equals);
                way.resetAll();
            }
        }
    }

    @Test
    void aVoterEndsOnTheTermSignal() throws Exception {
        Process stopped = voters.stop(3);

        assertThat(stopped.waitFor(10, TimeUnit.SECONDS)).isTrue();
        voters.start(3);
        until(() -> leases.read("nothing"), reply -> reply instanceof Reply.Refused<Versioned>);
    }
}
