package dev.twinkeel.recovery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Everything that one engine knows about one database: its stage, and the facts that every stage
/// shares. Immutable.
///
/// @param now the newest instant heard
/// @param lease the newest version of the lease that was read or written
/// @param confirmed the instant before the last swap was asked by which this engine wrote the
///   lease; a holder's lease runs from it
/// @param sights what each member looks like, by name
/// @param views what each vantage point says of each region
/// @param marks where the holder was, oldest first, to measure how far a replica is behind
/// @param works effects under way, and those that are not to be asked again yet
/// @param force what the holder's commits wait for, as last confirmed
/// @param unsureUntil before this an earlier, unanswered [Effect.Synchronise] may still take effect
/// @param doubtful the version of the lease that an unanswered swap expects: while it is the
///   newest, that swap may still come
/// @param quietUntil no automatic takeover of a region before this
/// @param alone since when the holder has no synchronous member that streams from it
/// @param order what a person asked for and is not done
/// @param owed the users are still to be sent to this region
/// @param scaled the region's pods are at the full number
/// @param approved a person gave the word for the recovery that waits for it
/// @param paused nothing new is started
public record State(
        Stage stage,
        Instant now,
        Optional<Known> lease,
        Optional<Instant> confirmed,
        Map<String, Seen> sights,
        List<View> views,
        List<Mark> marks,
        List<Work> works,
        Optional<Force> force,
        Instant unsureUntil,
        long doubtful,
        Instant quietUntil,
        Optional<Instant> alone,
        Optional<Order> order,
        boolean owed,
        boolean scaled,
        boolean approved,
        boolean paused) {

    /// A version of the lease and when its first answer arrived.
    public record Known(Versioned versioned, Instant arrived) {
        public Lease lease() {
            return versioned.lease();
        }
    }

    /// @param since when the kind of sight, the role, or the upstream last changed
    /// @param moved when the position last changed
    public record Seen(Sight sight, Instant since, Instant moved) {}

    /// @param since when the vantage point began to say so without a break
    public record View(String vantage, String region, boolean alive, Instant since) {}

    /// The holder was at `position` then, by this engine's clock.
    public record Mark(Instant at, Position position) {}

    /// @param until when it may be asked again, if it is not running
    public record Work(Effect effect, Instant asked, Answer answer, Instant until) {
        boolean running() {
            return answer == Answer.TO_COME;
        }
    }

    /// What became of the answer to an effect.
    public enum Answer {
        TO_COME,
        CAME,

        /// It did not come, or nobody knows of what: the effect may still take place.
        MISSED
    }

    /// @param floor whoever of `synchronous` reaches it has every commit acknowledged before
    public record Force(Set<Member> synchronous, Position floor) {}

    public record Order(String who, Command command, Instant at) {}

    /// The state of an engine that has seen nothing.
    public static State initial(Policy policy) {
        if (!policy.regions().contains(policy.place())) {
            throw new IllegalArgumentException(
                    "engine of " + policy.database() + " at " + policy.place() + ": not a region");
        }
        return new State(
                new Stage.Standing(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Sights.NONE,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Instant.EPOCH,
                /* doubtful= */ -1,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                false,
                false);
    }
}
