package dev.twinkeel.aws;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Service;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;

/// What things are called on AWS. Terraform and Kubernetes are rendered apart and meet only in
/// these names, so a name is made here or nowhere. A region is AWS's name of it, `ap-south-1`.
///
/// Names hold no number that AWS gives out: the standby region can be built and changed from its
/// own state alone, because it knows what everything in the other region is called.
public final class Names {
    /// Elastic Load Balancing's limit for balancers and target groups.
    private static final int BALANCER_MAX = 32;

    private static final int BUCKET_MAX = 63;

    /// RDS's limit for servers, clusters and global databases.
    private static final int DATABASE_MAX = 63;

    private static final int READER_LENGTH = "-read-99".length();
    private static final int ROLE_MAX = 64;
    private static final int CACHE_MAX = 40;

    /// ARC's limit for a plan.
    private static final int PLAN_MAX = 32;

    /// Where the parts of the platform run, and as whom; pod identity associations are made for
    /// these.
    public static final Account EXTERNAL_SECRETS =
            new Account("external-secrets", "external-secrets");

    public static final Account LOAD_BALANCER_CONTROLLER =
            new Account("kube-system", "aws-load-balancer-controller");
    public static final Account KARPENTER = new Account("kube-system", "karpenter");
    public static final Account EXTERNAL_DNS = new Account("external-dns", "external-dns");
    public static final Account FLUENT_BIT = new Account("logging", "fluent-bit");
    public static final Account COLLECTOR = new Account("observability", "otel-collector");

    /// With Istio the balancers' targets are the pods of the mesh's gateway, on a port a service
    /// ([#gatewayPort]), because balancers do not speak mutual TLS; they have a security group of
    /// their own, [#securityGroup] of this name, which reaches [#POD_PORT] of services with routes.
    /// With Linkerd the targets are the services' own pods, on [#POD_PORT].
    public static final String GATEWAY = "gateway";

    /// Where every service's pods listen.
    public static final int POD_PORT = 8080;

    /// The output of a region's Terraform that the chart needs, an object: `account` with `id` (the
    /// account's number), `securityGroups` (of each service and of [#GATEWAY]: a list of the groups
    /// that its pods get) and `openSearchHost` (empty when there is none).
    public static final String HELM_VALUES = "helm_values";

    private static final int GATEWAY_PORT_FIRST = 9001;

    /// As whom experiments of the Fault Injection Service kill pods, in [#namespace].
    public static final String EXPERIMENT_ACCOUNT = "fis-experiment";

    /// Names of the platform's own roles and objects: a service of such a name would take the place
    /// of one.
    public static final Set<String> TAKEN_SERVICES =
            Set.of(
                    GATEWAY,
                    EXPERIMENT_ACCOUNT,
                    "backup",
                    "balancers",
                    "cluster",
                    "experiments",
                    "external-dns",
                    "external-secrets",
                    "fluent-bit",
                    "karpenter",
                    "network",
                    "node",
                    "nothing",
                    "otel-collector",
                    "platform",
                    "storage");

    /// Buckets that each region has already.
    public static final Set<String> TAKEN_BUCKETS = Set.of("logs", "state");

    /// The one region in which Route 53 tells what its checkers see; its documentation, "Monitoring
    /// health checks using CloudWatch".
    public static final String CHECKS_REGION = "us-east-1";

    private Names() {}

    /// A Kubernetes service account in its namespace.
    public record Account(String namespace, String name) {}

    /// The namespace of every service.
    public static String namespace(Application application) {
        return application.name();
    }

    /// The service account of a service, in [#namespace].
    public static String serviceAccount(Service service) {
        return service.name();
    }

    /// The gateway's port for a service that has routes.
    public static int gatewayPort(Application application, Service service) {
        return GATEWAY_PORT_FIRST + application.services().indexOf(service);
    }

    /// `storefront-prod`: the start of most names, and of what an environment owns everywhere.
    public static String prefix(Application application, String environment) {
        return application.name() + "-" + environment;
    }

    /// `storefront-prod-ap-south-1`: the cluster, and what a region has one of.
    public static String cluster(Application application, String environment, String region) {
        return prefix(application, environment) + "-" + region;
    }

    /// The repository in ECR, the same in both regions: the image without tag and digest, or
    /// `<application>/<service>` when the file names none.
    public static String repository(Application application, Service service) {
        String image = service.image().orElse(application.name() + "/" + service.name());
        int digest = image.indexOf('@');
        image = digest < 0 ? image : image.substring(0, digest);
        int tag = image.indexOf(':', image.lastIndexOf('/') + 1);
        return (tag < 0 ? image : image.substring(0, tag)).toLowerCase(Locale.ROOT);
    }

    /// The secret of a database: JSON with `username`, `password`, `dbname` and `port`; the same
    /// name in both regions.
    public static String databaseSecret(
            Application application, String environment, String database) {
        return application.name() + "/" + environment + "/" + database;
    }

    /// The secret of a cache: JSON with `username` and `password`, the same name in both regions.
    public static String cacheSecret(Application application, String environment, String cache) {
        return application.name() + "/" + environment + "/" + cache;
    }

    /// The private zone of each region's network; each region answers with its own members.
    public static String privateZone(Application application, String environment) {
        return environment + "." + application.name() + ".internal";
    }

    /// The name by which callers inside the networks reach services: the environment's certificate
    /// covers it, and a private zone of the same name in each region answers for it.
    public static String internalHost(Environment environment) {
        return "internal." + environment.domain();
    }

    /// The region's own member of the database: the writer, or what becomes the writer here.
    public static String databaseHost(
            Application application, String environment, String database) {
        return database + "." + privateZone(application, environment);
    }

    /// The region's own replica of the database, for reads.
    public static String databaseReadHost(
            Application application, String environment, String database) {
        return database + "-read." + privateZone(application, environment);
    }

    /// The region's own member of the cache.
    public static String cacheHost(Application application, String environment, String cache) {
        return cache + "." + privateZone(application, environment);
    }

    /// The database inside the server: `orders_db`.
    public static String databaseName(String database) {
        return database.replace('-', '_');
    }

    /// Identifier of the database's server in a region; its readers add `-read-1` to it.
    public static String databaseServer(
            Application application, String environment, String region, String database) {
        return fit(
                cluster(application, environment, region) + "-" + database,
                DATABASE_MAX - READER_LENGTH);
    }

    /// Identifier of Aurora's global database.
    public static String globalDatabase(
            Application application, String environment, String database) {
        return fit(prefix(application, environment) + "-" + database, DATABASE_MAX);
    }

    /// Identifier of the cache's replication group in a region.
    public static String cacheServer(Application application, String environment, String cache) {
        return fit(prefix(application, environment) + "-" + cache, CACHE_MAX);
    }

    public static String table(Application application, String environment, String table) {
        return prefix(application, environment) + "-" + table;
    }

    public static String bucket(
            Application application, String environment, String region, String bucket) {
        return fit(cluster(application, environment, region) + "-" + bucket, BUCKET_MAX);
    }

    public static String queue(Application application, String environment, String queue) {
        return prefix(application, environment) + "-" + queue;
    }

    public static String deadLetterQueue(
            Application application, String environment, String queue) {
        return queue(application, environment, queue) + "-dead";
    }

    /// The balancer that users reach; Terraform makes it, its listeners and [#targetGroup]s.
    public static String balancer(Application application, String environment) {
        return fit(prefix(application, environment) + "-public", BALANCER_MAX);
    }

    /// The balancer for service-to-service traffic; the load balancer controller makes it.
    public static String internalBalancer(Application application, String environment) {
        return fit(prefix(application, environment) + "-internal", BALANCER_MAX);
    }

    /// The target group that a service's pods join by a `TargetGroupBinding` (`targetGroupName`).
    public static String targetGroup(Application application, String environment, String service) {
        return fit(prefix(application, environment) + "-" + service, BALANCER_MAX);
    }

    /// The IAM role of a service's pods in a region.
    public static String role(
            Application application, String environment, String region, String service) {
        return fit(cluster(application, environment, region) + "-" + service, ROLE_MAX);
    }

    /// The IAM role of the cluster's nodes, also of those that Karpenter starts.
    public static String nodeRole(Application application, String environment, String region) {
        return fit(cluster(application, environment, region) + "-node", ROLE_MAX);
    }

    /// The queue of interruptions that Karpenter reads.
    public static String interruptionQueue(
            Application application, String environment, String region) {
        return cluster(application, environment, region) + "-interruptions";
    }

    /// The internal balancer's security group, as a `Name` tag; Terraform makes it and lets it
    /// reach what the balancer sends requests to.
    public static String internalBalancerGroup(
            Application application, String environment, String region) {
        return securityGroup(application, environment, region, "internal_balancer");
    }

    /// The security group of the cluster's nodes, as a `Name` tag.
    public static String nodeGroup(Application application, String environment, String region) {
        return securityGroup(application, environment, region, "cluster_nodes");
    }

    /// The security group of the service's pods, as a `Name` tag (SecurityGroupPolicy).
    public static String securityGroup(
            Application application, String environment, String region, String service) {
        return cluster(application, environment, region) + "-" + service;
    }

    public static String logGroup(Application application, String environment, String service) {
        return "/" + application.name() + "/" + environment + "/" + service;
    }

    /// An alarm of a region: `storefront-prod-ap-south-1-orders-db-lag`.
    public static String alarm(
            Application application, String environment, String region, String what) {
        return cluster(application, environment, region) + "-" + what;
    }

    /// The plan of ARC Region switch.
    public static String recoveryPlan(Application application, String environment) {
        return fit(prefix(application, environment), PLAN_MAX);
    }

    /// The bucket of a region's Terraform states.
    public static String stateBucket(Application application, String environment, String region) {
        return fit(cluster(application, environment, region) + "-state", BUCKET_MAX);
    }

    /// `text` when it is short enough, else its start and a checksum of all of it.
    private static String fit(String text, int lengthMax) {
        if (text.length() <= lengthMax) {
            return text;
        }
        var checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        String mark = "%08x".formatted(checksum.getValue());
        String start = text.substring(0, lengthMax - mark.length() - 1);
        return start.replaceAll("-+$", "") + "-" + mark;
    }
}
