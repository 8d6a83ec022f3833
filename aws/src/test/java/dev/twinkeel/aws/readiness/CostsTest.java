package dev.twinkeel.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.aws.kubernetes.Site;
import dev.twinkeel.model.Application;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CostsTest {
    private static final int HOURS = 730;
    private static final double CENT = 0.01;

    @Test
    void thePartsOfEachSiteAddUpToItsTotal() {
        for (String example : List.of("storefront", "analytics", "guestbook")) {
            Costs costs = costs(Applications.example(example));
            for (Map.Entry<Site, Map<String, Double>> site : costs.sites().entrySet()) {
                double sum = site.getValue().values().stream().mapToDouble(it -> it).sum();

                assertThat(costs.total(site.getKey())).isEqualTo(sum, within(CENT)).isPositive();
                assertThat(site.getValue().values()).allMatch(it -> it >= 0);
            }
        }
    }

    @Test
    void theColumnsOfThePageAddUpToWhatItSays() {
        String page =
                OnAws.render(Applications.example("storefront"))
                        .files()
                        .getOrDefault("cost.md", "");
        int tables = 0;
        for (String table : page.split("\n## ", -1)) {
            List<String> rows = table.lines().filter(it -> it.startsWith("| ")).skip(1).toList();
            if (rows.isEmpty() || !table.contains("| **all** |")) {
                continue;
            }
            tables++;
            int columns = rows.getFirst().split("\\|", -1).length - 2;
            for (int column = 2; column <= columns; column++) {
                int at = column;
                int sum =
                        rows.subList(0, rows.size() - 1).stream()
                                .mapToInt(it -> dollars(it, at))
                                .sum();
                // Each row is rounded by itself.
                assertThat(dollars(rows.getLast(), at)).isCloseTo(sum, within(rows.size()));
            }
        }
        assertThat(tables).isEqualTo(4);
    }

    @Test
    void databasesCostWhatTheirRenderedMembersCost() {
        Application application = Applications.production("3m", "");
        Prices prices = Prices.read();
        double hour = prices.of("rds.db.m7g.large", "ap-south-1");
        double storage = prices.of("rds.storage", "ap-south-1") * Costs.STORAGE_GB;
        double backup = prices.of("backup.storage", "ap-south-1") * Costs.STORAGE_GB;

        // A writer with its standby, and a reader.
        assertThat(part(application, 0, "databases"))
                .isEqualTo(3 * (HOURS * hour + storage) + backup, within(CENT));
    }

    @Test
    void whatIsMoreCostsMore() {
        Application little = Applications.production("3m", "");
        Application intel = Applications.production("3m", "graviton: false");
        assertThat(part(intel, 0, "compute")).isGreaterThan(part(little, 0, "compute"));
        assertThat(part(intel, 0, "databases")).isGreaterThan(part(little, 0, "databases"));

        Costs storefront = costs(Applications.example("storefront"));
        List<Site> sites = List.copyOf(storefront.sites().keySet());
        assertThat(storefront.total(sites.get(sites.size() - 2)))
                .isGreaterThan(storefront.total(sites.getFirst()));
    }

    @Test
    void thePriceTableSaysItsDateItsSourceAndThatItWasNotFetched() {
        String notes = String.join(" ", Prices.read().notes());
        assertThat(notes)
                .containsPattern("Date: 20\\d\\d-\\d\\d")
                .contains("Source:", "not fetched");
        assertThat(
                        OnAws.render(Applications.example("storefront"))
                                .files()
                                .getOrDefault("cost.md", ""))
                .contains(Prices.read().notes());
    }

    @Test
    void aRegionWithoutPricesOfItsOwnHasThoseOfTheOthers() {
        Prices prices = Prices.read();
        assertThat(prices.of("nat.gateway", "eu-central-1"))
                .isEqualTo(prices.of("nat.gateway", "other"));
    }

    @Test
    void theStandbysShareIsTold() {
        Application application = Applications.production("3m", "");
        Costs costs = costs(application);
        List<Site> sites = List.copyOf(costs.sites().keySet());
        double standby = costs.total(sites.getLast());
        long share = Math.round(100 * standby / (standby + costs.total(sites.getFirst())));

        assertThat(String.join("\n", CostPage.lines(application, OnAws.render(application))))
                .contains(share + " %");
    }

    private static double part(Application application, int site, String part) {
        return List.copyOf(costs(application).sites().values()).get(site).getOrDefault(part, 0.0);
    }

    private static Costs costs(Application application) {
        return Costs.of(new Facts(application, OnAws.render(application)));
    }

    private static int dollars(String row, int column) {
        String cell = Arrays.asList(row.split("\\|", -1)).get(column);
        return Integer.parseInt(cell.replaceAll("[^0-9]", ""));
    }
}
