package dev.twinkeel.model;

import dev.twinkeel.model.Written.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// What one key alone cannot show: names that nothing has, two of what may be one, numbers that
/// contradict each other. Works on a file that has other problems too.
final class CrossCheck {
    /// Places of their own in the twin, and the start of its own environment variables.
    static final List<String> RESERVED = List.of("witness", "edge", "internet", "host", "twinkeel");

    /// Secrets of the twin's own, among which that of a database lies under the database's name,
    /// and that of a cache under the cache's and the service's.
    static final List<String> SECRETS =
            List.of(
                    "owner",
                    "pods",
                    "authority",
                    "postgres",
                    "master-key",
                    "cache-engine",
                    "token",
                    "replication",
                    "aws-credentials");

    /// How the names of secrets of the twin's own begin.
    static final List<String> SECRETS_OF =
            List.of("aws-key-", "aws-credentials-", "cache-users-", "cache-conf-", "front-");

    private final Group file;
    private final Problems problems;

    CrossCheck(Group file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    void run() {
        names();
        secrets();
        regions();
        Group services = file.group("services");
        var routes = new HashMap<String, Place>();
        for (String name : services.keys().keySet()) {
            String path = "services." + name;
            uses(name, services.group(name), path + ".uses");
            routes(services.group(name), path + ".routes", routes);
            replicas(services.group(name).group("replicas"), path + ".replicas");
        }
        reference(file.group("edge"), "edge", "site", "buckets");
        reference(file.group("load").group("ledger"), "load.ledger", "database", "databases");
        load(file.group("load"));
    }

    /// `uses` names any of them, and their environment variables start with the name.
    private void names() {
        var first = new HashMap<String, String>();
        for (String section : Keys.USABLE) {
            file.group(section)
                    .keys()
                    .forEach(
                            (name, place) -> {
                                String other = first.putIfAbsent(name, section);
                                if (other != null) {
                                    add(
                                            place,
                                            section + "." + name,
                                            name,
                                            "%s is a name under %s already",
                                            other,
                                            "expected another name: `uses` could mean both");
                                }
                                reserved(place, section + "." + name, name);
                            });
        }
    }

    /// A secret must not be under the name of another.
    private void secrets() {
        Map<String, Place> databases = file.group("databases").keys();
        databases.forEach((name, place) -> ownSecret(place, "databases." + name, name, name));
        file.group("caches")
                .keys()
                .forEach(
                        (name, place) -> {
                            String path = "caches." + name;
                            ownSecret(place, path, name, name);
                            for (String service : file.group("services").keys().keySet()) {
                                String secret = name + "-" + service;
                                ownSecret(place, path, name, secret);
                                if (databases.containsKey(secret)) {
                                    add(
                                            place,
                                            path,
                                            name,
                                            "%s has a secret for service "
                                                    + service
                                                    + " under the name of database %s",
                                            secret,
                                            "expected another name");
                                }
                            }
                        });
    }

    private void ownSecret(Place place, String path, String name, String secret) {
        if (SECRETS.contains(secret) || SECRETS_OF.stream().anyMatch(secret::startsWith)) {
            problems.add(
                    place,
                    path,
                    name,
                    Problems.quoted(secret) + " is a secret that Twinkeel has itself",
                    "expected another name");
        }
    }

    private void reserved(Place place, String path, String name) {
        if (RESERVED.contains(name)) {
            problems.add(
                    place,
                    path,
                    name,
                    Problems.quoted(name) + " is a name that Twinkeel uses itself",
                    "expected another name");
        }
    }

    private void regions() {
        Group regions = file.group("regions");
        var taken = new HashMap<Role, String>();
        var aws = new HashMap<String, String>();
        for (String name : regions.keys().keySet()) {
            String path = "regions." + name;
            reserved(place(regions, name), path, name);
            Builder.role(regions, name)
                    .ifPresent(role -> role(role, path, regions.group(name), taken));
            awsRegion(regions.group(name), path, aws);
        }
        awsRegion(file.group("witness"), "witness", aws);
    }

    private void role(Role role, String path, Group region, Map<Role, String> taken) {
        String other = taken.putIfAbsent(role, path);
        if (other != null) {
            String word = Forms.plain(role);
            problems.add(
                    place(region, "role"),
                    path + ".role",
                    word,
                    "two regions are %s: %s is one already".formatted(word, other),
                    "expected one primary and one standby");
        }
    }

    private void awsRegion(Group group, String path, Map<String, String> taken) {
        group.text("aws")
                .ifPresent(
                        name -> {
                            String other = taken.putIfAbsent(name, path);
                            if (other != null) {
                                add(
                                        place(group, "aws"),
                                        path + ".aws",
                                        name,
                                        "%s is the AWS region of %s already",
                                        other,
                                        "expected another: together they would be lost together");
                            }
                        });
    }

    private void uses(String service, Group group, String path) {
        List<Written> uses = group.items("uses");
        for (int index = 0; index < uses.size(); index++) {
            Written use = uses.get(index);
            String itemPath = "%s[%d]".formatted(path, index);
            use.value(String.class)
                    .ifPresent(
                            name -> {
                                if (name.equals(service)) {
                                    problems.add(
                                            use.place(),
                                            itemPath,
                                            name,
                                            Problems.quoted(name) + " uses itself",
                                            "expected another name: remove it");
                                } else {
                                    known(use.place(), itemPath, name, Keys.USABLE);
                                }
                            });
        }
    }

    private void reference(Group group, String path, String key, String section) {
        group.text(key)
                .ifPresent(
                        name -> known(place(group, key), path + "." + key, name, List.of(section)));
    }

    private void known(Place place, String path, String name, List<String> sections) {
        var names = new LinkedHashSet<String>();
        sections.forEach(section -> names.addAll(file.group(section).keys().keySet()));
        if (!names.contains(name)) {
            problems.add(
                    place,
                    path,
                    name,
                    "%s is not written under %s"
                            .formatted(Problems.quoted(name), String.join(", ", sections)),
                    names.isEmpty()
                            ? "expected it to be written there"
                            : "expected one of " + Problems.list(new ArrayList<>(names)),
                    Nearest.of(name, names));
        }
    }

    private void routes(Group service, String path, Map<String, Place> taken) {
        List<Written> routes = service.items("routes");
        for (int index = 0; index < routes.size(); index++) {
            Written route = routes.get(index);
            String itemPath = "%s[%d]".formatted(path, index);
            route.value(String.class)
                    .ifPresent(
                            text -> {
                                Place first =
                                        taken.putIfAbsent(
                                                Builder.route(text).toString(), route.place());
                                if (first != null) {
                                    problems.add(
                                            route.place(),
                                            itemPath,
                                            text,
                                            "route %s is there twice"
                                                    .formatted(Problems.quoted(text)),
                                            "expected it once: the first is in line "
                                                    + first.line());
                                }
                            });
        }
    }

    private void replicas(Group group, String path) {
        Service.Replicas replicas = Builder.replicas(group);
        if (replicas.min() > replicas.max()) {
            problems.add(
                    place(group, "min"),
                    path + ".min",
                    Integer.toString(replicas.min()),
                    "min %d is more than max %d".formatted(replicas.min(), replicas.max()),
                    "expected min to be at most max");
        }
    }

    private void load(Group load) {
        request(load.group("write"), "load.write");
        load.groups("read").forEach(it -> request(it, "load.read"));
        if (load.get("ledger").isEmpty()) {
            return;
        }
        Place place = place(load, "ledger");
        if (load.get("write").isEmpty()) {
            problems.add(
                    place,
                    "load.ledger",
                    "",
                    "there is no load.write whose writes it could list",
                    "expected load.write too, or no ledger");
        } else if (texts(load.group("write")).stream().noneMatch(it -> it.contains("{key}"))) {
            problems.add(
                    place(load, "write"),
                    "load.write",
                    "",
                    "no {key} in path, body or headers",
                    "expected {key} in one: the ledger finds each write by it");
        }
    }

    private void request(Group request, String path) {
        for (String text : texts(request)) {
            Request.PLACE
                    .matcher(text)
                    .results()
                    .filter(found -> found.group(1) != null)
                    .filter(
                            found ->
                                    Long.parseLong(found.group(1)) > Long.parseLong(found.group(2)))
                    .findFirst()
                    .ifPresent(
                            found ->
                                    problems.add(
                                            request.place(),
                                            path,
                                            found.group(),
                                            "no number is in " + Problems.quoted(found.group()),
                                            "expected the smaller number first"));
        }
    }

    private static List<String> texts(Group request) {
        var texts = new ArrayList<String>();
        request.text("path").ifPresent(texts::add);
        request.text("body").ifPresent(texts::add);
        Group headers = request.group("headers");
        headers.keys().keySet().forEach(name -> headers.text(name).ifPresent(texts::add));
        return texts;
    }

    private void add(
            Place place, String path, String value, String fault, String other, String expected) {
        problems.add(place, path, value, fault.formatted(Problems.quoted(value), other), expected);
    }

    private static Place place(Group group, String key) {
        return group.keys().getOrDefault(key, group.place());
    }
}
