package dev.twinkeel.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How long a recovery may take at worst, when every step does what it should: the sum of the
/// file's own timers and of what the engines were measured to need.
///
/// @param parts in the order of the recovery
public record Bound(List<Part> parts) {
    public Bound {
        parts = List.copyOf(parts);
    }

    /// One step.
    ///
    /// @param name as the reports call it
    public record Part(String name, Duration time) {}

    /// PostgreSQL promotes in a tenth of that when idle; a busy one finishes its replay first.
    private static final Duration PROMOTE = Duration.ofSeconds(1);

    /// One change at DNS and accelerator, over the link between the regions.
    private static final Duration REROUTE = Duration.ofMillis(500);

    /// Detection, evidence, lease, guard, promotion, the wait for a second copy, the route, and
    /// until clients have asked DNS again.
    public static Bound ofRegion(Application application) {
        var parts = new ArrayList<Part>();
        // In a recovery the lease runs out while the evidence is gathered; a bound adds them.
        parts.add(new Part("detect", application.routing().health().detection()));
        parts.add(new Part("evidence", Recovery.EVIDENCE));
        parts.add(new Part("lease", application.recovery().lease()));
        parts.add(new Part("guard", application.recovery().guard()));
        if (!application.databases().isEmpty()) {
            parts.add(new Part("promote", PROMOTE));
            parts.add(new Part("second copy", Recovery.REDUNDANCY_WAIT));
        }
        parts.add(new Part("reroute", REROUTE));
        if (!application.routing().accelerator()) {
            parts.add(new Part("ttl", application.routing().ttl()));
        }
        return new Bound(parts);
    }

    /// In a region the holder acts at once: no lease has to run out.
    public static Bound ofZone(Application application) {
        return new Bound(
                List.of(
                        new Part("detect", application.routing().health().detection()),
                        new Part("promote", PROMOTE),
                        new Part("second copy", Recovery.REDUNDANCY_WAIT)));
    }

    public Duration total() {
        return parts.stream().map(Part::time).reduce(Duration.ZERO, Duration::plus);
    }

    /// `13.1s (detect 3s + evidence 300ms + ...)`
    @Override
    public String toString() {
        return "%s (%s)"
                .formatted(
                        total().toMillis() % 1000 == 0
                                ? Times.text(total())
                                : String.format(Locale.ROOT, "%.1fs", total().toMillis() / 1000.0),
                        String.join(
                                " + ",
                                parts.stream()
                                        .map(it -> it.name() + " " + Times.text(it.time()))
                                        .toList()));
    }
}
