package dev.twinkeel.drill;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tables of the report that hold what was found.
final class ReportTables {
    /// A page with more is not read, and slow to open; the JSON has up to a thousand.
    private static final int LISTED_MAX = 200;

    private ReportTables() {}

    static void ledger(DrillReport report, StringBuilder page) {
        page.append("<section id=\"ledger\">\n<h2>The ledger</h2>\n");
        Findings ledger = report.ledger();
        if (ledger == null) {
            page.append("<p>")
                    .append(Html.escaped(unread(report.ledgerTrouble())))
                    .append("</p>\n");
        } else {
            table(ledger, page);
            lost(ledger, page);
            keys(
                    "Keys that are there more than once",
                    ledger.duplicatedKeys(),
                    ledger.duplicated(),
                    page);
        }
        causes(report.failures(), page);
        page.append("</section>\n");
    }

    private static String unread(@Nullable String trouble) {
        return trouble == null
                ? "The load only reads: there is nothing to lose."
                : "It is unknown what was lost: " + trouble;
    }

    private static void table(Findings ledger, StringBuilder page) {
        page.append("<table>").append(Html.head("writes", "count", "meaning")).append("<tbody>\n");
        page.append(
                row("acknowledged", ledger.acknowledged(), "a client was told that it is done"));
        page.append(row("lost", ledger.lost(), "acknowledged, and absent at the end"));
        page.append(row("duplicated", ledger.duplicated(), "there more than once"));
        page.append(
                row("unknown", ledger.unknown(), "sent, and the client never learned the outcome"));
        page.append(row("of these, found", ledger.recovered(), "they took effect after all"));
        page.append(row("refused", ledger.refused(), "never sent, or answered with a definite no"));
        page.append(
                row(
                        "of these, found",
                        ledger.refusedButFound(),
                        "the application said no and did it nevertheless"));
        page.append("</tbody></table>\n");
    }

    private static String row(String name, long count, String meaning) {
        return Html.row(name, Words.number(count), meaning);
    }

    private static void lost(Findings ledger, StringBuilder page) {
        if (ledger.lost() == 0) {
            return;
        }
        List<Findings.Lost> listed = ledger.lostWrites().stream().limit(LISTED_MAX).toList();
        page.append(
                "<details open=\"open\"><summary>Lost writes: %s of %s listed, the oldest first</summary><div class=\"wide\"><table>"
                        .formatted(Words.number(listed.size()), Words.number(ledger.lost())));
        page.append(Html.head("key", "acknowledged at", "before the last acknowledgement"))
                .append("<tbody>\n");
        for (Findings.Lost lost : listed) {
            page.append(
                    Html.row(
                            lost.key(),
                            lost.acknowledgedAt().toString(),
                            Words.millis(lost.ageMillis())));
        }
        page.append("</tbody></table></div></details>\n");
    }

    private static void keys(String title, List<String> keys, long count, StringBuilder page) {
        if (count == 0) {
            return;
        }
        page.append(
                "<details><summary>%s: %s</summary><ul class=\"keys\">\n"
                        .formatted(title, Words.number(count)));
        keys.stream()
                .limit(LISTED_MAX)
                .forEach(
                        key ->
                                page.append("<li><code>")
                                        .append(Html.escaped(key))
                                        .append("</code></li>\n"));
        page.append("</ul></details>\n");
    }

    /// What was found beside the shoppers' writes.
    static void beyond(Beyond beyond, StringBuilder page) {
        HistoryFindings history = beyond.history();
        if (history != null) {
            page.append("<section id=\"history\">\n<h2>The checked history</h2>\n<p>")
                    .append(Html.escaped(history.sentence()))
                    .append("</p>\n");
            list(history.notLinearizable(), page);
            list(history.wrong(), page);
            page.append("</section>\n");
        }
        stores(beyond.stores(), page);
        KeptFindings kept = beyond.kept();
        if (kept != null) {
            page.append("<section id=\"kept\">\n<h2>What can be recovered</h2>\n<p>")
                    .append(Html.escaped(kept.sentence()))
                    .append("</p>\n<div class=\"wide\"><table>")
                    .append(Html.head("kept of", "table", "row", "in the database"))
                    .append("<tbody>\n");
            kept.rows().stream()
                    .limit(LISTED_MAX)
                    .forEach(
                            row ->
                                    page.append(
                                            Html.row(
                                                    row.member(),
                                                    row.table(),
                                                    row.row(),
                                                    row.there())));
            page.append("</tbody></table></div></section>\n");
        }
    }

    private static void stores(List<StoreFindings> stores, StringBuilder page) {
        if (stores.isEmpty()) {
            return;
        }
        page.append("<section id=\"stores\">\n<h2>The ledger of every store</h2>\n<table>")
                .append(Html.head("store", "what became of what was written", "lost, by id"))
                .append("<tbody>\n");
        for (StoreFindings store : stores) {
            page.append(
                    Html.row(
                            store.store(),
                            store.sentence(),
                            String.join(" ", store.lost().stream().limit(LISTED_MAX).toList())));
        }
        page.append("</tbody></table>\n</section>\n");
    }

    private static void list(List<String> lines, StringBuilder page) {
        if (!lines.isEmpty()) {
            page.append("<ul>");
            lines.stream()
                    .limit(LISTED_MAX)
                    .forEach(
                            line -> page.append("<li>").append(Html.escaped(line)).append("</li>"));
            page.append("</ul>\n");
        }
    }

    private static void causes(Map<String, Long> causes, StringBuilder page) {
        if (causes.isEmpty()) {
            return;
        }
        page.append("<h3>Why requests did not end well</h3>\n<table>")
                .append(Html.head("what the client saw", "requests"))
                .append("<tbody>\n");
        causes.forEach((cause, count) -> page.append(Html.row(cause, Words.number(count))));
        page.append("</tbody></table>\n");
    }

    static void inside(DrillReport report, StringBuilder page) {
        InsideFindings inside = report.inside();
        if (inside == null) {
            return;
        }
        page.append("<section id=\"inside\">\n<h2>Inside ")
                .append(Html.escaped(inside.region()))
                .append(", which was cut off and alive</h2>\n");
        page.append("<table>")
                .append(Html.head("writes tried there", "count", "meaning"))
                .append("<tbody>\n");
        page.append(
                row(
                        "before the fault",
                        inside.acceptedBefore(),
                        "accepted: the clients inside can write"));
        page.append(
                row(
                        "after the promotion",
                        inside.tried(),
                        "tried for "
                                + Words.millis(inside.forMillis())
                                + ", over open sessions and at the doors"));
        page.append(row("accepted", inside.accepted(), "each would be a second writer"));
        page.append(row("refused", inside.refused(), "a definite no"));
        page.append(row("not answered", inside.unanswered(), "no acknowledgement"));
        page.append("</tbody></table>\n");
        Long last = inside.lastAcceptedMillis();
        page.append("<p class=\"note\">The last write that was accepted there: ")
                .append(
                        last == null
                                ? "none after the fault"
                                : Words.millis(last) + " after the fault")
                .append(".</p>\n");
        proofs("It was alive meanwhile", inside.alive(), page);
        page.append("</section>\n");
    }

    /// What was claimed, and whether it held.
    static void claims(DrillReport report, StringBuilder page) {
        if (report.claims().isEmpty()) {
            return;
        }
        page.append("<section id=\"claims\">\n<h2>What was claimed</h2>\n<table>");
        rows(report.claims(), page);
        page.append("</table>\n</section>\n");
    }

    /// What was done; a single fault says it in the page's head already.
    static void steps(DrillReport report, StringBuilder page) {
        if (report.steps().size() < 2) {
            return;
        }
        page.append("<section id=\"steps\">\n<h2>What was done</h2>\n<table>")
                .append(Html.head("step", "after the fault", "done"))
                .append("<tbody>\n");
        for (Course.Done step : report.steps()) {
            page.append(
                    Html.row(
                            Integer.toString(step.number()),
                            Words.millis(step.atMillis()),
                            step.words()));
        }
        page.append("</tbody></table>\n</section>\n");
    }

    private static void rows(List<Proof> proofs, StringBuilder page) {
        page.append(Html.head("claim", "", "seen")).append("<tbody>\n");
        for (Proof proof : proofs) {
            page.append(
                    Html.row(
                            proof.claim(),
                            proof.holds() ? "\u2713 holds" : "\u2715 does not hold",
                            proof.observed()));
        }
        page.append("</tbody>");
    }

    static void proofs(DrillReport report, StringBuilder page) {
        if (report.proofs().isEmpty()) {
            return;
        }
        page.append("<section id=\"proof\">\n<h2>Proof that the fault had its effect</h2>\n");
        proofs("What was looked at", report.proofs(), page);
        page.append("</section>\n");
    }

    private static void proofs(String title, List<Proof> proofs, StringBuilder page) {
        long holding = proofs.stream().filter(Proof::holds).count();
        page.append(
                "<details%s><summary>%s: %d of %d hold</summary><div class=\"wide\"><table>"
                        .formatted(
                                proofs.size() <= 6 || holding < proofs.size()
                                        ? " open=\"open\""
                                        : "",
                                Html.escaped(title),
                                holding,
                                proofs.size()));
        rows(proofs, page);
        page.append("</table></div></details>\n");
    }
}
