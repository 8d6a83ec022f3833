package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.expression;
import static dev.twinkeel.aws.terraform.Hcl.json;
import static dev.twinkeel.aws.terraform.Hcl.map;
import static dev.twinkeel.aws.terraform.Hcl.template;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The cluster of a region, and the identity of everything that runs in it.
final class Platform {
    static final String LAYER = "platform";

    /// Of the whole policy, AWS's own version of the language.
    private static final String POLICY_VERSION = "2012-10-17";

    private final Scope scope;
    private final Application application;
    private final String environment;
    private final Root root;

    private Platform(Scope scope) {
        this.scope = scope;
        this.application = scope.application();
        this.environment = scope.environment().name();
        this.root =
                Root.regional(scope, LAYER)
                        .account()
                        .keys(scope, "data", "secrets", "logs")
                        .reads(scope, "network");
    }

    static void render(Scope scope, Rendering rendering) {
        var platform = new Platform(scope);
        platform.cluster();
        platform.karpenter();
        platform.controller();
        platform.platformIdentities();
        platform.application.services().forEach(platform::service);
        platform.chart();
        platform.root.output("cluster_name", "Name of the cluster.", "module.cluster.name");
        platform.root.output("cluster_arn", "ARN of the cluster.", "module.cluster.arn");
        platform.root.render(rendering);
    }

    /// What the chart cannot know before Terraform has run.
    private void chart() {
        root.main()
                .block("locals")
                .set(
                        Names.HELM_VALUES,
                        map(
                                "account",
                                map(
                                        "id",
                                        expression("local.account"),
                                        "openSearchHost",
                                        expression("var.open_search_host"),
                                        "securityGroups",
                                        groups())));
        root.variable(
                "open_search_host",
                "Host of the OpenSearch domain that gets logs too; empty for none.",
                "string",
                "");
        root.output(
                Names.HELM_VALUES,
                "Values of the chart that only Terraform knows.",
                "local." + Names.HELM_VALUES);
    }

    /// Of each service and of the mesh's gateway: the groups that its pods get.
    private Map<String, Object> groups() {
        var groups = map();
        new Uses(scope)
                .podGroups()
                .forEach(
                        (name, members) ->
                                groups.put(
                                        name,
                                        members.stream()
                                                .map(
                                                        it ->
                                                                Root.read(
                                                                        "network",
                                                                        "security_group_ids[\"%s\"]"
                                                                                .formatted(it)))
                                                .toList()));
        return groups;
    }

    private void cluster() {
        root.variable(
                "admin_role_arns",
                "IAM roles that administer the cluster; none until they are named.",
                "list(string)",
                List.of());
        root.module("cluster", "cluster")
                .set("subnet_ids", Root.read("network", "private_subnet_ids"))
                .set(
                        "zones",
                        expression(
                                "zipmap(%s, %s)"
                                        .formatted(
                                                Root.read("network", "zones").text(),
                                                Root.read("network", "private_subnet_ids").text())))
                .set(
                        "security_group_id",
                        Root.read("network", "security_group_ids[\"" + Uses.NODES + "\"]"))
                .gap()
                .set("node_role_name", Names.nodeRole(application, environment, scope.aws()))
                .set("instance_types", Sizes.nodes(scope))
                .set("graviton", application.aws().graviton())
                .set("placement_groups", application.aws().placementGroups())
                .set("admin_role_arns", expression("var.admin_role_arns"))
                .gap()
                .set("kms_key_arn", Root.key("data"))
                .set("logs_kms_key_arn", Root.key("logs"));
    }

    private void karpenter() {
        root.module("karpenter", "karpenter")
                .set("cluster_name", expression("module.cluster.name"))
                .set("node_role_arn", expression("module.cluster.node_role_arn"))
                .set("queue_name", Names.interruptionQueue(application, environment, scope.aws()))
                .set("namespace", Names.KARPENTER.namespace())
                .set("service_account", Names.KARPENTER.name());
    }

    private void controller() {
        root.module("balancers", "balancer-controller")
                .set("cluster_name", expression("module.cluster.name"))
                .set("namespace", Names.LOAD_BALANCER_CONTROLLER.namespace())
                .set("service_account", Names.LOAD_BALANCER_CONTROLLER.name());
    }

    private void platformIdentities() {
        var secrets = new ArrayList<Object>();
        application.databases().forEach(it -> secrets.add(secret(it.name())));
        application.caches().forEach(it -> secrets.add(secret(it.name())));
        if (!secrets.isEmpty()) {
            identity(
                    "external_secrets",
                    Names.EXTERNAL_SECRETS,
                    List.of(
                            statement(
                                    "Secrets",
                                    List.of(
                                            "secretsmanager:DescribeSecret",
                                            "secretsmanager:GetSecretValue"),
                                    secrets),
                            statement("Key", List.of("kms:Decrypt"), Root.key("secrets"))));
        }
        identity(
                "fluent_bit",
                Names.FLUENT_BIT,
                List.of(
                        statement(
                                "Logs",
                                List.of(
                                        "logs:CreateLogStream",
                                        "logs:DescribeLogStreams",
                                        "logs:PutLogEvents"),
                                template(
                                        "arn:aws:logs:%s:${local.account}:log-group:%s*"
                                                .formatted(
                                                        scope.aws(),
                                                        Names.logGroup(
                                                                application, environment, ""))))));
        identity(
                "external_dns",
                Names.EXTERNAL_DNS,
                List.of(
                        statement(
                                "Records",
                                List.of("route53:ChangeResourceRecordSets"),
                                Root.read("network", "internal_zone_arn")),
                        statement(
                                "Look",
                                List.of(
                                        "route53:ListHostedZones",
                                        "route53:ListResourceRecordSets",
                                        "route53:ListTagsForResources"),
                                "*")));
        identity(
                "collector",
                Names.COLLECTOR,
                List.of(
                        statement(
                                "Traces",
                                List.of(
                                        "xray:GetSamplingRules",
                                        "xray:GetSamplingStatisticSummaries",
                                        "xray:GetSamplingTargets",
                                        "xray:PutTelemetryRecords",
                                        "xray:PutTraceSegments"),
                                "*")));
    }

    private Object secret(String name) {
        return template(
                "arn:aws:secretsmanager:%s:${local.account}:secret:%s-??????"
                        .formatted(
                                scope.aws(), Names.databaseSecret(application, environment, name)));
    }

    private void service(Service service) {
        List<Object> statements = new Permissions(scope).of(service);
        Hcl module =
                identity(
                        "service_" + Words.snake(service.name()),
                        Names.role(application, environment, scope.aws(), service.name()),
                        new Names.Account(
                                Names.namespace(application), Names.serviceAccount(service)));
        if (!statements.isEmpty()) {
            module.gap().set("policy", policy(statements));
        }
    }

    private void identity(String name, Names.Account account, List<Object> statements) {
        identity(name, Names.role(application, environment, scope.aws(), account.name()), account)
                .gap()
                .set("policy", policy(statements));
    }

    private Hcl identity(String name, String role, Names.Account account) {
        return root.module(name, "identity")
                .set("role_name", role)
                .set("cluster_name", expression("module.cluster.name"))
                .set("namespace", account.namespace())
                .set("service_account", account.name());
    }

    private static Object policy(List<Object> statements) {
        return json(map("Version", POLICY_VERSION, "Statement", statements));
    }

    private static Map<String, Object> statement(
            String name, List<String> actions, Object resource) {
        return map("Sid", name, "Effect", "Allow", "Action", actions, "Resource", resource);
    }
}
