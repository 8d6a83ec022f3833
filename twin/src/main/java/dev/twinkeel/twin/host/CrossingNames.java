package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.guard.FlowRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is behind a port that a crossing leads to, and who uses it.
final class CrossingNames {
    private final Application application;

    /// The first port of each kind.
    private final TreeMap<Integer, Function<Integer, String>> kinds = new TreeMap<>();

    CrossingNames(Application application) {
        this.application = application;
        kinds.put(0, _ -> "");
        name(Ports.POSTGRES, application.databases().stream().map(it -> it.name()).toList());
        name(Ports.CACHE, application.caches().stream().map(it -> it.name()).toList());
        Map.of(
                        Ports.TABLES, "tables",
                        Ports.BUCKETS, "buckets",
                        Ports.QUEUES, "queues",
                        Ports.REPLICATION, "replication",
                        Ports.ARCHIVE, "archive",
                        Ports.AGENT, "agent",
                        Ports.REGION_API, "region-api",
                        Ports.EDGE_CONTROL, "edge")
                .forEach((port, name) -> kinds.put(port, _ -> name));
        kinds.put(Ports.ZONE_CONTROL, _ -> "node");
        kinds.put(Ports.VOTER_CLIENTS, _ -> "voter");
        kinds.put(Ports.HOST_CONTROL, _ -> "host");
        kinds.put(Ports.DNS, _ -> "dns");
        kinds.put(Ports.BALANCER, _ -> "balancer");
        kinds.put(Ports.POD, _ -> "pod");
    }

    private void name(int first, List<String> names) {
        kinds.put(first, index -> index < names.size() ? names.get(index) : "");
    }

    FlowRecord.Way way(Layout.Crossing crossing) {
        var kind = kinds.floorEntry(crossing.port());
        return new FlowRecord.Way(
                "link-" + crossing.viewer().name() + "-" + crossing.target().name(),
                crossing.viewer().name(),
                crossing.target().name(),
                kind.getValue().apply(crossing.port() - kind.getKey()));
    }

    /// The services that use what a region's store keeps; empty for what no service uses.
    Optional<Set<String>> users(int port) {
        return switch (port) {
            case Ports.TABLES -> Optional.of(users(application.tables(), it -> it.name()));
            case Ports.BUCKETS -> Optional.of(users(application.buckets(), it -> it.name()));
            case Ports.QUEUES -> Optional.of(users(application.queues(), it -> it.name()));
            default -> Optional.empty();
        };
    }

    private <T> Set<String> users(List<T> kept, Function<T, String> name) {
        return kept.stream()
                .flatMap(it -> application.users(name.apply(it)).stream())
                .collect(Collectors.toSet());
    }
}
