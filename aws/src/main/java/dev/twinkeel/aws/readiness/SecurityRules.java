package dev.twinkeel.aws.readiness;

import static dev.twinkeel.aws.readiness.Facts.not;
import static dev.twinkeel.aws.readiness.Rule.high;
import static dev.twinkeel.aws.readiness.Rule.low;
import static dev.twinkeel.aws.readiness.Rule.medium;

import dev.twinkeel.aws.kubernetes.Site;
import dev.twinkeel.aws.schema.Resource;
import dev.twinkeel.aws.schema.Validator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Networks, keys, evidence, quotas, and that the files can be applied at all.
final class SecurityRules {
    /// AWS's own quotas for a region of a new account, which are raised on request.
    private static final Map<String, Integer> QUOTAS =
            Map.of(
                    "aws_vpc", 5,
                    "aws_nat_gateway", 5,
                    "aws_lb", 50,
                    "aws_db_instance", 40,
                    "aws_elasticache_replication_group", 40,
                    "aws_dynamodb_table", 2500,
                    "aws_ec2_transit_gateway", 5,
                    "aws_fis_experiment_template", 500);

    /// Rules that a security group may have in a direction.
    private static final int GROUP_RULES_MAX = 60;

    private static final Pattern CIDR = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)\\.(\\d+)/(\\d+)");

    private SecurityRules() {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>(NETWORK);
        rules.addAll(EVIDENCE);
        return rules;
    }

    private static final List<Rule> NETWORK =
            List.of(
                    high(
                            "configuration-valid",
                            "Terraform would refuse it, perhaps in the middle.",
                            "Correct what the finding says.",
                            "SOC 2 CC8.1",
                            facts ->
                                    Validator.check(facts.files()).stream()
                                            .map(Object::toString)
                                            .toList()),
                    high(
                            "networks-overlap",
                            "Networks with the same addresses cannot be joined, nor told apart in a log.",
                            "Give each environment and region a network of its own.",
                            "PCI DSS 1.2.3",
                            SecurityRules::overlaps),
                    medium(
                            "nat-a-zone",
                            "One gateway takes the outbound traffic of every zone with it.",
                            "Make a NAT gateway in each zone.",
                            "SOC 2 A1.2",
                            facts ->
                                    not(
                                            facts.all("aws_nat_gateway").stream(),
                                            it -> it.has("for_each") || it.has("count"))),
                    high(
                            "open-to-everybody",
                            "A port other than the balancer's is open to the internet.",
                            "Allow 0.0.0.0/0 only to the public balancer, on 80 and 443.",
                            "PCI DSS 1.3.1; CIS AWS 5.2; SOC 2 CC6.6",
                            SecurityRules::open),
                    medium(
                            "flow-logs",
                            "Nobody can tell later who spoke with whom.",
                            "Render aws_flow_log for every network.",
                            "PCI DSS 10.2.1; CIS AWS 3.7; SOC 2 CC7.2",
                            facts ->
                                    facts.sitesWithout(
                                            site -> !facts.at(site, "aws_flow_log").isEmpty())),
                    low(
                            "quotas",
                            "An apply stops half-way at a quota.",
                            "Have the quota raised before, in both regions.",
                            "SOC 2 A1.1",
                            SecurityRules::quotas));

    private static final List<Rule> EVIDENCE =
            List.of(
                    high(
                            "keys-rotated",
                            "A key that leaks once opens everything for ever.",
                            "Set enable_key_rotation.",
                            "PCI DSS 3.7.4; CIS AWS 3.6",
                            facts ->
                                    not(
                                            facts.all("aws_kms_key").stream(),
                                            it -> it.is("enable_key_rotation", true))),
                    high(
                            "cluster-secrets-encrypted",
                            "Whoever reads the cluster's store reads its secrets.",
                            "Set encryption_config with a key of your own.",
                            "PCI DSS 3.5.1; CIS EKS 5.3.1",
                            facts ->
                                    not(
                                            facts.all("aws_eks_cluster").stream(),
                                            it -> it.has("encryption_config"))),
                    medium(
                            "cluster-audit-log",
                            "Nobody can tell who changed what in the cluster.",
                            "Enable the audit log.",
                            "PCI DSS 10.2.1; CIS EKS 2.1.1",
                            facts ->
                                    not(
                                            facts.all("aws_eks_cluster").stream(),
                                            it ->
                                                    it.value("enabled_cluster_log_types")
                                                            .filter(
                                                                    types ->
                                                                            types.toString()
                                                                                    .contains(
                                                                                            "audit"))
                                                            .isPresent())),
                    medium(
                            "threats-watched",
                            "A break-in is noticed by its damage.",
                            "Enable GuardDuty in both regions.",
                            "PCI DSS 11.5.1; SOC 2 CC7.2",
                            present("aws_guardduty_detector")),
                    medium(
                            "configuration-recorded",
                            "No evidence of what was configured when.",
                            "Enable AWS Config in both regions.",
                            "PCI DSS 10.2.1; SOC 2 CC7.1; CIS AWS 3.3",
                            present("aws_config_configuration_recorder")),
                    low(
                            "findings-in-one-place",
                            "Nobody reads five consoles.",
                            "Enable Security Hub.",
                            "SOC 2 CC7.2; CIS AWS 4.16",
                            present("aws_securityhub_account")),
                    medium(
                            "secrets-rotated",
                            "A password that leaked once works for years.",
                            "Render aws_secretsmanager_secret_rotation for each database.",
                            "PCI DSS 8.6.3; SOC 2 CC6.1",
                            facts ->
                                    facts.application().databases().isEmpty()
                                                    || !facts.production(
                                                                    "aws_secretsmanager_secret_rotation")
                                                            .isEmpty()
                                                    || facts.production("aws_rds_cluster").stream()
                                                            .anyMatch(
                                                                    it ->
                                                                            it.has(
                                                                                    "manage_master_user_password"))
                                            ? List.of()
                                            : List.of(
                                                    facts.application().aws().production().name())),
                    low(
                            "budget",
                            "The bill is the first alarm.",
                            "Render a budget for each environment.",
                            "SOC 2 CC3.1",
                            facts ->
                                    facts.application().aws().environments().stream()
                                            .map(it -> it.name())
                                            .filter(
                                                    name ->
                                                            facts.all("aws_budgets_budget").stream()
                                                                    .noneMatch(
                                                                            it ->
                                                                                    Facts
                                                                                            .environment(
                                                                                                    it)
                                                                                            .equals(
                                                                                                    name)))
                                            .toList()));

    private static Rule.Check present(String type) {
        return facts ->
                facts.production(type).isEmpty()
                        ? List.of(facts.application().aws().production().name())
                        : List.of();
    }

    private static List<String> overlaps(Facts facts) {
        List<Resource> networks = facts.all("aws_vpc");
        List<String> places = new ArrayList<>();
        for (int i = 0; i < networks.size(); i++) {
            for (int j = i + 1; j < networks.size(); j++) {
                String one = networks.get(i).value("cidr_block").orElse("").toString();
                String other = networks.get(j).value("cidr_block").orElse("").toString();
                if (overlap(one, other)) {
                    places.add(
                            "%s and %s: %s and %s"
                                    .formatted(
                                            networks.get(i).root(),
                                            networks.get(j).root(),
                                            one,
                                            other));
                }
            }
        }
        return places;
    }

    static boolean overlap(String one, String other) {
        Matcher first = CIDR.matcher(one);
        Matcher second = CIDR.matcher(other);
        if (!first.matches() || !second.matches()) {
            return false;
        }
        int bits = Math.min(Integer.parseInt(first.group(5)), Integer.parseInt(second.group(5)));
        return bits == 0 || (address(first) ^ address(second)) >>> (32 - bits) == 0;
    }

    private static long address(Matcher cidr) {
        long address = 0;
        for (int i = 1; i <= 4; i++) {
            address = address << 8 | Integer.parseInt(cidr.group(i));
        }
        return address;
    }

    private static List<String> open(Facts facts) {
        List<String> places = new ArrayList<>();
        facts.files()
                .forEach(
                        (path, text) -> {
                            if (path.startsWith("terraform/live/") && path.endsWith("/main.tf")) {
                                text.lines()
                                        .filter(it -> it.contains("cidr = \"0.0.0.0/0\""))
                                        .filter(it -> !it.contains("group = \"public_balancer\""))
                                        .filter(it -> !it.contains("port = 443"))
                                        .forEach(it -> places.add(path + ": " + it.strip()));
                            }
                        });
        return places;
    }

    /// Security groups with more rules than AWS admits, by what the rules are made for.
    private static List<String> fullGroups(Facts facts, Site site, String type, String end) {
        var counts = new TreeMap<String, Integer>();
        for (Resource rules : facts.at(site, type)) {
            if (rules.value("for_each").orElse("") instanceof Map<?, ?> pairs) {
                for (Object pair : pairs.values()) {
                    if (pair instanceof Map<?, ?> map) {
                        Object group = map.containsKey(end) ? map.get(end) : map.get("group");
                        counts.merge(String.valueOf(group), 1, Integer::sum);
                    }
                }
            }
        }
        return counts.entrySet().stream()
                .filter(it -> it.getValue() > GROUP_RULES_MAX)
                .map(
                        it ->
                                "%s in %s: %d of %d %s of %s"
                                        .formatted(
                                                site.environment().name(),
                                                site.aws(),
                                                it.getValue(),
                                                GROUP_RULES_MAX,
                                                type,
                                                it.getKey()))
                .toList();
    }

    private static List<String> quotas(Facts facts) {
        List<String> places = new ArrayList<>();
        for (Site site : facts.sites()) {
            var counts = new HashMap<String, Integer>();
            for (String type : QUOTAS.keySet()) {
                // One a zone where it is made for each.
                int each = type.equals("aws_nat_gateway") ? Site.ZONES : 1;
                counts.put(type, facts.at(site, type).size() * each);
            }
            counts.forEach(
                    (type, count) -> {
                        if (count > QUOTAS.getOrDefault(type, Integer.MAX_VALUE)) {
                            places.add(
                                    "%s in %s: %d of %d %s"
                                            .formatted(
                                                    site.environment().name(),
                                                    site.aws(),
                                                    count,
                                                    QUOTAS.get(type),
                                                    type));
                        }
                    });
            places.addAll(fullGroups(facts, site, "aws_vpc_security_group_ingress_rule", "to"));
            places.addAll(fullGroups(facts, site, "aws_vpc_security_group_egress_rule", "from"));
        }
        return places;
    }
}
