package dev.twinkeel.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A target group at run time: its members, and the choice among them. Thread-safe.
final class Group {
    private final TargetGroup settings;
    private volatile List<Member> members = List.of();

    Group(TargetGroup settings) {
        this.settings = settings;
    }

    TargetGroup settings() {
        return settings;
    }

    List<Member> members() {
        return members;
    }

    synchronized void add(Target target) {
        List<Member> next = new ArrayList<>(members);
        for (Member member : members) {
            if (!member.draining() && member.target().name().equals(target.name())) {
                if (member.same(target)) {
                    return;
                }
                member.drain(settings.drain().toNanos());
            }
        }
        next.add(new Member(target, settings));
        members = List.copyOf(next);
    }

    synchronized void remove(String name) {
        for (Member member : members) {
            if (!member.draining() && member.target().name().equals(name)) {
                member.drain(settings.drain().toNanos());
            }
        }
        forgetDrained();
    }

    synchronized void forgetDrained() {
        if (members.stream().anyMatch(Member::drained)) {
            members = members.stream().filter(member -> !member.drained()).toList();
        }
    }

    /// Whether a request would find a healthy target.
    boolean healthy() {
        return members.stream().anyMatch(Member::healthy);
    }

    /// Chooses a target for a request: a healthy one of that zone, else of any zone, else (fail
    /// open) any that is not leaving.
    ///
    /// @param not the one that failed this request; it is never chosen again
    Optional<Member> choose(String zone, int busy, @Nullable Member not) {
        List<Member> serving = new ArrayList<>();
        List<Member> near = new ArrayList<>();
        List<Member> staying = new ArrayList<>();
        for (Member member : members) {
            if (member.draining() || (not != null && member.target().equals(not.target()))) {
                continue;
            }
            staying.add(member);
            if (member.serving()) {
                serving.add(member);
                if (member.target().zone().equals(zone) && member.outstanding() < busy) {
                    near.add(member);
                }
            }
        }
        List<Member> among = near.isEmpty() ? serving : near;
        return leastBusyOfTwo(among.isEmpty() ? staying : warm(among));
    }

    /// Those that take this request: all that are warm, and each of the others as often as its
    /// share says. When all are equally cold, all of them.
    private static List<Member> warm(List<Member> among) {
        double most = 0;
        for (Member member : among) {
            most = Math.max(most, member.share());
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<Member> taking = new ArrayList<>();
        for (Member member : among) {
            if (takes(member.share(), most, random.nextDouble())) {
                taking.add(member);
            }
        }
        return taking.isEmpty() ? among : taking;
    }

    /// @param roll from 0 inclusive to 1 exclusive
    static boolean takes(double share, double most, double roll) {
        return roll * most < share;
    }

    /// The power of two choices: two at random, the one with less in flight.
    private static Optional<Member> leastBusyOfTwo(List<Member> among) {
        int size = among.size();
        if (size == 0) {
            return Optional.empty();
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(size);
        if (size == 1) {
            return Optional.of(among.get(first));
        }
        int second = (first + 1 + random.nextInt(size - 1)) % size;
        Member one = among.get(first);
        Member two = among.get(second);
        return Optional.of(two.outstanding() < one.outstanding() ? two : one);
    }

    /// Counts a failed request; returns whether the member was ejected by it.
    synchronized boolean failed(Member member) {
        TargetGroup.Ejection policy = settings.ejection();
        if (!member.failed(policy)) {
            return false;
        }
        long out = members.stream().filter(Member::ejected).count();
        boolean allowed =
                out == 0 || (out + 1) * 100 <= (long) policy.maxPercent() * members.size();
        if (allowed) {
            member.eject(policy);
        }
        return allowed;
    }

    synchronized void close() {
        members.forEach(Member::close);
        members = List.of();
    }
}
