package dev.twinkeel.drill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Reports of drills that never were, for what is made from reports.
final class SampleReports {
    private static final Instant FAULT = Instant.parse("2026-01-02T03:04:13Z");

    private SampleReports() {}

    static DrillReport regionLoss() {
        return report(
                "region-loss",
                "kill region",
                Verdict.PASS,
                List.of("Every objective was met."),
                6_412L,
                ledger(3),
                null);
    }

    /// On a machine that did not serve all that was asked for.
    static DrillReport slowMachine() {
        return report(
                "database-crash",
                "kill database",
                Verdict.PASS,
                List.of("Every objective was met."),
                2_310L,
                ledger(0),
                null,
                new PlayedLoad(100, 50, /* share= */ 0.5, /* served= */ true));
    }

    static DrillReport notRestored() {
        return report(
                "region-loss",
                "kill region",
                Verdict.FAIL,
                List.of("Service was not restored within 90s of observation."),
                null,
                null,
                null);
    }

    static DrillReport regionCut() {
        return report(
                "region-cut",
                "cut region",
                Verdict.PASS,
                List.of("Every objective was met."),
                7_020L,
                ledger(0),
                new InsideFindings(
                        "mumbai",
                        63,
                        412,
                        0,
                        118,
                        294,
                        2_810L,
                        5_300,
                        List.of(
                                new Proof(
                                        "process orders-db-mumbai-a (pid 4711) is alive",
                                        true,
                                        "answers"))));
    }

    static DrillReport control() {
        return report(
                "none",
                "none",
                Verdict.PASS,
                List.of("All 12000 requests were done."),
                0L,
                ledger(0),
                null);
    }

    static Findings ledger(int lost) {
        List<Findings.Lost> writes = new ArrayList<>();
        for (int number = 0; number < lost; number++) {
            writes.add(
                    new Findings.Lost(
                            "9f3b21c4-0000-8000-8000-00000000%04x".formatted(1600 + number),
                            FAULT.minusMillis(28L - 9L * number),
                            21 - 9L * number));
        }
        return new Findings(
                3_204, 1_071, 41, lost, lost == 0 ? 0 : 21, writes, 0, List.of(), 12, 0, 0);
    }

    private static Beyond beyond(@org.jspecify.annotations.Nullable Findings ledger) {
        if (ledger == null || ledger.lost() == 0) {
            return Beyond.NOTHING;
        }
        String key = ledger.lostWrites().getFirst().key();
        return new Beyond(
                new HistoryFindings(
                        412, 3, 2, 11, List.of(), List.of(), List.of(97L), 120, List.of(), null),
                KeptFindings.of(
                        List.of(
                                new KeptRow(
                                        "orders-db-mumbai-a",
                                        "orders_db",
                                        "public.orders",
                                        "{\"order_key\": \"" + key + "\"}",
                                        "absent")),
                        ledger.lostWrites()));
    }

    private static DrillReport report(
            String scenario,
            String fault,
            Verdict verdict,
            List<String> reasons,
            @org.jspecify.annotations.Nullable Long rto,
            @org.jspecify.annotations.Nullable Findings ledger,
            @org.jspecify.annotations.Nullable InsideFindings inside) {
        var whole = new PlayedLoad(200, 100, /* share= */ 1, /* served= */ true);
        return report(scenario, fault, verdict, reasons, rto, ledger, inside, whole);
    }

    private static DrillReport report(
            String scenario,
            String fault,
            Verdict verdict,
            List<String> reasons,
            @org.jspecify.annotations.Nullable Long rto,
            @org.jspecify.annotations.Nullable Findings ledger,
            @org.jspecify.annotations.Nullable InsideFindings inside,
            PlayedLoad load) {
        boolean control = fault.equals("none");
        boolean restored = rto != null && !control;
        Phases phases =
                control
                        ? Phases.NONE
                        : new Phases(
                                312L,
                                1_204L,
                                restored ? 4_105L : null,
                                restored ? 4_390L : null,
                                restored ? 5_120L : null,
                                rto);
        return new DrillReport(
                scenario,
                "storefront",
                "When the primary region dies under load, the other region accepts orders within the region's RTO, and no acknowledged order older than the RPO is lost.",
                fault,
                control ? "nothing was broken" : "killed region mumbai: 17 processes",
                verdict,
                reasons,
                FAULT.minusSeconds(8),
                FAULT,
                42,
                rto,
                control ? null : Long.valueOf(900_000),
                control ? null : Long.valueOf(300_000),
                !control,
                control ? 22 : 5_133,
                control ? null : Long.valueOf(0),
                phases,
                control ? 12_000 : 5_250,
                control ? 0 : 1_590,
                control ? 0 : 41,
                new Latency(3_660, 3.1, 8.4, 21.7, 1_804.2),
                new Latency(1_500, 2.9, 5.2, 14.8, 31.0),
                new Latency(1_500, 4.2, 9.1, 34.5, 80.3),
                ledger,
                ledger == null ? "the member is a standby, not the primary" : null,
                inside,
                beyond(ledger),
                control ? List.of() : proofs(),
                control ? List.of() : claims(),
                control ? List.of() : steps(),
                1.2,
                14.9,
                windows(rto, control),
                control
                        ? Map.of()
                        : Map.of(
                                "no connection could be made in time",
                                1_549L,
                                "no answer in time",
                                41L),
                control ? List.of() : story(),
                load,
                environment(scenario));
    }

    private static List<Proof> proofs() {
        return List.of(
                new Proof("process orders-db-mumbai-a (pid 4711) is dead", true, "no such process"),
                new Proof("region mumbai's front door refuses", true, "connection refused"));
    }

    private static List<Proof> claims() {
        return List.of(
                new Proof("clients are served again within 15m", true, "after <b>6.41 s</b>"),
                new Proof("the writes are given to the other region", true, "under epoch 2"));
    }

    private static List<Course.Done> steps() {
        return List.of(
                new Course.Done(1, 0, "killed region mumbai: 17 processes"),
                new Course.Done(2, 8_000, "healed what step 1 did"));
    }

    private static Map<String, String> environment(String scenario) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("command", "twinkeel drill " + scenario);
        environment.put("PostgreSQL", "18.6");
        environment.put("recovery", "lease 3s, guard 300ms, evidence 900ms");
        environment.put("links", "mumbai to singapore 60ms round trip, jitter 2ms; zones 500us");
        environment.put("<b>", "\"escaped\" & 'quoted'");
        return environment;
    }

    private static List<Window> windows(
            @org.jspecify.annotations.Nullable Long rto, boolean control) {
        SplittableRandom random = new SplittableRandom(5);
        List<Window> windows = new ArrayList<>();
        long end = rto == null ? 15_000 : rto + 5_500;
        for (long at = control ? 0 : -5_000; at < (control ? 40_000 : end); at += 100) {
            boolean away = !control && at >= 0 && (rto == null || at < rto);
            if (!away) {
                double p50 = 2.6 + random.nextDouble() * 1.4;
                windows.add(new Window(at, 30, 0, 0, p50, p50 * (2 + random.nextDouble() * 8)));
            } else if (rto != null && at > 4_900) {
                windows.add(
                        new Window(
                                at,
                                (int) (at - 4_900) / 60,
                                30 - (int) (at - 4_900) / 60,
                                0,
                                40,
                                900));
            } else {
                windows.add(
                        at < 150 ? new Window(at, 2, 8, 20, 4, 9) : new Window(at, 0, 30, 0, 0, 0));
            }
        }
        return windows;
    }

    private static List<DrillReport.Sentence> story() {
        return List.of(
                new DrillReport.Sentence(
                        312,
                        "singapore",
                        "orders-db",
                        "Region mumbai is not alive, as seen from singapore."),
                new DrillReport.Sentence(
                        1_204,
                        "singapore",
                        "orders-db",
                        "Region mumbai is said to be lost by singapore and witness; waiting until its lease has run out."),
                new DrillReport.Sentence(
                        4_105,
                        "singapore",
                        "orders-db",
                        "The lease of epoch 1 has run out; asking orders-db-singapore-a for its final position."),
                new DrillReport.Sentence(
                        4_390,
                        "singapore",
                        "orders-db",
                        "orders-db-singapore-a is the primary of epoch 2 and accepts writes; <users> are being sent here."),
                new DrillReport.Sentence(
                        5_120, "singapore", "orders-db", "Users are sent to singapore."));
    }
}
