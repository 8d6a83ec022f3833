package dev.twinkeel.aws.terraform;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import java.util.ArrayList;
import java.util.List;

/// The page beside the roots: what they are, and in which order they are applied.
final class Guide {
    private static final String START =
            """
            # APPLICATION on AWS, as Terraform

            Plain Terraform (1.11 or newer, hashicorp/aws 6.66 or newer). Nothing here needs Twinkeel: change it, keep it.

            - `modules/` are written by hand, each with its README and its tests (`terraform test` in its folder).
            - `bootstrap/` makes the buckets for the states, once an account.
            - `global/` is what all environments share: images, and the pipeline's way in.
            - `live/<environment>/global/` is what belongs to no region; `live/<environment>/<region>/` is one region, a layer
              a folder, a state a layer, in that region's own bucket.

            No root of one region reads the other region's states, so what remains can be planned and applied while the
            other region is lost. States of `live/<environment>/global/` are in the standby region's bucket and are copied to
            the primary region's.

            ## Order

            Each line is one `terraform init && terraform apply` in that folder:

            ```sh
            """;

    private static final String END =
            """
            ```

            Between `global/edge` and the first region, delegate the domain to the output `name_servers`. After `platform` of
            a region, give the chart what only Terraform knows: `terraform output -json helm_values`.
            `ties` and the layer `recovery` need both regions. A role that does not exist yet cannot be given access, so
            the standby region's `recovery` is applied before the primary's.
            """;

    /// Layers of a region between its network and its recovery, in order.
    static final List<String> LAYERS =
            List.of(Security.LAYER, Data.LAYER, Platform.LAYER, Edge.LAYER, Observability.LAYER);

    private Guide() {}

    static String text(Application application) {
        return START.replace("APPLICATION", application.name())
                + String.join("\n", order(application))
                + "\n"
                + END;
    }

    /// Every root, in an order in which each finds what it needs.
    static List<String> order(Application application) {
        var order = new ArrayList<String>();
        order.add("bootstrap/" + Shared.NAME);
        order.add("global");
        for (Environment environment : application.aws().environments()) {
            String live = "live/" + environment.name() + "/";
            List<Scope> regions = Scope.of(application, environment);
            order.add("bootstrap/" + environment.name());
            order.add(live + "global/account");
            order.add(live + "global/keys");
            regions.forEach(it -> order.add(live + it.aws() + "/" + Network.LAYER));
            order.add(live + "global/edge");
            for (Scope region : regions) {
                LAYERS.forEach(layer -> order.add(live + region.aws() + "/" + layer));
            }
            if (regions.size() > 1) {
                order.add(live + "global/ties");
            }
            regions.reversed().forEach(it -> order.add(live + it.aws() + "/" + Restoring.LAYER));
        }
        return order;
    }
}
