package dev.twinkeel.recovery;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who may be the next primary: ask everyone who may hold an acknowledged commit, choose the
/// furthest, and swap the lease to it. The swap is what decides; nothing is promoted before it.
final class Election {
    private Election() {}

    static void electing(Draft d, Stage.Electing stage) {
        switch (stage.scope()) {
            case ZONE, PLANNED -> zone(d, stage);
            case REGION -> region(d, stage);
        }
    }

    /// A commit waits for any one synchronous member, so any one of them may be the only one to
    /// have it: every single one must answer.
    private static void zone(Draft d, Stage.Electing stage) {
        if (Holder.taken(d)) {
            return;
        }
        Lease lease = d.lease();
        boolean onlyCopy = lease.degraded() || lease.synchronous().isEmpty();
        if (onlyCopy && !d.policy.cache()) {
            // A swap that was asked before the loss came late.
            Holder.onlyCopyLost(d);
            return;
        }
        keepLease(d);
        if (stage.fence() == Stage.Fence.ASKED) {
            d.ask(new Effect.Fence(lease.epoch(), d.holder()));
        }
        boolean missing = false;
        Member silent = null;
        for (Member member : Candidates.of(d, lease, stage)) {
            if (Works.mayFollow(d, member)) {
                // It would go on confirming to the old primary, were that one to come back.
                forget(d, member);
                missing = true;
            } else if (!stage.answers().containsKey(member)) {
                var ask = new Effect.Ask(lease.epoch(), member);
                silent = silent == null && Works.inVain(d, ask) ? member : silent;
                missing = true;
                d.ask(ask);
            }
        }
        if (missing) {
            if (silent != null && d.passed(stage.since(), d.policy.patience(2))) {
                notAllAnswered(d, silent);
            }
            return;
        }
        if (stage.fence() == Stage.Fence.ASKED) {
            return;
        }
        Map.Entry<Member, Position> best = furthest(lease, stage.answers());
        if (best == null) {
            incomparable(d, stage);
        } else {
            choose(d, stage, lease, best.getKey(), best.getValue());
        }
    }

    private static void forget(Draft d, Member member) {
        if (d.stage instanceof Stage.Electing now && now.answers().containsKey(member)) {
            d.stage = now.without(member);
            d.changed = true;
        }
    }

    /// The swap that ends an election renews the lease as well, and has to wait for a renewal that
    /// is on its way: before half of the lease is over, none is begun.
    private static void keepLease(Draft d) {
        if (d.confirmed == null || d.passed(d.confirmed, d.policy.lease().dividedBy(2))) {
            Upkeep.renew(d);
        }
    }

    private static void notAllAnswered(Draft d, Member missing) {
        d.to(
                Transition.NOT_ALL_ANSWERED,
                new Stage.Blocked(
                        d.now,
                        Stage.Reason.ANSWER_MISSING,
                        missing.name() + " does not answer",
                        Optional.of(missing)),
                missing.name()
                        + " does not answer, and it may be the only one to have an acknowledged"
                        + " commit: nobody is promoted until it is seen. Start it again, or fail"
                        + " over to the other region and accept the loss.");
    }

    private static void incomparable(Draft d, Stage.Electing stage) {
        d.to(
                Transition.HISTORIES_FORKED,
                new Stage.Blocked(
                        d.now,
                        Stage.Reason.INCOMPARABLE,
                        "histories cannot be compared: " + stage.answers(),
                        Optional.empty()),
                "The histories of "
                        + stage.answers().entrySet().stream()
                                .map(e -> e.getKey().name() + " " + words(e.getValue()))
                                .collect(Collectors.joining(", "))
                        + " cannot be compared: nobody is promoted. Start the old primary again, or"
                        + " fail over to the other region and accept the loss.");
    }

    private static void choose(
            Draft d, Stage.Electing stage, Lease lease, Member winner, Position end) {
        boolean second = false;
        for (Map.Entry<Member, Position> answer : stage.answers().entrySet()) {
            second |= !answer.getKey().equals(winner) && answer.getValue().equals(end);
        }
        Set<Member> others = new TreeSet<>(stage.answers().keySet());
        others.remove(winner);
        boolean degraded = !second && !d.policy.cache();
        Lease next = next(d, lease, d.policy.place(), Optional.of(winner), others, end, degraded);
        d.to(
                Transition.CHOSEN,
                new Stage.Swapping(stage.scope(), d.now, known(d), next),
                "Everyone answered; "
                        + winner.name()
                        + " is the furthest, at "
                        + words(end)
                        + ". "
                        + proof(d, stage.fence())
                        + " The lease is swapped to it.");
        // While the lease is swapped: the winner receives from nobody, so whoever follows it gets
        // nothing but what the winner has, whatever becomes of the swap.
        for (Member other : others) {
            d.ask(new Effect.Follow(lease.epoch(), other, winner));
        }
    }

    private static String proof(Draft d, Stage.Fence fence) {
        Member old = d.holder();
        return switch (fence) {
            case PROVEN -> old.name() + " is proven dead.";
            case ASKED, UNPROVABLE ->
                    d.policy.cache()
                            ? old.name() + " cannot be proven dead; no gate leads to it any more."
                            : old.name()
                                    + " cannot be proven dead, but it cannot acknowledge: every"
                                    + " standby that it waits for was detached.";
        };
    }

    /// The holder's region is lost, its lease ran out: the standing replica is detached and asked.
    private static void region(Draft d, Stage.Electing stage) {
        if (Standby.named(d) || Standby.noLongerLost(d) || Standby.renewed(d)) {
            return;
        }
        Optional<Member> standing = d.standing(d.policy.place());
        if (standing.isEmpty()) {
            return;
        }
        Position end = stage.answers().get(standing.get());
        if (end == null) {
            d.ask(new Effect.Ask(d.lease().epoch(), standing.get()));
            if (d.passed(stage.since(), d.policy.patience(2))) {
                notAllAnswered(d, standing.get());
            }
            return;
        }
        // Its log may be there already and the mark not replayed yet.
        boolean foreign = foreign(d, standing.get(), end);
        if (foreign && !d.passed(stage.since(), d.policy.patience(2))) {
            return;
        }
        Duration lag = foreign ? null : Upkeep.lag(d, end);
        boolean within = lag != null && lag.compareTo(d.policy.lagLimit()) <= 0;
        if (!within && !d.lossAccepted()) {
            lags(d, standing.get(), lag);
            return;
        }
        Lease next =
                next(
                        d,
                        d.lease(),
                        d.policy.place(),
                        standing,
                        following(d, standing.get()),
                        end,
                        /* degraded= */ true);
        d.to(
                Transition.CHOSEN,
                new Stage.Swapping(stage.scope(), d.now, known(d), next),
                standing.get().name()
                        + " is at "
                        + words(end)
                        + ", "
                        + behind(d, lag)
                        + ". The lease ran out; it is swapped to it.");
    }

    /// Its timeline has the holder's number, and not the mark of the holder's epoch: nobody can
    /// tell what it has.
    private static boolean foreign(Draft d, Member standing, Position end) {
        Sight.Serving serving = d.serving(standing);
        int holders = d.lease().position().map(Position::timeline).orElse(0);
        return serving != null && end.timeline() == holders && !Upkeep.proven(d, serving);
    }

    private static String behind(Draft d, @Nullable Duration lag) {
        return lag == null
                ? "nobody knows how far behind; the loss was accepted"
                : "at most " + Holder.words(lag.plus(d.policy.lease())) + " behind";
    }

    private static void lags(Draft d, Member standing, @Nullable Duration lag) {
        String how = lag == null ? "an unknown time" : Holder.words(lag);
        d.to(
                Transition.LAGS,
                new Stage.Blocked(
                        d.now,
                        Stage.Reason.LAG,
                        standing.name() + " is " + how + " behind",
                        Optional.empty()),
                standing.name()
                        + " is "
                        + how
                        + " behind, more than the objective of "
                        + Holder.words(d.policy.lagLimit())
                        + ": it is not promoted without a person's word. Bring the other region"
                        + " back, or fail over and accept the loss.");
    }

    /// The members that stream from the standing one now.
    static Set<Member> following(Draft d, Member standing) {
        var found = new TreeSet<Member>();
        for (Member member : d.policy.members()) {
            Sight.Serving serving = d.serving(member);
            if (serving != null
                    && member.region().equals(standing.region())
                    && !member.equals(standing)
                    && Upkeep.follows(serving, standing)) {
                found.add(member);
            }
        }
        return found;
    }

    /// The furthest answer. Whoever acknowledged a commit of this epoch is on the holder's
    /// timeline, and has all of the epochs before; an answer from an older timeline is behind it.
    ///
    /// @return null when there are two timelines and the newer one is not known to be the holder's
    private static Map.@Nullable Entry<Member, Position> furthest(
            Lease lease, Map<Member, Position> answers) {
        int newest = 0;
        boolean two = false;
        for (Position answer : answers.values()) {
            two |= newest != 0 && newest != answer.timeline();
            newest = Math.max(newest, answer.timeline());
        }
        int holders = lease.position().map(Position::timeline).orElse(0);
        if (two && newest != holders) {
            return null;
        }
        Map.Entry<Member, Position> best = null;
        for (Map.Entry<Member, Position> answer : answers.entrySet()) {
            boolean counts = answer.getValue().timeline() == newest;
            if (counts && (best == null || answer.getValue().lsn() > best.getValue().lsn())) {
                best = answer;
            }
        }
        return best;
    }

    /// The lease of the next epoch.
    static Lease next(
            Draft d,
            Lease lease,
            String region,
            Optional<Member> holder,
            Set<Member> synchronous,
            @Nullable Position end,
            boolean degraded) {
        return new Lease(
                d.policy.database(),
                lease.epoch() + 1,
                region,
                holder,
                synchronous,
                0,
                Optional.ofNullable(end),
                degraded,
                d.owed && region.equals(lease.region()) ? lease.successor() : Optional.empty(),
                Lease.since(Optional.ofNullable(end)));
    }

    static Versioned known(Draft d) {
        return java.util.Objects.requireNonNull(d.lease, "no lease was seen").versioned();
    }

    /// Asks for the swap until the lease itself says what became of it. An unknown answer is never
    /// taken for done: only the record, read again, decides.
    static void swapping(Draft d, Stage.Swapping stage) {
        Versioned known = known(d);
        if (known.version() == stage.expected().version()) {
            if (stage.scope() == Stage.Scope.REGION && Standby.noLongerLost(d)) {
                return;
            }
            boolean late = d.passed(stage.since(), d.policy.patience(4));
            if (stage.scope() == Stage.Scope.PLANNED && late && Moves.lostPatience(d)) {
                return;
            }
            d.ask(new Effect.Swap(stage.next().epoch(), stage.expected(), stage.next()));
            return;
        }
        Lease lease = known.lease();
        Lease next = stage.next();
        boolean ours =
                lease.epoch() == next.epoch()
                        && lease.region().equals(next.region())
                        && lease.holder().equals(next.holder());
        if (ours && d.mine()) {
            d.to(
                    Transition.SWAPPED,
                    new Stage.Claiming(d.now),
                    "The lease of epoch "
                            + lease.epoch()
                            + " names "
                            + lease.holder().map(Member::name).orElse(lease.region())
                            + ".");
        } else if (d.mine() && onlyRenewed(lease, stage.expected().lease())) {
            // An earlier renewal of our own arrived late: the same swap, on top of it.
            d.stage = new Stage.Swapping(stage.scope(), stage.since(), known, next);
            d.changed = true;
            d.ask(new Effect.Swap(next.epoch(), known, next));
        } else if (d.mine()) {
            d.to(
                    Transition.CHANGED_MEANWHILE,
                    new Stage.Claiming(d.now),
                    "The lease was changed meanwhile; it is judged again.");
        } else if (stage.scope() == Stage.Scope.REGION) {
            Standby.renewed(d);
        } else {
            Holder.taken(d);
        }
    }

    private static boolean onlyRenewed(Lease lease, Lease before) {
        return lease.epoch() == before.epoch()
                && lease.holder().equals(before.holder())
                && lease.degraded() == before.degraded()
                && lease.synchronous().equals(before.synchronous());
    }

    /// Judged again when what is missing is seen, or a person says so. A blocked holder does not
    /// renew: its lease runs out, so that the other region may take over on evidence.
    static void blocked(Draft d, Stage.Blocked stage) {
        stage.lacking().filter(_ -> d.lease != null).ifPresent(it -> Repair.revive(d, it));
        if (d.mine()) {
            boolean back =
                    (d.lease().holder().isPresent() && d.serving(d.holder()) != null)
                            || stage.lacking().filter(m -> d.serving(m) != null).isPresent();
            if (back) {
                d.to(
                        Transition.BACK_IN_SIGHT,
                        new Stage.Claiming(d.now),
                        "A member that was missing is seen again; it is judged again.");
            }
            return;
        }
        if (d.lease != null && d.lease.arrived().isAfter(stage.since())) {
            Holder.taken(d);
            return;
        }
        if (Standby.noLongerLost(d)) {
            return;
        }
        boolean accepted = d.lossAccepted();
        boolean back = stage.lacking().filter(m -> d.serving(m) != null).isPresent();
        if (accepted || back) {
            d.to(
                    Transition.RETRIED,
                    new Stage.Awaiting(d.now),
                    accepted
                            ? "A person accepted the loss; the recovery goes on."
                            : "What was missing has changed; it is judged again.");
        }
    }

    static String names(Collection<Member> members) {
        return members.stream().map(Member::name).collect(Collectors.joining(" and "));
    }

    static String words(Position position) {
        return position.timeline() + "/" + position.lsn();
    }
}
