package dev.twinkeel.aws.terraform;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import java.util.List;
import java.util.Optional;

/// A folder that is planned and applied by itself, with a state of its own. Not thread-safe.
final class Root {
    static final String FOLDER = "terraform/";
    static final String TERRAFORM = ">= 1.11";
    static final String PROVIDER = "~> 6.66";

    /// Where a root's state is kept.
    record State(String bucket, String key, String region) {}

    private final String path;
    private final Hcl settings = new Hcl();
    private final Hcl main = new Hcl();
    private final Hcl variables = new Hcl();
    private final Hcl outputs = new Hcl();
    private boolean hasVariables;
    private boolean hasOutputs;

    private Root(String path) {
        this.path = path;
    }

    /// A layer of an environment's region: `live/prod/ap-south-1/network`. Its state is in the
    /// region's own bucket.
    static Root regional(Scope scope, String layer) {
        var root =
                new Root("live/%s/%s/%s".formatted(scope.environment().name(), scope.aws(), layer));
        root.settings(
                scope.aws(),
                scope.environment().account().map(List::of).orElse(List.of()),
                Optional.of(
                        new State(scope.stateBucket(), layer + "/terraform.tfstate", scope.aws())));
        root.context(scope, scope.aws(), scope.name());
        return root;
    }

    /// What belongs to no region of an environment: `live/prod/global/edge`. Its state is in the
    /// home region's bucket, which copies it to the other one.
    static Root global(Scope scope, String layer) {
        Scope home = scope.home();
        var root = new Root("live/%s/global/%s".formatted(scope.environment().name(), layer));
        root.settings(
                home.aws(),
                scope.environment().account().map(List::of).orElse(List.of()),
                Optional.of(
                        new State(
                                home.stateBucket(),
                                "global/" + layer + "/terraform.tfstate",
                                home.aws())));
        root.main.block("locals").set("context", scope.worldwide());
        return root;
    }

    /// A root outside the environments.
    ///
    /// @param state empty to keep the state beside the root
    static Root plain(String path, Scope scope, String region, Optional<State> state) {
        var root = new Root(path);
        root.settings(region, List.of(), state);
        root.context(scope, region, scope.prefix());
        return root;
    }

    private void settings(String region, List<String> accounts, Optional<State> state) {
        Hcl terraform = settings.block("terraform").set("required_version", TERRAFORM);
        state.ifPresent(
                it ->
                        terraform
                                .block("backend", "s3")
                                .set("bucket", it.bucket())
                                .set("key", it.key())
                                .set("region", it.region())
                                .set("encrypt", true)
                                .set("use_lockfile", true));
        terraform
                .block("required_providers")
                .set("aws", Hcl.map("source", "hashicorp/aws", "version", PROVIDER));
        Hcl provider = settings.block("provider", "aws").set("region", region);
        if (!accounts.isEmpty()) {
            provider.set("allowed_account_ids", accounts);
        }
    }

    private void context(Scope scope, String region, String name) {
        main.block("locals").set("context", scope.context(region, name));
    }

    Hcl main() {
        return main;
    }

    /// `local.account`, the account that is applied to.
    Root account() {
        main.block("data", "aws_caller_identity", "current");
        main.block("locals")
                .set("account", Hcl.expression("data.aws_caller_identity.current.account_id"));
        return this;
    }

    /// A call of a module, with its context.
    Hcl module(String name, String source) {
        String up = "../".repeat(path.split("/").length);
        return main.block("module", name)
                .set("source", up + "modules/" + source)
                .gap()
                .set("context", Hcl.expression("local.context"));
    }

    /// The key of a purpose in this region, by its alias: `data.aws_kms_key.data.arn`.
    Root keys(Scope scope, String... purposes) {
        for (String purpose : purposes) {
            main.block("data", "aws_kms_key", purpose)
                    .set("key_id", "alias/" + scope.prefix() + "-" + purpose);
        }
        return this;
    }

    static Hcl.Expression key(String purpose) {
        return Hcl.expression("data.aws_kms_key." + purpose + ".arn");
    }

    /// Reads another layer's outputs from the region's own bucket.
    Root reads(Scope scope, String layer) {
        return reads(layer, scope, layer);
    }

    /// Reads what belongs to no region, from the copy in the region's own bucket.
    Root readsGlobal(Scope scope, String layer) {
        return reads("global_" + layer, scope, "global/" + layer);
    }

    private Root reads(String name, Scope scope, String key) {
        main.block("data", "terraform_remote_state", name)
                .set("backend", "s3")
                .gap()
                .set(
                        "config",
                        Hcl.map(
                                "bucket",
                                Names.stateBucket(
                                        scope.application(),
                                        scope.environment().name(),
                                        scope.aws()),
                                "key",
                                key + "/terraform.tfstate",
                                "region",
                                scope.aws()));
        return this;
    }

    static Hcl.Expression read(String layer, String output) {
        return Hcl.expression("data.terraform_remote_state." + layer + ".outputs." + output);
    }

    /// A variable with a default, so that the root can be planned as it is.
    void variable(String name, String description, String type, Object standard) {
        hasVariables = true;
        variables
                .block("variable", name)
                .set("description", description)
                .set("type", Hcl.expression(type))
                .set("default", standard);
    }

    void output(String name, String description, String expression) {
        hasOutputs = true;
        outputs.block("output", name)
                .set("description", description)
                .set("value", Hcl.expression(expression));
    }

    void render(Rendering rendering) {
        rendering.add(FOLDER + path + "/terraform.tf", settings.text());
        rendering.add(FOLDER + path + "/main.tf", main.text());
        if (hasVariables) {
            rendering.add(FOLDER + path + "/variables.tf", variables.text());
        }
        if (hasOutputs) {
            rendering.add(FOLDER + path + "/outputs.tf", outputs.text());
        }
    }
}
