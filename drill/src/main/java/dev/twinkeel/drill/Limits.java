package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.List;

/// What a run does not show, in sentences.
final class Limits {
    private Limits() {}

    static List<String> of(DrillReport report) {
        List<String> limits = new ArrayList<>();
        limits.add("One run is an anecdote: recovery times vary. --repeat 10 gives a spread.");
        limits.add(
                "It ran on one machine. Processes, sockets, DNS and databases were real; the network"
                        + " between places was delayed loopback, and the disks were shared.");
        if (report.fault().startsWith("kill")) {
            limits.add(
                    "A killed process leaves its machine's memory intact: nothing is said about power"
                            + " loss and disks that lie about what they have written.");
        }
        if (!report.isControl()) {
            limits.add(
                    "One fault, at one moment, under this load. Nothing is said about two faults at"
                            + " once, or about more load than this.");
        }
        limits.add(
                "Timers were those in the list below, not necessarily those of a cloud provider.");
        limits.add(
                "An outage shorter than %d ms between acknowledgements, with no failed request, is"
                                .formatted(Outage.LEAST_GAP_NANOS / 1_000_000)
                        + " not told from the machine's own pauses.");
        Findings ledger = report.ledger();
        if (ledger != null && ledger.unknown() > 0) {
            limits.add(
                    "%s of unknown outcome: they are neither counted as lost nor as safe."
                            .formatted(
                                    Words.count(
                                            ledger.unknown(), "write stayed", "writes stayed")));
        }
        return limits;
    }
}
