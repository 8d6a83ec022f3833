package dev.twinkeel.cli;

import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Load.Ledger;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.store.StoreStatus;
import java.util.List;

/// Who has which role in a running twin, at the moment of a status.
record Roles(Application application, Status status) {
    /// The names, as the twin's host knows them, of what a drill's target means now.
    List<String> names(Fault.Target target) {
        return switch (target) {
            case DATABASE -> List.of(holder().name());
            case ZONE -> List.of(zone());
            case REGION -> List.of(region());
            case OTHER_REGION -> List.of(other());
            case WITNESS -> List.of(application.witness().name());
            case STANDBYS -> synchronous().stream().map(Member::name).toList();
            case STANDBY_ZONES -> synchronous().stream().map(Member::zone).distinct().toList();
            case REPLICA -> replicas();
            case AGENT -> List.of("agent-" + region());
            case OTHER_AGENT -> List.of("agent-" + other());
            case STORE -> List.of("voter-" + other(), "voter-" + application.witness().name());
            case CACHE -> List.of(cache());
            case REPLICATION -> List.of("replication-" + store("table", region()).region());
            case OTHER_BUCKETS -> List.of("buckets-" + store("bucket", other()).region());
            case QUEUE -> List.of("queues-" + store("queue", region()).region());
            case CERTIFICATES -> throw new IllegalArgumentException("break certificates");
            case NOTHING -> throw new IllegalArgumentException("break nothing: a control");
        };
    }

    /// The region to which the users are sent.
    String region() {
        return status.serving()
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "find the region that serves: the edge does not say"));
    }

    String other() {
        return other(region());
    }

    String other(String region) {
        String primary = application.primary().name();
        return region.equals(primary) ? application.standby().name() : primary;
    }

    private String zone() {
        return status.databases().isEmpty()
                ? application.region(region()).zones().getFirst()
                : holder().zone();
    }

    private String cache() {
        String region = region();
        return status.stores().stream()
                .filter(store -> store.kind().equals("cache") && store.region().equals(region))
                .map(store -> String.valueOf(store.facts().getOrDefault("primary", "")))
                .filter(primary -> !primary.isEmpty())
                .findFirst()
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "break a cache in %s: the application has none there, or no agent knows its primary; the storefront with a cache is examples/storefront/stores.yaml"
                                                .formatted(region)));
    }

    /// The first store of a kind, in a region.
    StoreStatus store(String kind, String region) {
        return status.stores().stream()
                .filter(it -> it.kind().equals(kind) && it.region().equals(region))
                .filter(it -> it.address().isPresent())
                .findFirst()
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "break a %s in %s: the application has none there; the storefront with every store is examples/storefront/stores.yaml"
                                                .formatted(kind, region)));
    }

    private List<Member> synchronous() {
        List<Member> members =
                database().lease().stream().flatMap(it -> it.synchronous().stream()).toList();
        if (members.isEmpty()) {
            throw new TwinTroubleException(
                    "find the standbys of %s: its lease names none"
                            .formatted(database().database()));
        }
        return members;
    }

    private List<String> replicas() {
        String prefix = database().database() + "-";
        List<String> names =
                status.in(other()).stream()
                        .filter(it -> it.kind().equals("database") && it.alive())
                        .map(Status.Unit::name)
                        .filter(it -> it.startsWith(prefix))
                        .toList();
        if (names.isEmpty()) {
            throw new TwinTroubleException(
                    "find the replica of %s in %s: none runs"
                            .formatted(database().database(), other()));
        }
        return names;
    }

    /// The writer of the ledger's database, or of the only one.
    Member holder() {
        return holder(database());
    }

    static Member holder(Status.DatabaseStatus database) {
        return database.lease()
                .flatMap(lease -> lease.holder())
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "find the primary of %s: no agent knows a holder of its lease"
                                                .formatted(database.database())));
    }

    Status.DatabaseStatus database() {
        return database(
                application
                        .load()
                        .ledger()
                        .map(Ledger::database)
                        .orElseGet(
                                () ->
                                        status.databases().stream()
                                                .map(Status.DatabaseStatus::database)
                                                .findFirst()
                                                .orElse("any")));
    }

    Status.DatabaseStatus database(String name) {
        return status.database(name)
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "break or read database %s: the application has none of that name"
                                                .formatted(name)));
    }
}
