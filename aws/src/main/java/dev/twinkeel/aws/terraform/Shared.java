package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.expression;
import static dev.twinkeel.aws.terraform.Hcl.inline;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Aws.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What all environments share, and what must be there before the first plan: the buckets for the
/// states.
final class Shared {
    /// The account of what is shared is an environment of its own, beside those of the file.
    static final String NAME = "shared";

    /// Regions that an account must ask for.
    private static final List<String> OPT_IN =
            List.of(
                    "af-south-1",
                    "ap-east-1",
                    "ap-east-2",
                    "ap-south-2",
                    "ap-southeast-3",
                    "ap-southeast-4",
                    "ap-southeast-5",
                    "ap-southeast-6",
                    "ap-southeast-7",
                    "ca-west-1",
                    "eu-central-2",
                    "eu-south-1",
                    "eu-south-2",
                    "il-central-1",
                    "me-central-1",
                    "me-south-1",
                    "mx-central-1");

    private Shared() {}

    static void render(Application application, Rendering rendering) {
        var shared =
                new Environment(NAME, application.domain(), Extent.BOTH, Optional.empty(), 100);
        bootstrap(new Scope(application, shared, application.primary()), rendering);
        for (Environment environment : application.aws().environments()) {
            bootstrap(new Scope(application, environment, application.primary()), rendering);
        }
        global(new Scope(application, shared, application.primary()), rendering);
    }

    /// Applied once for each account; its own state stays beside it, to be moved into the bucket.
    private static void bootstrap(Scope scope, Rendering rendering) {
        String environment = scope.environment().name();
        Root root = Root.plain("bootstrap/" + environment, scope, scope.aws(), Optional.empty());
        List<Scope> regions = Scope.of(scope.application(), scope.environment());
        List<Object> asked = ask(root, regions);
        for (Scope region : regions) {
            Hcl module =
                    root.main()
                            .block("module", "state_" + Words.snake(region.aws()))
                            .set("source", "../../modules/state-bucket")
                            .gap()
                            .set(
                                    "context",
                                    expression(
                                            "merge(local.context, { region = \"%s\", name = \"%s\" })"
                                                    .formatted(region.aws(), region.name())))
                            .set("bucket", region.stateBucket());
            if (!asked.isEmpty()) {
                module.gap().set("depends_on", asked);
            }
        }
        scope.peer()
                .ifPresent(
                        home ->
                                root.module("copy", "bucket-replication")
                                        .set(
                                                "role_name",
                                                Names.role(
                                                        scope.application(),
                                                        environment,
                                                        "replication",
                                                        "state"))
                                        .set("both_ways", false)
                                        .set("prefix", "global/")
                                        .set("primary", end(home))
                                        .set("standby", end(scope)));
        root.render(rendering);
    }

    /// Asks for the regions that an account does not have by itself.
    private static List<Object> ask(Root root, List<Scope> regions) {
        List<Object> asked = new ArrayList<>();
        for (Scope region : regions) {
            if (OPT_IN.contains(region.aws())) {
                String name = Words.snake(region.aws());
                root.main()
                        .block("resource", "aws_account_region", name)
                        .set("region_name", region.aws())
                        .set("enabled", true);
                asked.add(expression("aws_account_region." + name));
            }
        }
        return asked;
    }

    private static Object end(Scope region) {
        String module = "module.state_" + Words.snake(region.aws());
        return inline(
                "region", region.aws(),
                "bucket", expression(module + ".bucket"),
                "kms_key_arn", expression(module + ".kms_key_arn"));
    }

    private static void global(Scope scope, Rendering rendering) {
        Application application = scope.application();
        Scope home = scope.home();
        Root root =
                Root.plain(
                        "global",
                        scope,
                        scope.aws(),
                        Optional.of(
                                new Root.State(
                                        home.stateBucket(),
                                        "global/terraform.tfstate",
                                        home.aws())));
        root.module("registry", "registry")
                .set(
                        "repositories",
                        application.services().stream()
                                .map(it -> Names.repository(application, it))
                                .distinct()
                                .sorted()
                                .toList())
                .set("standby_region", home.aws())
                .set("pull_account_ids", expression("var.environment_account_ids"));
        root.module("delivery", "delivery")
                .set("role_name", application.name() + "-delivery")
                .set("repository", expression("var.github_repository"))
                .set("repository_arns", expression("module.registry.arns"));
        root.variable(
                "environment_account_ids",
                "Accounts of the environments, which pull images.",
                "list(string)",
                application.aws().environments().stream()
                        .flatMap(it -> it.account().stream())
                        .distinct()
                        .toList());
        root.variable(
                "github_repository",
                "The repository, owner/name, whose pipeline pushes images.",
                "string",
                application.name() + "/" + application.name());
        root.output("repository_urls", "Where images are pushed.", "module.registry.urls");
        root.output("delivery_role_arn", "Whom the pipeline becomes.", "module.delivery.role_arn");
        root.render(rendering);
    }
}
