package dev.twinkeel.aws.terraform;

import dev.twinkeel.aws.Rendering;

/// What watches the account in a region.
final class Security {
    static final String LAYER = "security";

    private Security() {}

    static void render(Scope scope, Rendering rendering) {
        Root root = Root.regional(scope, LAYER).keys(scope, "data", "logs").reads(scope, "network");
        root.module("baseline", "baseline")
                .set("home", scope.primary())
                .set("log_bucket", Root.read("network", "log_bucket"))
                .set("kms_key_arn", Root.key("data"))
                .set("trail_kms_key_arn", Root.key("logs"));
        root.output("trail_arn", "ARN of the trail.", "module.baseline.trail_arn");
        root.render(rendering);
    }
}
