package dev.twinkeel.aws.readiness;

import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.kubernetes.Site;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The estimate as a page, and as lines for the command line.
public final class CostPage {
    /// Rebuilding a region from backups: network and cluster, then data, then trust that it works.
    private static final Duration REBUILD = Duration.ofHours(4);

    private final Application application;
    private final Costs costs;
    private final Facts facts;

    private CostPage(Facts facts) {
        this.application = facts.application();
        this.costs = Costs.of(facts);
        this.facts = facts;
    }

    /// `cost.md`
    static String text(Facts facts) {
        return new CostPage(facts).page();
    }

    /// Totals a site, and what the standby buys.
    public static List<String> lines(Application application, Rendering rendering) {
        var page = new CostPage(new Facts(application, rendering));
        List<String> lines = new ArrayList<>();
        for (Site site : page.costs.sites().keySet()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%-10s %-16s %8s a month",
                            site.environment().name(),
                            site.aws(),
                            dollars(page.costs.total(site))));
        }
        page.standby().ifPresent(lines::add);
        return lines;
    }

    private String page() {
        var text = new StringBuilder();
        text.append(
                """
                # What a month costs

                An estimate by list prices, so that options can be compared. Your bill depends on use, on
                discounts and on Savings Plans.

                """);
        for (String note : costs.notes()) {
            text.append("> ").append(note).append('\n');
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        """

                        Assumed a site: %d GB a store, %d GB of traffic to users and %d GB of logs where users are,
                        %d million requests a table and queue. Nodes carry the least pods of every service.

                        """,
                        Costs.STORAGE_GB,
                        Costs.TRAFFIC_GB,
                        Costs.LOGS_GB,
                        Costs.MILLIONS));
        for (Environment environment : application.aws().environments()) {
            table(environment, text);
        }
        standby().ifPresent(it -> text.append("## The warm standby\n\n").append(it).append('\n'));
        return text.toString();
    }

    private void table(Environment environment, StringBuilder text) {
        List<Site> sites = Site.of(application, environment);
        text.append("## ").append(environment.name()).append("\n\n| part |");
        sites.forEach(it -> text.append(' ').append(it.aws()).append(" |"));
        text.append("\n|---|").append("---:|".repeat(sites.size())).append('\n');
        Map<String, Double> first = costs.sites().getOrDefault(sites.getFirst(), Map.of());
        for (String part : first.keySet()) {
            text.append("| ").append(part).append(" |");
            for (Site site : sites) {
                double sum = costs.sites().getOrDefault(site, Map.of()).getOrDefault(part, 0.0);
                text.append(' ').append(dollars(sum)).append(" |");
            }
            text.append('\n');
        }
        text.append("| **all** |");
        sites.forEach(it -> text.append(" **").append(dollars(costs.total(it))).append("** |"));
        double sum = sites.stream().mapToDouble(costs::total).sum();
        text.append(
                "\n\nTogether %s of a budget of %s.\n\n"
                        .formatted(dollars(sum), dollars(environment.budget())));
    }

    /// What the second region of production costs, and what it buys.
    private Optional<String> standby() {
        Environment production = application.aws().production();
        List<Site> sites = Site.of(application, production);
        if (sites.size() < 2) {
            return Optional.empty();
        }
        double standby = costs.total(sites.getLast());
        double all = standby + costs.total(sites.getFirst());
        Duration with =
                RecoveryTime.of(facts, production.name())
                        .map(RecoveryTime::total)
                        .orElse(application.objectives().region().rto());
        long bought = Math.max(1, REBUILD.minus(with).toMinutes());
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "The standby of %s costs %s a month, %.0f %% of it. With it a lost region is"
                                + " given up within %d minutes at most; rebuilding from backups would"
                                + " take about %d hours (our judgement). A minute less costs %s.",
                        production.name(),
                        dollars(standby),
                        100 * standby / all,
                        with.toMinutes() + (with.toSecondsPart() > 0 ? 1 : 0),
                        REBUILD.toHours(),
                        String.format(Locale.ROOT, "$%.2f", standby / bought)));
    }

    private static String dollars(double sum) {
        return String.format(Locale.ROOT, "$%,.0f", sum);
    }
}
