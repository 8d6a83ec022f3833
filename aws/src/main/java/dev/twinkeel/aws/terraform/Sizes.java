package dev.twinkeel.aws.terraform;

import java.util.List;

/// How big things are at the start. They are the same in both regions, because the standby must
/// carry the whole load; Compute Optimizer says later what they should be.
final class Sizes {
    private Sizes() {}

    static String database(Scope scope) {
        boolean graviton = scope.application().aws().graviton();
        if (!scope.production()) {
            return graviton ? "db.t4g.medium" : "db.t3.medium";
        }
        String family = Uses.aurora(scope.application()) ? "r" : "m";
        return "db." + family + (graviton ? "7g" : "7i") + ".large";
    }

    static String cache(Scope scope) {
        boolean graviton = scope.application().aws().graviton();
        if (!scope.production()) {
            return graviton ? "cache.t4g.small" : "cache.t3.small";
        }
        return graviton ? "cache.m7g.large" : "cache.m5.large";
    }

    /// Nodes for the platform's own pods; two types, in case one is short. In a placement group
    /// only types that may stand in one.
    static List<String> nodes(Scope scope) {
        boolean graviton = scope.application().aws().graviton();
        if (!scope.production() && !scope.application().aws().placementGroups()) {
            return graviton ? List.of("t4g.large", "m7g.large") : List.of("t3.large", "m7i.large");
        }
        return graviton ? List.of("m7g.large", "m6g.large") : List.of("m7i.large", "m6i.large");
    }
}
