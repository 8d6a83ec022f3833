package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A verdict with its reasons, each a sentence.
public record Judgement(Verdict verdict, List<String> reasons) {
    public Judgement {
        reasons = List.copyOf(reasons);
    }

    /// Pure. A drill that shows nothing is invalid, whatever its figures; a service that did not
    /// come back has failed even if nobody could read its ledger.
    static Judgement of(Measured measured) {
        List<String> invalid = shows(measured);
        if (!invalid.isEmpty()) {
            return new Judgement(Verdict.INVALID, invalid);
        }
        List<String> missed =
                measured.scenario().fault().isControl() ? control(measured) : missed(measured);
        if (missed.isEmpty() && measured.ledgerTrouble().isPresent()) {
            return new Judgement(
                    Verdict.INVALID,
                    List.of("What was lost is unknown: " + measured.ledgerTrouble().get()));
        }
        return missed.isEmpty()
                ? new Judgement(Verdict.PASS, met(measured))
                : new Judgement(Verdict.FAIL, missed);
    }

    /// Why the drill shows nothing; empty when it does.
    private static List<String> shows(Measured measured) {
        List<String> reasons = new ArrayList<>();
        if (!measured.scenario().fault().isControl()) {
            if (!measured.before().well()) {
                reasons.add(
                        "The application was not well before the fault: %s."
                                .formatted(measured.before().sentence()));
                return reasons;
            }
            effect(measured, reasons);
        } else if (measured.before().good() == 0) {
            reasons.add("The load did nothing: not one request was done in the baseline.");
        }
        if (!measured.scheduleKept()) {
            reasons.add(
                    ("The load could not keep its schedule: 1%% of the requests started more than"
                                    + " %.0f ms late, the latest %.0f ms; the machine was too busy.")
                            .formatted(measured.lateP99Millis(), measured.lateMaxMillis()));
        }
        measured.inside().ifPresent(inside -> inside(inside, reasons));
        return reasons;
    }

    private static void effect(Measured measured, List<String> reasons) {
        if (measured.proofs().isEmpty()) {
            reasons.add("Nothing shows that the fault had an effect.");
        }
        for (Proof proof : measured.proofs()) {
            if (!proof.holds()) {
                reasons.add(
                        "The fault had no effect: \"%s\" is not so (%s)."
                                .formatted(proof.claim(), proof.observed()));
            }
        }
    }

    private static void inside(InsideFindings inside, List<String> reasons) {
        if (!inside.shownAlive()) {
            reasons.add(
                    "Region %s was not shown to be alive while it was cut off: its refusals prove nothing."
                            .formatted(inside.region()));
        }
        if (inside.acceptedBefore() == 0) {
            reasons.add(
                    "The clients inside %s could not write before the fault either: their refusals prove nothing."
                            .formatted(inside.region()));
        }
    }

    private static List<String> control(Measured measured) {
        List<String> reasons = new ArrayList<>();
        if (measured.failed() > 0) {
            reasons.add(
                    "%d of %d requests did not end well though nothing was broken."
                            .formatted(measured.failed(), measured.requests()));
        }
        if (measured.outage().seen() && measured.failed() == 0) {
            reasons.add(
                    "Nothing was acknowledged for %s though nothing was broken."
                            .formatted(
                                    Words.millis(measured.outage().longestGapNanos() / 1_000_000)));
        }
        double limit = measured.objectives().latency().p99().toNanos() / 1e6;
        if (measured.latency().p99Millis() > limit) {
            reasons.add(
                    "99 of 100 requests took up to %.1f ms; the objective is %.0f ms."
                            .formatted(measured.latency().p99Millis(), limit));
        }
        measured.findings().ifPresent(findings -> ledger(findings, Duration.ZERO, reasons));
        return reasons;
    }

    private static List<String> missed(Measured measured) {
        return ClaimJudge.judged(measured).stream()
                .filter(it -> !it.holds())
                .map(Proof::observed)
                .distinct()
                .toList();
    }

    static void ledger(Findings findings, Duration rpo, List<String> reasons) {
        boolean none = rpo.isZero() && findings.lost() > 0;
        if (none || findings.lostAgeMillis() > rpo.toMillis()) {
            reasons.add(
                    "%s lost, the oldest %s old; the objective is %s."
                            .formatted(
                                    Words.count(
                                            findings.lost(),
                                            "acknowledged write was",
                                            "acknowledged writes were"),
                                    Words.millis(findings.lostAgeMillis()),
                                    rpo.isZero() ? "none" : "at most " + Words.time(rpo)));
        }
        if (findings.duplicated() > 0) {
            reasons.add(
                    "%s applied more than once."
                            .formatted(
                                    Words.count(
                                            findings.duplicated(), "write was", "writes were")));
        }
        if (findings.strangers() > 0) {
            reasons.add(
                    "%d keys are in the ledger that no client ever sent."
                            .formatted(findings.strangers()));
        }
    }

    private static List<String> met(Measured measured) {
        if (measured.scenario().fault().isControl()) {
            return List.of(
                    "All %d requests were done and no outage was seen."
                            .formatted(measured.requests()));
        }
        return List.of("Every claim holds.");
    }
}
