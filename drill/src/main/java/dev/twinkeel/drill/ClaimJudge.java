package dev.twinkeel.drill;

import dev.twinkeel.model.Objectives.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Holds a claim against what was measured. Pure.
final class ClaimJudge {
    private final Measured measured;

    ClaimJudge(Measured measured) {
        this.measured = measured;
    }

    /// Every claim of the scenario, each with whether it holds and what was seen.
    static List<Proof> judged(Measured measured) {
        ClaimJudge judge = new ClaimJudge(measured);
        return measured.scenario().claims().stream().map(judge::judged).toList();
    }

    Proof judged(Claim claim) {
        return switch (claim) {
            case Claim.NoOutage _ -> noOutage();
            case Claim.Restored(var within, int since) -> restored(within, since);
            case Claim.Loss(var age) -> loss(age);
            case Claim.Writers(var where, int until) -> writers(where, until);
            case Claim.OldWriterSilent(var reach) -> silent(reach);
            case Claim.Said said -> said(said);
        };
    }

    private Objective objective() {
        return measured.scenario().objective(measured.objectives());
    }

    private Proof noOutage() {
        Outage outage = measured.outage();
        boolean failed = outage.firstErrorNanos() != null;
        boolean silent = outage.longestGapNanos() > Outage.CONTROL_GAP_NANOS;
        long gap = outage.longestGapNanos() / 1_000_000;
        return new Proof(
                "clients see no outage",
                !failed && !silent,
                failed
                        ? "Requests did not end well after the fault; the longest silence was %s."
                                .formatted(Words.millis(gap))
                        : silent
                                ? "Nothing was acknowledged for %s.".formatted(Words.millis(gap))
                                : "No request failed; the longest silence was %s."
                                        .formatted(Words.millis(gap)));
    }

    private Proof restored(Optional<Duration> within, int since) {
        Duration limit = within.orElse(objective().rto());
        String claim =
                "clients are served again within %s%s"
                        .formatted(Words.time(limit), since == 1 ? "" : " of step " + since);
        Long rto = measured.outage().rtoNanos();
        if (rto == null) {
            return new Proof(
                    claim,
                    false,
                    "Service was not restored within %s of observation."
                            .formatted(Words.time(measured.scenario().observe())));
        }
        String observed =
                measured.outage().seen()
                        ? "Service was restored after %s; the objective is %s."
                                .formatted(Words.millis(rto / 1_000_000), Words.time(limit))
                        : "There was no outage.";
        return new Proof(claim, rto <= limit.toNanos(), observed);
    }

    private Proof loss(Optional<Duration> age) {
        Duration rpo = age.orElse(objective().rpo());
        String claim =
                rpo.isZero()
                        ? "no acknowledged write is lost"
                        : "no acknowledged write older than %s is lost".formatted(Words.time(rpo));
        if (measured.findings().isEmpty()) {
            // An unread ledger is no loss; the judgement says that it is unknown.
            return new Proof(
                    claim, true, measured.ledgerTrouble().orElse("There was nothing to lose."));
        }
        List<String> reasons = new ArrayList<>();
        Judgement.ledger(measured.findings().get(), rpo, reasons);
        return new Proof(
                claim,
                reasons.isEmpty(),
                reasons.isEmpty()
                        ? "%s, %s lost."
                                .formatted(
                                        Words.count(
                                                measured.findings().get().acknowledged(),
                                                "write was acknowledged",
                                                "writes were acknowledged"),
                                        Words.number(measured.findings().get().lost()))
                        : String.join(" ", reasons));
    }

    private Proof writers(Claim.Where where, int until) {
        Course course = measured.course();
        long end = until == 0 ? Long.MAX_VALUE : course.at(until).orElse(Long.MAX_VALUE);
        List<Course.Promotion> made =
                course.promotions().stream().filter(it -> it.atMillis() < end).toList();
        List<Course.Began> epochs =
                course.epochs().stream().filter(it -> it.atMillis() < end).toList();
        String when = until == 0 ? "" : " before step " + until;
        return switch (where) {
            case NOWHERE ->
                    new Proof(
                            "nobody is promoted and no epoch begins" + when,
                            made.isEmpty() && epochs.isEmpty(),
                            told(made) + began(epochs));
            case SAME_REGION ->
                    new Proof(
                            "a new writer is made in the same region only" + when,
                            !made.isEmpty()
                                    && made.stream()
                                            .allMatch(it -> it.region().equals(course.home())),
                            told(made));
            case OTHER_REGION ->
                    new Proof(
                            "the writes are given to the other region" + when,
                            !made.isEmpty() && !made.getLast().region().equals(course.home()),
                            told(made));
        };
    }

    private static String told(List<Course.Promotion> made) {
        return made.isEmpty()
                ? "Nobody was promoted."
                : made.stream()
                        .map(
                                it ->
                                        "%s was promoted under epoch %d after %s."
                                                .formatted(
                                                        it.member(),
                                                        it.epoch(),
                                                        Words.millis(it.atMillis())))
                        .collect(Collectors.joining(" "));
    }

    private static String began(List<Course.Began> epochs) {
        return epochs.isEmpty()
                ? ""
                : " Epoch %d began after %s."
                        .formatted(
                                epochs.getFirst().epoch(),
                                Words.millis(epochs.getFirst().atMillis()));
    }

    private Proof silent(Claim.Reach reach) {
        String claim =
                switch (reach) {
                    case DATABASE -> "the old writer accepts nothing after the promotion";
                    case GATES -> "the old region's gates, balancers and pods let no write through";
                    case REGION -> "the old region accepts no write after the promotion";
                };
        if (measured.inside().isEmpty()) {
            // Nothing was promoted, or the fault was not proven: said by other claims.
            return new Proof(claim, true, "There was no promotion after which to try.");
        }
        InsideFindings inside = measured.inside().get();
        return new Proof(
                claim,
                inside.accepted() == 0,
                inside.accepted() == 0
                        ? "%s tried, none was accepted."
                                .formatted(Words.count(inside.tried(), "write was", "writes were"))
                        : "%d writes were accepted inside %s after the promotion: two writers."
                                .formatted(inside.accepted(), inside.region()));
    }

    private Proof said(Claim.Said claim) {
        Optional<String> sentence = measured.course().said().stream().filter(claim::in).findFirst();
        return new Proof(
                "the engine says \"%s\"".formatted(claim.words()),
                sentence.isPresent(),
                sentence.orElse("Nobody said \"%s\".".formatted(claim.words())));
    }
}
