package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.expression;
import static dev.twinkeel.aws.terraform.Hcl.inline;
import static dev.twinkeel.aws.terraform.Hcl.map;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Rate;
import dev.twinkeel.model.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A region's front door: certificate, public balancer with its routes, web ACL, name, health
/// check, and its place behind the accelerator.
final class Edge {
    static final String LAYER = "edge";

    /// The first rule of a listener is the health path's.
    private static final int FIRST_ROUTE = 100;

    private final Scope scope;
    private final Application application;
    private final Root root;

    private Edge(Scope scope) {
        this.scope = scope;
        this.application = scope.application();
        this.root = Root.regional(scope, LAYER).keys(scope, "logs").reads(scope, "network");
    }

    static void render(Scope scope, Rendering rendering) {
        var edge = new Edge(scope);
        edge.zone();
        edge.balancer();
        edge.webAcl();
        edge.entry();
        edge.accelerator();
        edge.api();
        edge.root.output(
                "balancer_arn_suffix",
                "The public balancer as metrics name it.",
                "module.balancer.arn_suffix");
        edge.root.output("balancer_arn", "ARN of the public balancer.", "module.balancer.arn");
        edge.root.render(rendering);
    }

    /// Services that the outside reaches.
    static List<Service> routed(Application application) {
        return application.services().stream().filter(it -> !it.routes().isEmpty()).toList();
    }

    private void zone() {
        root.main().block("data", "aws_route53_zone", "this").set("name", scope.domain());
        root.module("certificate", "certificate")
                .set("domain", scope.domain())
                .set("zone_id", expression("data.aws_route53_zone.this.zone_id"));
    }

    private void balancer() {
        String environment = scope.environment().name();
        Hcl module =
                root.module("balancer", "balancer")
                        .set("name", Names.balancer(application, environment))
                        .set("vpc_id", Root.read("network", "vpc_id"))
                        .set("subnet_ids", Root.read("network", "public_subnet_ids"))
                        .set(
                                "security_group_id",
                                Root.read(
                                        "network",
                                        "security_group_ids[\"" + Uses.PUBLIC_BALANCER + "\"]"))
                        .set("certificate_arn", expression("module.certificate.arn"))
                        .set("log_bucket", Root.read("network", "log_bucket"));
        var services = map();
        for (Service service : routed(application)) {
            services.put(
                    service.name(),
                    inline(
                            "target_group",
                            Names.targetGroup(application, environment, service.name()),
                            "port",
                            Uses.targetPort(application, service),
                            "health",
                            service.health()));
        }
        module.gap().set("services", services).gap().set("routes", routes(application));
        routed(application).stream()
                .findFirst()
                .ifPresent(
                        first ->
                                module.gap()
                                        .set(
                                                "health",
                                                inline(
                                                        "path",
                                                        application.routing().health().path(),
                                                        "service",
                                                        first.name())));
    }

    private record Routed(Service service, Service.Route route) {}

    /// Listener rules; one with a host before one without, a longer path before a shorter one.
    static Map<String, Object> routes(Application application) {
        var all = new ArrayList<Routed>();
        for (Service service : application.services()) {
            service.routes().forEach(route -> all.add(new Routed(service, route)));
        }
        all.sort(
                Comparator.comparing((Routed it) -> it.route().host().isEmpty())
                        .thenComparingInt(it -> -it.route().path().length())
                        .thenComparing(it -> it.route().toString()));
        var rules = new LinkedHashMap<String, Object>();
        int priority = FIRST_ROUTE;
        for (Routed it : all) {
            String path = it.route().path();
            List<String> paths = path.equals("/") ? List.of("/*") : List.of(path, path + "/*");
            String name = it.service().name() + "-" + priority;
            Optional<String> host = it.route().host();
            rules.put(
                    name,
                    host.isEmpty()
                            ? inline(
                                    "service",
                                    it.service().name(),
                                    "priority",
                                    priority,
                                    "paths",
                                    paths)
                            : inline(
                                    "service",
                                    it.service().name(),
                                    "priority",
                                    priority,
                                    "paths",
                                    paths,
                                    "host",
                                    host.get()));
            priority++;
        }
        return rules;
    }

    private void webAcl() {
        Hcl acl =
                root.module("web_acl", "web-acl")
                        .set("name", scope.name())
                        .set("scope", "REGIONAL")
                        .set("protected", map("balancer", expression("module.balancer.arn")))
                        .set("logs_kms_key_arn", Root.key("logs"));
        rate(application, acl);
    }

    /// The file's rate, in the nearest interval that WAF counts over.
    static void rate(Application application, Hcl acl) {
        Optional<Rate> rate = application.edge().waf();
        if (rate.isPresent()) {
            long asked = rate.get().interval().toSeconds();
            int seconds =
                    List.of(60, 120, 300, 600).stream()
                            .filter(it -> it >= asked)
                            .findFirst()
                            .orElse(600);
            long limit = Math.round(rate.get().perSecond() * seconds);
            acl.set("rate_limit", Math.max(10, limit)).set("rate_seconds", seconds);
        }
    }

    private void entry() {
        root.module("entry", "entry")
                .set("zone_id", expression("data.aws_route53_zone.this.zone_id"))
                .set("domain", scope.regionDomain())
                .set("balancer_dns_name", expression("module.balancer.dns_name"))
                .set("balancer_zone_id", expression("module.balancer.zone_id"))
                .set("health_path", application.routing().health().path())
                .set("failures", Timeouts.checks(application));
        if (!scope.both()) {
            root.module("origin", "origin")
                    .set("zone_id", expression("data.aws_route53_zone.this.zone_id"))
                    .set("domain", scope.originDomain())
                    .set(
                            "regions",
                            map(
                                    scope.aws(),
                                    inline("domain", scope.regionDomain(), "primary", true)));
        }
    }

    private void accelerator() {
        if (application.routing().accelerator()) {
            root.readsGlobal(scope, LAYER);
            root.module("accelerator", "accelerator-endpoint")
                    .set("listener_arn", Root.read("global_edge", "listener_arn"))
                    .set("balancer_arn", expression("module.balancer.arn"))
                    .set("dial", scope.primary() ? 100 : 0)
                    .set("health_path", application.routing().health().path());
        }
    }

    private void api() {
        if (!application.aws().identity()) {
            return;
        }
        var keys = new ArrayList<String>();
        for (Service service : routed(application)) {
            for (Service.Route route : service.routes()) {
                if (!route.path().equals("/")) {
                    keys.add("ANY " + route.path());
                }
                String path = route.path().equals("/") ? "" : route.path();
                keys.add("ANY " + path + "/{proxy+}");
            }
        }
        root.module("api", "api")
                .set("domain", scope.domain())
                .set("subnet_ids", Root.read("network", "private_subnet_ids"))
                .set(
                        "security_group_id",
                        Root.read("network", "security_group_ids[\"" + Uses.API + "\"]"))
                .set("listener_arn", expression("module.balancer.listener_arn"))
                .set("routes", keys.stream().distinct().toList())
                .set("logs_kms_key_arn", Root.key("logs"));
    }
}
