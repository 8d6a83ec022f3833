package dev.twinkeel.aws.readiness;

import static dev.twinkeel.aws.readiness.Facts.not;
import static dev.twinkeel.aws.readiness.Rule.high;
import static dev.twinkeel.aws.readiness.Rule.low;
import static dev.twinkeel.aws.readiness.Rule.medium;

import dev.twinkeel.aws.kubernetes.Site;
import dev.twinkeel.model.Aws.Environment;
import java.util.ArrayList;
import java.util.List;

/// How users find a region, and what their requests pass.
final class TrafficRules {
    /// A client that keeps a connection this long asks DNS again in time.
    private static final int KEEP_ALIVE_SECONDS_MAX = 300;

    private static final int TTL_SECONDS_MAX = 60;

    private TrafficRules() {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>(BALANCERS);
        rules.addAll(NAMES);
        return rules;
    }

    private static final List<Rule> BALANCERS =
            List.of(
                    medium(
                            "balancer-keep-alive",
                            "Clients that keep a connection for an hour stay with a lost region as long.",
                            "Set client_keep_alive to 180 seconds, of the internal balancer too.",
                            "SOC 2 A1.2",
                            TrafficRules::keepAlive),
                    high(
                            "target-group-fail-open",
                            "Without least counts a balancer keeps a zone in DNS in which almost nobody answers.",
                            "Set target_group_health with dns_failover and unhealthy_state_routing.",
                            "SOC 2 A1.2",
                            facts ->
                                    not(
                                            facts.all("aws_lb_target_group").stream(),
                                            it ->
                                                    it.has("target_group_health.dns_failover")
                                                            && it.has(
                                                                    "target_group_health.unhealthy_state_routing"))),
                    high(
                            "balancer-deletion-protection",
                            "One wrong command takes every user away.",
                            "Set enable_deletion_protection in production.",
                            "SOC 2 A1.2; PCI DSS 6.5.1",
                            facts ->
                                    not(
                                            facts.production("aws_lb").stream(),
                                            it -> it.is("enable_deletion_protection", true))),
                    medium(
                            "balancer-cross-zone",
                            "A zone with few targets would be overrun while others idle.",
                            "Set enable_cross_zone_load_balancing.",
                            "SOC 2 A1.2",
                            facts ->
                                    not(
                                            facts.all("aws_lb").stream(),
                                            it -> it.is("enable_cross_zone_load_balancing", true))),
                    medium(
                            "balancer-zonal-shift",
                            "A zone that is half broken cannot be taken out at once.",
                            "Set enable_zonal_shift.",
                            "SOC 2 A1.2; SOC 2 CC7.4",
                            facts ->
                                    not(
                                            facts.all("aws_lb").stream(),
                                            it -> it.is("enable_zonal_shift", true))),
                    medium(
                            "balancer-headers",
                            "Malformed headers are how requests are smuggled past a filter.",
                            "Set drop_invalid_header_fields.",
                            "PCI DSS 6.4.2; SOC 2 CC6.6",
                            facts ->
                                    not(
                                            facts.all("aws_lb").stream(),
                                            it -> it.is("drop_invalid_header_fields", true))),
                    medium(
                            "balancer-logs",
                            "Nobody can tell later who asked for what.",
                            "Write access_logs.",
                            "PCI DSS 10.2.1; SOC 2 CC7.2",
                            facts ->
                                    not(
                                            facts.all("aws_lb").stream(),
                                            it -> it.is("access_logs.enabled", true))),
                    high(
                            "tls-policy",
                            "Old versions of TLS can be read.",
                            "Use a policy with TLS 1.2 at least: ELBSecurityPolicy-TLS13-1-2-2021-06.",
                            "PCI DSS 4.2.1; SOC 2 CC6.7",
                            facts ->
                                    not(
                                            facts.all("aws_lb_listener").stream()
                                                    .filter(it -> it.is("protocol", "HTTPS")),
                                            it ->
                                                    it.value("ssl_policy")
                                                            .map(Object::toString)
                                                            .filter(
                                                                    policy ->
                                                                            policy.contains(
                                                                                    "TLS13-1-2"))
                                                            .isPresent())));

    private static final List<Rule> NAMES =
            List.of(
                    high(
                            "dns-accelerated-recovery",
                            "Records cannot be changed while the region of Route 53's control plane is lost.",
                            "Set enable_accelerated_recovery on the public zone.",
                            "SOC 2 A1.2",
                            facts ->
                                    not(
                                            facts.all("aws_route53_zone").stream()
                                                    .filter(it -> !it.has("vpc")),
                                            it -> it.is("enable_accelerated_recovery", true))),
                    medium(
                            "health-check-interval",
                            "A check every 30 seconds sees a lost region a minute later.",
                            "Set request_interval to 10.",
                            "SOC 2 A1.2; SOC 2 CC7.2",
                            facts ->
                                    not(
                                            facts.all("aws_route53_health_check").stream()
                                                    .filter(it -> it.has("request_interval")),
                                            it -> it.is("request_interval", 10))),
                    medium(
                            "dns-ttl",
                            "Resolvers hold on to a lost region for the record's whole time to live.",
                            "Keep ttl at 60 seconds or less, or use an alias.",
                            "SOC 2 A1.2",
                            facts ->
                                    not(
                                            facts.all("aws_route53_record").stream()
                                                    .filter(it -> it.number("ttl").isPresent())
                                                    .filter(
                                                            it ->
                                                                    !it.name()
                                                                            .contains(
                                                                                    "validation")),
                                            it -> it.number("ttl").orElse(0) <= TTL_SECONDS_MAX)),
                    high(
                            "entry-in-both-regions",
                            "A region without a health-checked entry cannot take over.",
                            "Render the edge layer of both regions.",
                            "SOC 2 A1.2",
                            facts ->
                                    facts.sitesWithout(
                                            site ->
                                                    !facts.at(site, "aws_lb").isEmpty()
                                                            && !facts.at(
                                                                            site,
                                                                            "aws_route53_health_check")
                                                                    .isEmpty())),
                    high(
                            "accelerator-in-both-regions",
                            "Fixed addresses that lead to one region are lost with it.",
                            "Give each region an endpoint group.",
                            "SOC 2 A1.2",
                            TrafficRules::accelerator),
                    high(
                            "web-firewall",
                            "Attacks that have names reach the services.",
                            "Attach a web ACL with managed rule groups and a rate limit.",
                            "PCI DSS 6.4.2; SOC 2 CC6.6",
                            facts ->
                                    facts.sitesWithout(
                                            site ->
                                                    facts.at(site, "aws_wafv2_web_acl").stream()
                                                            .anyMatch(
                                                                    it ->
                                                                            it.has("rule")
                                                                                    || it.has(
                                                                                            "rule_json")))),
                    high(
                            "internal-name",
                            "The internal balancer finds no certificate for a name that none covers.",
                            "Name it one label below the environment's domain, with a private zone of that name.",
                            "PCI DSS 4.2.1; SOC 2 CC6.7",
                            TrafficRules::internalName),
                    low(
                            "balancer-slow-start",
                            "A pod that has just started gets its whole share at once.",
                            "Set slow_start.",
                            "SOC 2 A1.2",
                            facts ->
                                    not(
                                            facts.all("aws_lb_target_group").stream(),
                                            it -> it.number("slow_start").orElse(0) >= 30)));

    /// A certificate covers its domain and what is one label below it.
    private static List<String> internalName(Facts facts) {
        List<String> places = new ArrayList<>();
        for (Site site : facts.sites()) {
            String host = facts.value(site, "internal", "host").toString();
            String parent = host.substring(host.indexOf('.') + 1);
            boolean covered =
                    facts.at(site, "aws_acm_certificate").stream()
                            .anyMatch(it -> it.is("domain_name", parent));
            boolean answered =
                    facts.at(site, "aws_route53_zone").stream().anyMatch(it -> it.is("name", host));
            if (!covered || !answered) {
                places.add(
                        "%s: internal.host %s has no %s"
                                .formatted(
                                        facts.values(site),
                                        host,
                                        covered ? "private zone" : "certificate"));
            }
        }
        return places;
    }

    private static List<String> keepAlive(Facts facts) {
        List<String> places =
                new ArrayList<>(
                        not(
                                facts.all("aws_lb").stream(),
                                it ->
                                        it.number("client_keep_alive").orElse(3600)
                                                <= KEEP_ALIVE_SECONDS_MAX));
        int internal = Facts.number(facts.standard("internal", "keepAliveSeconds"));
        if (internal < 0 || internal > KEEP_ALIVE_SECONDS_MAX) {
            places.add("the chart's values.yaml: internal.keepAliveSeconds");
        }
        return places;
    }

    private static List<String> accelerator(Facts facts) {
        if (!facts.application().routing().accelerator()) {
            return List.of();
        }
        List<String> places = new ArrayList<>();
        for (Environment environment : facts.twice()) {
            for (Site site : Site.of(facts.application(), environment)) {
                if (facts.at(site, "aws_globalaccelerator_endpoint_group").isEmpty()) {
                    places.add(environment.name() + " in " + site.aws());
                }
            }
        }
        return places;
    }
}
