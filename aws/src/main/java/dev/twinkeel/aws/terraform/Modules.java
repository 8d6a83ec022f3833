package dev.twinkeel.aws.terraform;

import java.util.List;
import java.util.stream.Stream;

/// The hand-written modules. A jar cannot list its folders, so they are listed here; a test
/// compares.
final class Modules {
    static final List<String> NAMES =
            List.of(
                    "accelerator",
                    "accelerator-endpoint",
                    "alarms",
                    "api",
                    "aurora",
                    "backup",
                    "balancer",
                    "balancer-controller",
                    "baseline",
                    "bucket",
                    "bucket-replication",
                    "budget",
                    "certificate",
                    "cluster",
                    "delivery",
                    "direct-connect",
                    "distribution",
                    "endpoints",
                    "entry",
                    "experiments",
                    "firewall",
                    "identity",
                    "karpenter",
                    "keys",
                    "log-bucket",
                    "logs",
                    "network",
                    "objectives",
                    "origin",
                    "plan-role",
                    "postgres",
                    "queue",
                    "redis",
                    "registry",
                    "rotation",
                    "servers",
                    "shield",
                    "state-bucket",
                    "table",
                    "table-replica",
                    "transit-gateway",
                    "transit-gateway-peering",
                    "web-acl");

    /// Files of every module, below the folder of the modules.
    static final List<String> FILES =
            NAMES.stream()
                    .flatMap(
                            name ->
                                    Stream.of(
                                                    "README.md",
                                                    "main.tf",
                                                    "outputs.tf",
                                                    "tests/" + name + ".tftest.hcl",
                                                    "variables.tf",
                                                    "versions.tf")
                                            .map(file -> name + "/" + file))
                    .toList();

    private Modules() {}
}
