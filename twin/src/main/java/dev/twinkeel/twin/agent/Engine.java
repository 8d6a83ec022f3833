package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Driver;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Grant;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.recovery.Stage;
import dev.twinkeel.recovery.State;
import dev.twinkeel.twin.Grants;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One database's engine inside an agent: its driver, its journal, and its eyes on the members.
final class Engine implements AutoCloseable {
    /// Between two looks at a member in quiet times.
    static final Duration CALM = Duration.ofMillis(200);

    /// The other region's members matter to its own engine first. To this one they tell whom to
    /// follow and whether a planned move may begin.
    private static final Duration FAR = Duration.ofSeconds(1);

    /// While a recovery waits for what the members show.
    private static final Duration HASTE = Duration.ofMillis(20);

    private final Driver driver;
    private final FileJournal journal;
    private final InstantSource clock;
    private final List<MemberEye> eyes;
    private final LeaseEye lease;
    private final Onward onward;
    private final Readers readers = new Readers();

    /// @param eyes one a member; not started yet
    Engine(
            Driver driver,
            FileJournal journal,
            InstantSource clock,
            List<MemberEye> eyes,
            LeaseEye lease,
            Onward onward) {
        this.driver = driver;
        this.journal = journal;
        this.clock = clock;
        this.eyes = List.copyOf(eyes);
        this.lease = lease;
        this.onward = onward;
    }

    Engine start() {
        driver.start();
        lease.start();
        eyes.forEach(MemberEye::start);
        return this;
    }

    /// How long to wait between two looks at a member in such a stage.
    static Duration pause(Stage stage) {
        return switch (stage) {
            case Stage.Holding _,
                    Stage.Standing _,
                    Stage.Preparing _,
                    Stage.Leading _,
                    Stage.Lapsed _,
                    Stage.Blocked _ ->
                    CALM;
            case Stage.Awaiting _,
                    Stage.Claiming _,
                    Stage.Electing _,
                    Stage.Swapping _,
                    Stage.Promoting _,
                    Stage.Joining _,
                    Stage.Rerouting _,
                    Stage.Verifying _,
                    Stage.Draining _,
                    Stage.CatchingUp _ ->
                    HASTE;
        };
    }

    /// How long to wait between two looks at a member of another region.
    static Duration farPause(Stage stage) {
        boolean moving = stage instanceof Stage.Preparing || stage instanceof Stage.Leading;
        return stage instanceof Stage.CatchingUp ? HASTE : moving ? CALM : FAR;
    }

    /// How long to wait between two looks at the lease: hardly, when a planned move will name this
    /// region, because no writes are let in between.
    static Duration leasePause(State state, Policy policy) {
        boolean successor =
                state.lease()
                        .flatMap(known -> known.lease().successor())
                        .filter(policy.place()::equals)
                        .isPresent();
        return successor ? HASTE : policy.renew().dividedBy(2);
    }

    /// Whether the stage goes on when a member reaches a position.
    static boolean waitsForPositions(Stage stage) {
        return stage instanceof Stage.Joining || stage instanceof Stage.CatchingUp;
    }

    String database() {
        return driver.policy().database();
    }

    Driver driver() {
        return driver;
    }

    void tell(Event event) {
        driver.offer(event);
    }

    Optional<String> command(String who, Command command) {
        return driver.command(who, command);
    }

    List<String> journalAfter(long number) {
        return journal.after(number);
    }

    /// What the gates of the region are told now.
    Grants.Given given() {
        Optional<Grant> grant = driver.grant();
        Optional<String> writer = grant.map(held -> held.writer().name());
        long validMillis =
                grant.map(held -> Duration.between(clock.instant(), held.until()).toMillis())
                        .orElse(0L);
        long known = driver.state().lease().map(it -> it.lease().epoch()).orElse(0L);
        List<String> read = readers.of(near(), writer, System.nanoTime());
        if (grant.isEmpty()) {
            Optional<Grants.Given> elsewhere =
                    onward.given(database()).filter(given -> given.epoch() >= known);
            if (elsewhere.isPresent()) {
                return elsewhere.get().away(read, onward.handedOver());
            }
        }
        boolean moved = onward.handedOver() && withoutDatabaseElsewhere();
        return new Grants.Given(
                database(),
                grant.map(Grant::epoch).orElse(known),
                validMillis > 0 ? writer : Optional.empty(),
                Math.max(0, validMillis),
                read,
                /* away= */ false,
                moved || leaving(driver.state().stage(), driver.policy().place()));
    }

    /// Users are seen off once they are sent elsewhere, and not before.
    private static boolean leaving(Stage stage, String place) {
        boolean unsent = stage instanceof Stage.Leading(_, _, var led) && led.isEmpty();
        return !unsent && usersGo(stage, place);
    }

    /// A planned move to another region is so far that the users are sent there.
    static boolean usersGo(Stage stage, String place) {
        return switch (stage) {
            case Stage.Leading _ -> true;
            case Stage.Draining(_, var target) -> !target.region().equals(place);
            case Stage.CatchingUp(_, var target, _) -> !target.region().equals(place);
            case Stage.Swapping(var scope, _, _, var next) ->
                    scope == Stage.Scope.PLANNED && !next.region().equals(place);
            case Stage.Standing _,
                    Stage.Awaiting _,
                    Stage.Claiming _,
                    Stage.Electing _,
                    Stage.Promoting _,
                    Stage.Joining _,
                    Stage.Rerouting _,
                    Stage.Verifying _,
                    Stage.Holding _,
                    Stage.Preparing _,
                    Stage.Lapsed _,
                    Stage.Blocked _ ->
                    false;
        };
    }

    /// There is no writer to be led on to, but users are to go where the lease is.
    private boolean withoutDatabaseElsewhere() {
        return driver.state()
                .lease()
                .map(State.Known::lease)
                .filter(it -> it.holder().isEmpty())
                .filter(it -> !it.region().equals(driver.policy().place()))
                .isPresent();
    }

    private Map<String, Optional<Sight>> near() {
        Map<String, Optional<Sight>> sights = new LinkedHashMap<>();
        for (MemberEye eye : eyes) {
            if (eye.member().region().equals(driver.policy().place())) {
                sights.put(eye.member().name(), eye.sight());
            }
        }
        return sights;
    }

    Map<String, Optional<Sight>> sights() {
        Map<String, Optional<Sight>> sights = new LinkedHashMap<>();
        eyes.forEach(eye -> sights.put(eye.member().name(), eye.sight()));
        return sights;
    }

    @Override
    public void close() {
        lease.close();
        eyes.forEach(MemberEye::close);
        driver.close();
        journal.close();
    }
}
