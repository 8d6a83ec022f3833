package dev.twinkeel.model;

import java.util.List;
import java.util.Optional;

/// What the application is to be on AWS, beyond what the rest of the file implies.
///
/// @param environments in the order in which a release is promoted; the last one is production
/// @param owner who gets alarms and budget warnings, as an e-mail address
/// @param database what runs every database
/// @param canary whether a new version gets a part of the traffic and is judged before it gets all
/// @param graviton whether nodes and databases are arm64
/// @param placementGroups whether each zone's nodes stand close together
/// @param identity whether users sign in at a Cognito user pool in front of the services
/// @param shieldAdvanced whether Shield Advanced is subscribed to, which costs by the month
/// @param servers whether servers outside the clusters are replicated by Elastic Disaster Recovery
/// @param directConnect whether partners come in over private circuits
/// @param exceptions findings of the readiness rules that are accepted
public record Aws(
        List<Environment> environments,
        Optional<String> owner,
        DatabaseKind database,
        Mesh mesh,
        boolean canary,
        boolean graviton,
        boolean placementGroups,
        boolean identity,
        boolean shieldAdvanced,
        boolean servers,
        boolean directConnect,
        List<Exemption> exceptions) {

    public Aws {
        environments = List.copyOf(environments);
        exceptions = List.copyOf(exceptions);
    }

    /// What runs the databases.
    public enum DatabaseKind {
        /// RDS for PostgreSQL, Multi-AZ, with a replica in the standby region.
        RDS,
        /// Aurora PostgreSQL as one global database.
        AURORA_GLOBAL
    }

    /// The service mesh.
    public enum Mesh {
        ISTIO,
        LINKERD
    }

    /// In which of the two regions an environment is.
    public enum Extent {
        /// The primary only: it survives a zone.
        ONE,
        /// Both: it survives a region.
        BOTH
    }

    /// The same application once more, in an account of its own.
    ///
    /// @param name part of every name on AWS, so short
    /// @param domain under which the outside asks for it
    /// @param account number of the account; plans against another one are refused
    /// @param budget dollars a month
    public record Environment(
            String name, String domain, Extent regions, Optional<String> account, int budget) {
        /// What nobody practises in does not work when it is needed.
        public static final Extent DEFAULT_REGIONS = Extent.BOTH;

        /// About what a small application costs in two regions.
        public static final int DEFAULT_BUDGET = 5000;
    }

    /// A finding that is accepted.
    ///
    /// @param rule identifier of the rule
    /// @param reason why it is right here
    /// @param owner who answers for it
    public record Exemption(String rule, String reason, String owner) {}

    /// Less to think of, and every tool knows it.
    public static final DatabaseKind DEFAULT_DATABASE = DatabaseKind.RDS;

    /// The most widely known.
    public static final Mesh DEFAULT_MESH = Mesh.ISTIO;

    /// A bad version is seen by few.
    public static final boolean DEFAULT_CANARY = true;

    /// Cheaper for the same work.
    public static final boolean DEFAULT_GRAVITON = true;

    /// One process, promoted: the first two are where a zone's loss is enough.
    static final List<String> DEFAULT_ENVIRONMENTS = List.of("dev", "qa", "uat", "prod");

    static final List<String> DEFAULT_ONE_REGION = List.of("dev", "qa");

    /// The one that users reach.
    public Environment production() {
        return environments.getLast();
    }
}
