package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.expression;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import java.util.List;

/// The first layer of a region: network, security groups, endpoints, hub, and the bucket for logs.
final class Network {
    static final String LAYER = "network";

    /// Private AS numbers of the two regions' hubs.
    private static final int ASN_PRIMARY = 64512;

    private static final int ASN_STANDBY = 64513;

    private final Scope scope;
    private final Uses uses;
    private final Root root;

    private Network(Scope scope) {
        this.scope = scope;
        this.uses = new Uses(scope);
        this.root = Root.regional(scope, LAYER);
    }

    static void render(Scope scope, Rendering rendering) {
        var network = new Network(scope);
        network.network();
        network.firewall();
        network.endpoints();
        network.hub();
        network.outputs();
        network.root.render(rendering);
    }

    private void network() {
        root.module("logs", "log-bucket").set("bucket", scope.logBucket());
        Hcl network =
                root.module("network", "network")
                        .set("cidr", scope.cidr())
                        .set(
                                "private_zone",
                                Names.privateZone(scope.application(), scope.environment().name()))
                        .set("internal_zone", Names.internalHost(scope.environment()))
                        .set("log_bucket_arn", expression("module.logs.arn"));
        scope.peer().ifPresent(peer -> network.set("peer_cidr", peer.cidr()));
    }

    private void firewall() {
        root.module("firewall", "firewall")
                .set("vpc_id", expression("module.network.vpc_id"))
                .gap()
                .set("groups", uses.groups())
                .gap()
                .set("pairs", uses.pairs())
                .gap()
                .set("inbound", uses.inbound())
                .gap()
                .set("outbound", uses.outbound())
                .gap()
                .set("gateways", uses.gateways());
    }

    private void endpoints() {
        root.module("endpoints", "endpoints")
                .set("vpc_id", expression("module.network.vpc_id"))
                .set("subnet_ids", expression("module.network.private_subnet_ids"))
                .set("route_table_ids", expression("module.network.private_route_table_ids"))
                .set(
                        "security_group_id",
                        expression("module.firewall.ids[\"" + Uses.ENDPOINTS + "\"]"))
                .set("gateways", uses.gatewayServices())
                .set("interfaces", List.copyOf(uses.interfaces()));
    }

    private void hub() {
        Hcl hub =
                root.module("hub", "transit-gateway")
                        .set("vpc_id", expression("module.network.vpc_id"))
                        .set("subnet_ids", expression("module.network.private_subnet_ids"))
                        .set(
                                "route_table_ids",
                                expression("module.network.private_route_table_ids"))
                        .set("asn", scope.primary() ? ASN_PRIMARY : ASN_STANDBY);
        scope.peer().ifPresent(peer -> hub.set("peer_cidr", peer.cidr()));
        if (scope.application().aws().directConnect()) {
            root.module("partners", "direct-connect")
                    .set("transit_gateway_id", expression("module.hub.id"))
                    .set("allowed_prefixes", List.of(scope.cidr()))
                    .set("circuits", expression("var.circuits"));
            root.variable(
                    "circuits",
                    "Circuits of partners by name, two or none: connection, VLAN and AS number.",
                    "map(object({ connection_id = string, vlan = number, bgp_asn = number }))",
                    java.util.Map.of());
        }
    }

    private void outputs() {
        for (String output :
                List.of(
                        "vpc_id",
                        "zones",
                        "public_subnet_ids",
                        "private_subnet_ids",
                        "database_subnet_ids",
                        "private_zone_id",
                        "internal_zone_arn")) {
            root.output(output, "See module network.", "module.network." + output);
        }
        root.output("log_bucket", "Bucket for logs.", "module.logs.bucket");
        root.output("log_bucket_arn", "ARN of the bucket for logs.", "module.logs.arn");
        root.output(
                "security_group_ids",
                "Security groups by their short names; the chart's value securityGroups.",
                "module.firewall.ids");
        root.output("transit_gateway_id", "The region's hub.", "module.hub.id");
    }
}
