package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Sight;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a server shows. The same object as long as nothing changed, because it is asked for all the
/// time.
final class Shown {
    private final Server server;
    private final World world;
    private final Cluster cluster;
    private Sight.@Nullable Serving last;
    private int lastLinks;
    private Set<Member> lastWaits = Set.of();
    private Set<String> lastWaitsFor = Set.of();
    private int lastBranch = -1;

    Shown(Server server, World world, Cluster cluster) {
        this.server = server;
        this.world = world;
        this.cluster = cluster;
    }

    Sight.Serving now() {
        Server upstream = upstream();
        int links = (upstream == null ? 0 : upstream.index + 1) << 8 | followers();
        Set<Member> waits = server.writable && !server.drained ? server.waitsFor : Set.of();
        Sight.Serving before = last;
        if (before != null
                && links == lastLinks
                && waits.equals(lastWaits)
                && server.writable == before.writable()
                && server.lsn == before.position().lsn()
                && server.branch.id() == lastBranch) {
            return before;
        }
        lastLinks = links;
        if (!waits.equals(lastWaits)) {
            lastWaits = waits;
            lastWaitsFor = names(waits);
        }
        lastBranch = server.branch.id();
        var now =
                new Sight.Serving(
                        server.writable,
                        upstream == null ? Optional.empty() : Optional.of(upstream.member.name()),
                        server.position(),
                        lastWaitsFor,
                        cluster.names(links & 0xff),
                        server.branch.mark(server.lsn));
        last = now;
        return now;
    }

    /// Ahead on the same timeline it waits without a stream; forked, it shows one again and again.
    private @Nullable Server upstream() {
        Server from = server.upstream;
        boolean streams =
                !server.writable
                        && from != null
                        && from.up
                        && world.openBoth(server.place, from.place)
                        && (server.follows() || from.branch.id() != server.branch.id());
        return streams ? from : null;
    }

    private int followers() {
        int followers = 0;
        for (Server other : cluster.servers) {
            if (other.upstream == server && other.awake() && other.follows()) {
                followers |= 1 << other.index;
            }
        }
        return followers;
    }

    private static Set<String> names(Collection<Member> members) {
        Set<String> names = new HashSet<>();
        for (Member each : members) {
            names.add(each.name());
        }
        return Set.copyOf(names);
    }
}
