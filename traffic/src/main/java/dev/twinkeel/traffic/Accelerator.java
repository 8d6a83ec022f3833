package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The accelerator: fixed layer-4 addresses in front of the regions' balancer nodes. Connections go
/// round-robin to the healthy endpoints of the active region; when none of them is healthy, to any
/// of them (fail open). They never spill into another region by themselves: that is the recovery
/// engine's decision, carried by [#activate].
///
/// Connections to a region that is no longer active are reset at once, or, when it is left gently,
/// after a farewell; those to an endpoint that was taken out are reset at once, and so are those to
/// one of the active region, or of a region that is being left, that became unhealthy.
///
/// Thread-safe.
public final class Accelerator implements AutoCloseable {
    /// How soon a change of an endpoint's health resets its connections.
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /// Endpoints tried before a client is refused.
    private static final int ATTEMPTS = 3;

    private static final int CONNECT_TIMEOUT_MILLIS = 2000;

    /// How long an endpoint that reset a connection gets no new one, while another one can: longer
    /// than a check of its health takes to come.
    private static final long SUSPECT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private record Active(long epoch, Optional<String> region) {}

    private final Loops loops;
    private final List<Relay> relays = new ArrayList<>();
    private final Map<String, List<Endpoint>> regions = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, Long> suspectUntilNanos = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Active active = new Active(0, Optional.empty());
    private volatile boolean closed;

    /// Connections to a region that is no longer active are kept for a while.
    private volatile boolean leaving;

    /// Endpoints of the last sweep that were healthy and active; changed on the sweep's loop only.
    private Set<InetSocketAddress> wasHealthy = Set.of();

    private Accelerator(Loops loops, List<InetSocketAddress> listeners, FlowLog flows) {
        this.loops = loops;
        Relay.Options options = Relay.Options.DEFAULT.attempts(ATTEMPTS, CONNECT_TIMEOUT_MILLIS);
        try {
            for (InetSocketAddress listener : listeners) {
                relays.add(
                        Relay.listen(
                                loops,
                                listener,
                                _ -> choose(),
                                Conditions.direct(),
                                new Suspicion(flows),
                                options));
            }
        } catch (RuntimeException e) {
            relays.forEach(Relay::close);
            throw e;
        }
    }

    /// Listens on each address at once; refuses everybody until a region is active.
    public static Accelerator listen(
            Loops loops, List<InetSocketAddress> listeners, FlowLog flows) {
        Accelerator accelerator = new Accelerator(loops, listeners, flows);
        accelerator.sweepLater();
        return accelerator;
    }

    /// The addresses listened on, in the order given.
    public List<InetSocketAddress> addresses() {
        return relays.stream().map(Relay::address).toList();
    }

    /// Sets a region's endpoints. Connections to those left out are reset.
    public void region(String region, List<Endpoint> endpoints) {
        regions.put(region, List.copyOf(endpoints));
        resetOthers();
    }

    /// Sends new connections to that region and resets those to any other. Returns false, and
    /// changes nothing, when the epoch is older than one seen.
    public boolean activate(long epoch, String region) {
        return activate(epoch, region, Duration.ZERO);
    }

    /// Sends new connections to that region, and resets those to any other after `farewell`: until
    /// then their clients are served where they are, and may leave by themselves.
    public synchronized boolean activate(long epoch, String region, Duration farewell) {
        if (epoch < active.epoch()) {
            return false;
        }
        Active now = new Active(epoch, Optional.of(region));
        active = now;
        leaving = !farewell.isZero();
        if (farewell.isZero()) {
            resetOthers();
        } else {
            Sockets.after(loops.next(), farewell.toNanos(), () -> farewellEnds(now));
        }
        return true;
    }

    public Optional<String> active() {
        return active.region();
    }

    /// The greatest epoch seen; 0 before the first.
    public long epoch() {
        return active.epoch();
    }

    /// Open connections.
    public int connections() {
        return relays.stream().mapToInt(Relay::connections).sum();
    }

    @Override
    public void close() {
        closed = true;
        relays.forEach(Relay::close);
    }

    private List<Endpoint> endpoints() {
        return active.region()
                .map(region -> regions.getOrDefault(region, List.of()))
                .orElse(List.of());
    }

    private Optional<InetSocketAddress> choose() {
        List<Endpoint> all = endpoints();
        List<Endpoint> healthy =
                all.stream().filter(endpoint -> endpoint.health().healthy()).toList();
        List<Endpoint> trusted = healthy.stream().filter(this::trusted).toList();
        List<Endpoint> among =
                Stream.of(trusted, healthy, all)
                        .filter(some -> !some.isEmpty())
                        .findFirst()
                        .orElse(List.of());
        if (among.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                among.get(Math.floorMod(turn.getAndIncrement(), among.size())).address());
    }

    private boolean trusted(Endpoint endpoint) {
        Long until = suspectUntilNanos.get(endpoint.address());
        return until == null || until - System.nanoTime() <= 0;
    }

    /// Passive health: a reset by the endpoint is the first sign that it died.
    private final class Suspicion implements FlowLog {
        private final FlowLog told;

        Suspicion(FlowLog told) {
            this.told = told;
        }

        @Override
        public void opened(
                InetSocketAddress client, InetSocketAddress listener, InetSocketAddress target) {
            told.opened(client, listener, target);
        }

        @Override
        public void ended(Flow flow) {
            boolean failed =
                    flow.ending() == Ending.RESET_BY_TARGET || flow.ending() == Ending.UNREACHABLE;
            if (failed) {
                long until = System.nanoTime() + SUSPECT_NANOS;
                flow.target().ifPresent(target -> suspectUntilNanos.put(target, until));
            }
            told.ended(flow);
        }
    }

    /// Unless the route changed meanwhile, whose own farewell counts.
    @SuppressWarnings("ReferenceEquality") // the very change that it belongs to
    private synchronized void farewellEnds(Active then) {
        if (active == then) {
            resetOthers();
        }
    }

    private void resetOthers() {
        leaving = false;
        Set<InetSocketAddress> kept = new HashSet<>();
        endpoints().forEach(endpoint -> kept.add(endpoint.address()));
        relays.forEach(relay -> relay.resetIf(target -> !kept.contains(target)));
    }

    /// Resets the connections of unhealthy endpoints. While none is healthy only the turn resets:
    /// connections made by failing open are left alone.
    private void sweep() {
        if (closed) {
            return;
        }
        Set<InetSocketAddress> healthy = new HashSet<>();
        Set<InetSocketAddress> unhealthy = new HashSet<>();
        for (Endpoint endpoint : endpoints()) {
            (endpoint.health().healthy() ? healthy : unhealthy).add(endpoint.address());
        }
        if (healthy.isEmpty()) {
            unhealthy.retainAll(wasHealthy);
        }
        wasHealthy = healthy;
        if (leaving) {
            unhealthy.addAll(unhealthyOthers());
        }
        if (!unhealthy.isEmpty()) {
            relays.forEach(relay -> relay.resetIf(unhealthy::contains));
        }
        sweepLater();
    }

    private Set<InetSocketAddress> unhealthyOthers() {
        Optional<String> serving = active.region();
        Set<InetSocketAddress> unhealthy = new HashSet<>();
        regions.forEach(
                (region, endpoints) -> {
                    if (!serving.equals(Optional.of(region))) {
                        endpoints.stream()
                                .filter(endpoint -> !endpoint.health().healthy())
                                .forEach(endpoint -> unhealthy.add(endpoint.address()));
                    }
                });
        return unhealthy;
    }

    private void sweepLater() {
        Sockets.after(loops.next(), SWEEP_NANOS, this::sweep);
    }
}
