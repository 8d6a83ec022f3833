package dev.twinkeel.drill;

/// What a drill says in one sentence, and another one when it did not play all of its load.
final class Headline {
    private Headline() {}

    static String of(DrillReport report) {
        String load =
                report.load().share() < 1
                        ? " It was played with %s of the load.".formatted(report.load().part())
                        : "";
        return said(report) + load;
    }

    private static String said(DrillReport report) {
        return switch (report.verdict()) {
            case PASS -> report.isControl() ? control(report) : pass(report);
            case FAIL -> String.join(" ", report.reasons());
            case INVALID -> "This drill shows nothing. " + String.join(" ", report.reasons());
        };
    }

    private static String control(DrillReport report) {
        return "Nothing was broken, and nothing failed: all %s requests were done."
                .formatted(Words.number(report.requests()));
    }

    private static String pass(DrillReport report) {
        Long rto = report.rtoMillis();
        String service =
                !report.outage() || rto == null
                        ? "Clients saw no outage"
                        : "Service was back after " + Words.millis(rto);
        return service + ", and " + lost(report) + ".";
    }

    private static String lost(DrillReport report) {
        Findings ledger = report.ledger();
        if (ledger == null) {
            return "there were no writes to lose";
        }
        if (ledger.lost() == 0) {
            return "none of "
                    + Words.count(
                            ledger.acknowledged(),
                            "acknowledged write was",
                            "acknowledged writes was")
                    + " lost";
        }
        return "%s of %s lost, the oldest %s old"
                .formatted(
                        Words.number(ledger.lost()),
                        Words.count(
                                ledger.acknowledged(),
                                "acknowledged write was",
                                "acknowledged writes were"),
                        Words.millis(ledger.lostAgeMillis()));
    }
}
