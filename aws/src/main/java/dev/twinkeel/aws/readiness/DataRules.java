package dev.twinkeel.aws.readiness;

import static dev.twinkeel.aws.readiness.Facts.not;
import static dev.twinkeel.aws.readiness.Rule.high;
import static dev.twinkeel.aws.readiness.Rule.medium;

import dev.twinkeel.aws.kubernetes.Site;
import dev.twinkeel.aws.schema.Resource;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What keeps data: that it survives a zone, a region, a mistake and a thief.
final class DataRules {
    private static final int BACKUP_DAYS_LEAST = 7;

    private DataRules() {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>(DATABASES);
        rules.addAll(BACKUPS);
        return rules;
    }

    private static final List<Rule> DATABASES =
            List.of(
                    high(
                            "database-multi-az",
                            "A zone takes the only member of the database with it.",
                            "Write zone: sync for the database in the file; in Terraform it is multi_az, or three instances of Aurora.",
                            "SOC 2 A1.2",
                            DataRules::oneZone),
                    medium(
                            "reads-on-the-writer",
                            "Reads that go to the writer slow down the writes of everybody.",
                            "Give services the database's reader as their _READ_HOST.",
                            "SOC 2 A1.1",
                            DataRules::readsOnTheWriter),
                    medium(
                            "reader-after-a-zone",
                            "When a zone is lost the reader beside the new writer is lost too.",
                            "Keep a reader, so that a third zone has a copy.",
                            "SOC 2 A1.2",
                            DataRules::noReader),
                    high(
                            "database-in-both-regions",
                            "A region without a copy of the database cannot take over.",
                            "Render the data layer of the standby region: a replica of every database.",
                            "SOC 2 A1.2; SOC 2 CC7.5",
                            DataRules::notInBothRegions),
                    high(
                            "database-deletion-protection",
                            "One wrong command deletes every order.",
                            "Set deletion_protection in production.",
                            "SOC 2 A1.2; PCI DSS 6.5.1",
                            facts -> {
                                Predicate<Resource> kept = it -> it.is("deletion_protection", true);
                                List<String> places =
                                        new ArrayList<>(
                                                not(
                                                        facts
                                                                .production("aws_rds_cluster")
                                                                .stream(),
                                                        kept));
                                places.addAll(
                                        not(
                                                facts.production("aws_db_instance").stream()
                                                        .filter(it -> !it.name().equals("reader")),
                                                kept));
                                return places;
                            }),
                    high(
                            "database-encrypted",
                            "A snapshot that is shared by mistake can be read.",
                            "Set storage_encrypted with a key of your own.",
                            "PCI DSS 3.5.1; SOC 2 CC6.1; CIS AWS 2.3.1",
                            facts -> {
                                Predicate<Resource> closed = it -> it.is("storage_encrypted", true);
                                List<String> places =
                                        new ArrayList<>(
                                                not(facts.all("aws_rds_cluster").stream(), closed));
                                places.addAll(
                                        not(
                                                facts.all("aws_db_instance").stream()
                                                        .filter(it -> !it.name().equals("reader")),
                                                closed));
                                return places;
                            }),
                    high(
                            "database-not-public",
                            "Anybody can knock at the database.",
                            "Set publicly_accessible to false.",
                            "PCI DSS 1.4.4; CIS AWS 2.3.3",
                            facts ->
                                    facts.all("aws_db_instance").stream()
                                            .filter(it -> it.is("publicly_accessible", true))
                                            .map(Resource::place)
                                            .toList()));

    private static final List<Rule> BACKUPS =
            List.of(
                    high(
                            "backup-retention",
                            "A mistake that is noticed after a week cannot be taken back.",
                            "Keep backups for seven days at least, and tables restorable to a moment.",
                            "SOC 2 A1.2; SOC 2 CC7.5",
                            facts -> {
                                List<String> places =
                                        new ArrayList<>(
                                                not(
                                                        facts.all("aws_db_instance").stream()
                                                                .filter(
                                                                        it ->
                                                                                !it.name()
                                                                                        .equals(
                                                                                                "reader")),
                                                        DataRules::keptLongEnough));
                                places.addAll(
                                        not(
                                                facts.all("aws_rds_cluster").stream(),
                                                DataRules::keptLongEnough));
                                places.addAll(
                                        not(
                                                facts.all("aws_dynamodb_table").stream(),
                                                it ->
                                                        it.is(
                                                                "point_in_time_recovery.enabled",
                                                                true)));
                                return places;
                            }),
                    high(
                            "backup-immutable",
                            "Whoever gets into the account deletes the backups first.",
                            "Lock the vault: aws_backup_vault_lock_configuration with changeable_for_days.",
                            "SOC 2 A1.2; SOC 2 CC7.5; PCI DSS 10.5.1",
                            facts ->
                                    not(
                                            facts
                                                    .production(
                                                            "aws_backup_vault_lock_configuration")
                                                    .stream(),
                                            it -> it.number("changeable_for_days").isPresent())),
                    high(
                            "backup-vault-locked",
                            "A vault without a lock is a folder.",
                            "Add aws_backup_vault_lock_configuration to every vault.",
                            "SOC 2 A1.2",
                            facts ->
                                    facts.sitesWithout(
                                            site ->
                                                    !facts.at(
                                                                    site,
                                                                    "aws_backup_vault_lock_configuration")
                                                            .isEmpty())),
                    high(
                            "backup-copied",
                            "Backups that are only in the lost region are lost with it.",
                            "Give the backup plan a copy_action to the other region.",
                            "SOC 2 A1.2; SOC 2 CC7.5",
                            facts ->
                                    facts.twice().stream()
                                            .flatMap(
                                                    it -> Site.of(facts.application(), it).stream())
                                            .filter(Site::primary)
                                            .filter(site -> !copied(facts, site))
                                            .map(it -> it.environment().name() + " in " + it.aws())
                                            .toList()));

    private static boolean keptLongEnough(Resource it) {
        return it.number("backup_retention_period").orElse(0) >= BACKUP_DAYS_LEAST;
    }

    private static boolean copied(Facts facts, Site site) {
        List<Resource> plans = facts.at(site, "aws_backup_plan");
        return plans.stream().anyMatch(it -> it.has("rule.copy_action"))
                && facts.file(
                                "terraform/live/%s/%s/data/main.tf"
                                        .formatted(site.environment().name(), site.aws()))
                        .contains("copy_region");
    }

    private static List<String> oneZone(Facts facts) {
        return not(
                facts.production("aws_db_instance").stream()
                        .filter(it -> !it.name().equals("reader")),
                it -> it.is("multi_az", true));
    }

    private static List<String> readsOnTheWriter(Facts facts) {
        List<String> places = new ArrayList<>();
        for (Site site : facts.sites()) {
            facts.application()
                    .services()
                    .forEach(
                            service -> {
                                Object env = facts.value(site, "services", service.name(), "env");
                                for (Database database : facts.application().databasesOf(service)) {
                                    String prefix = Application.envPrefix(database.name());
                                    if (env instanceof Map<?, ?> map
                                            && String.valueOf(map.get(prefix + "_HOST"))
                                                    .equals(
                                                            String.valueOf(
                                                                    map.get(
                                                                            prefix
                                                                                    + "_READ_HOST")))) {
                                        places.add(facts.values(site) + ": " + service.name());
                                    }
                                }
                            });
        }
        return places;
    }

    private static List<String> noReader(Facts facts) {
        List<String> places = new ArrayList<>();
        for (Site site : Site.of(facts.application(), facts.application().aws().production())) {
            if (site.primary()
                    && !facts.application().databases().isEmpty()
                    && facts.at(site, "aws_rds_cluster").isEmpty()) {
                boolean reader =
                        facts.at(site, "aws_db_instance").stream()
                                .filter(it -> it.name().equals("reader"))
                                .anyMatch(it -> it.number("count").orElse(1) >= 1);
                if (!reader) {
                    places.add(site.environment().name() + " in " + site.aws());
                }
            }
        }
        return places;
    }

    private static List<String> notInBothRegions(Facts facts) {
        return facts.fewer(
                facts.application().databases().size(), "aws_db_instance", "aws_rds_cluster");
    }
}
