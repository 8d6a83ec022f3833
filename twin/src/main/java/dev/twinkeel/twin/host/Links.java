package dev.twinkeel.twin.host;

import dev.twinkeel.model.Links.Link;
import dev.twinkeel.traffic.Conditions;
import dev.twinkeel.traffic.Conditions.Way;
import dev.twinkeel.traffic.Door;
import dev.twinkeel.traffic.FlowLog;
import dev.twinkeel.traffic.Loops;
import dev.twinkeel.traffic.Relay;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.guard.FlowFile;
import dev.twinkeel.twin.guard.Guard;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The paths between places: every connection from one place to another passes through a relay
/// here, which has the conditions of the link between the two.
///
/// Thread-safe.
final class Links implements AutoCloseable {
    /// The witness is a third region; the edge and the shoppers are near the region that they talk
    /// to.
    private static final Link NEAR = new Link(Duration.ofMillis(2), Duration.ZERO);

    /// Two voters do not agree in the same instant who leads them, and the one that leads listens
    /// only when it knows. A voter that is refused tries again at once, as often as that takes; one
    /// that is reset looks for another leader, and finds none until the elected one has given up,
    /// which is almost as long as a lease.
    private static final Duration ELECTED = Duration.ofSeconds(1);

    private final Layout layout;
    private final Loops loops;
    private final CrossingNames names;
    private final FlowFile flows;
    private final Guard guard = new Guard();
    private final Map<Pair, Conditions> conditions = new HashMap<>();
    private final List<Relay> relays = new ArrayList<>();

    /// Two places, the one with the lesser name first.
    private record Pair(Place a, Place b) {
        static Pair of(Place one, Place other) {
            return one.name().compareTo(other.name()) < 0
                    ? new Pair(one, other)
                    : new Pair(other, one);
        }

        @Override
        public String toString() {
            return a.name() + ".." + b.name();
        }
    }

    Links(Layout layout, StateFolder state, Loops loops) {
        this.layout = layout;
        this.loops = loops;
        this.names = new CrossingNames(layout.application());
        this.flows = FlowFile.open(state.flows("links"), layout.application().name());
    }

    /// Opens the listener of a crossing: what connects there reaches the thing itself, under the
    /// link's conditions.
    void carry(Layout.Crossing crossing) {
        Address seen = layout.at(crossing.viewer(), crossing.target(), crossing.port());
        Address home = layout.home(crossing.target(), crossing.port());
        var target = dev.twinkeel.traffic.Targets.always(socket(home));
        Conditions link = between(crossing.viewer(), crossing.target());
        FlowLog log = flows.log(names.way(crossing));
        Relay relay =
                crossing.port() == Ports.VOTER_QUORUM
                        ? Relay.listen(loops, socket(seen), target, link, log, ELECTED)
                        : Relay.listen(loops, socket(seen), target, link, log, door(crossing));
        synchronized (this) {
            relays.add(relay);
        }
    }

    /// Pods cross a link to the stores of their region. At the others processes of the twin come
    /// in, whose engines ask for a login.
    private Door door(Layout.Crossing crossing) {
        boolean pods =
                crossing.viewer().kind() == Place.Kind.ZONE
                        && crossing.target().kind() == Place.Kind.REGION;
        return pods ? names.users(crossing.port()).map(guard::door).orElse(Door.OPEN) : Door.OPEN;
    }

    static InetSocketAddress socket(Address address) {
        return new InetSocketAddress(address.host(), address.port());
    }

    /// The conditions of the link, *there* being from `viewer` to `target`.
    private synchronized Conditions between(Place viewer, Place target) {
        Pair pair = Pair.of(viewer, target);
        Conditions link =
                conditions.computeIfAbsent(
                        pair,
                        _ -> Conditions.ofRoundTrip(healthy(pair).rtt(), healthy(pair).jitter()));
        return pair.a().equals(viewer) ? link : link.reversed();
    }

    private Link healthy(Pair pair) {
        dev.twinkeel.model.Links links = layout.application().links();
        if (pair.a().near(pair.b())) {
            return links.zone();
        }
        boolean judged = judge(pair.a()) && judge(pair.b());
        return judged ? links.region() : NEAR;
    }

    /// Inside a region or the witness: three places far from each other.
    private static boolean judge(Place place) {
        return !place.region().isEmpty() || place.kind() == Place.Kind.WITNESS;
    }

    /// Stops the bytes between what is inside and what is not.
    ///
    /// @param direction `both`, `in` or `out` as seen from inside
    /// @return the links touched
    List<String> cut(Predicate<Place> inside, String direction) {
        return cut(inside, inside.negate(), direction);
    }

    /// Stops the bytes between two sides.
    ///
    /// @param direction as seen from `one`
    List<String> cut(Predicate<Place> one, Predicate<Place> other, String direction) {
        return change(one, other, (link, outward) -> link.cut(way(direction, outward)));
    }

    /// Adds a delay to each way between what is inside and what is not.
    List<String> slow(Predicate<Place> inside, Duration delay) {
        return slow(inside, inside.negate(), delay);
    }

    List<String> slow(Predicate<Place> one, Predicate<Place> other, Duration delay) {
        return change(
                one,
                other,
                (link, _) -> link.slow(Way.BOTH, Conditions.Path.of(delay, Duration.ZERO)));
    }

    List<String> heal(Predicate<Place> inside) {
        return heal(inside, inside.negate());
    }

    List<String> heal(Predicate<Place> one, Predicate<Place> other) {
        return change(one, other, (link, _) -> link.heal());
    }

    /// The links between two sides that pass no bytes now, in one direction at least.
    synchronized List<String> stopped(Predicate<Place> one, Predicate<Place> other) {
        return conditions.entrySet().stream()
                .filter(entry -> crosses(entry.getKey(), one, other))
                .filter(entry -> entry.getValue().stopped(Way.BOTH))
                .map(entry -> entry.getKey().toString())
                .sorted()
                .toList();
    }

    private interface Change {
        /// @param outward whether *there* leads from the first side to the other
        void apply(Conditions link, boolean outward);
    }

    private synchronized List<String> change(
            Predicate<Place> one, Predicate<Place> other, Change change) {
        List<String> touched = new ArrayList<>();
        conditions.forEach(
                (pair, link) -> {
                    if (crosses(pair, one, other)) {
                        change.apply(link, one.test(pair.a()));
                        touched.add("link " + pair);
                    }
                });
        touched.sort(null);
        return touched;
    }

    private static boolean crosses(Pair pair, Predicate<Place> one, Predicate<Place> other) {
        return (one.test(pair.a()) && other.test(pair.b()))
                || (one.test(pair.b()) && other.test(pair.a()));
    }

    private static Way way(String direction, boolean outward) {
        return switch (direction) {
            case "both" -> Way.BOTH;
            case "out" -> outward ? Way.THERE : Way.BACK;
            case "in" -> outward ? Way.BACK : Way.THERE;
            default ->
                    throw new IllegalArgumentException(
                            "direction of a cut: \"" + direction + "\"; expected both, in or out");
        };
    }

    @Override
    public void close() {
        List<Relay> open;
        synchronized (this) {
            open = List.copyOf(relays);
            relays.clear();
        }
        open.forEach(Relay::close);
        guard.close();
        loops.close();
        flows.close();
    }
}
