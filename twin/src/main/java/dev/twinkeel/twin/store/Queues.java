package dev.twinkeel.twin.store;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Queue;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Queues: one broker a region, in the region's own place, with what it acknowledged on its disk.
/// As on AWS, a queue belongs to its region: nothing of it is copied to the other one.
final class Queues implements Store {
    private static final String MODULE = "queues";
    private static final int HEAP_MIB = 128;

    private final Ground ground;
    private final Application application;

    /// Who may use which queue. One of what is set aside is a person's to look after.
    private final Front front;

    private final Sqs sqs;

    /// As the broker reads it.
    private record Config(
            Address listen, String data, String region, List<Made> queues, String keys) {}

    private record Made(String name, String deadLetters, int deadLetterAfter) {}

    Queues(Ground ground) {
        this.ground = ground;
        this.application = ground.application();
        this.front =
                new Front(
                        ground,
                        MODULE,
                        "sqs",
                        Ports.QUEUES,
                        service ->
                                application.queues().stream()
                                        .filter(it -> service.uses().contains(it.name()))
                                        .map(this::resource)
                                        .toList(),
                        Front.DRILL);
        this.sqs = new Sqs(() -> AwsAccess.key(ground, Front.DRILL));
    }

    @Override
    public void prepare(Consumer<String> say) {
        ground.rehearse(jvm(), say);
    }

    private EngineJvm jvm() {
        return new EngineJvm(
                MODULE, ground.built(MODULE), "dev.twinkeel.stores.queues.QueuesMain", HEAP_MIB);
    }

    @Override
    public List<StoreProcess> processes() {
        return application.regions().stream().map(this::process).toList();
    }

    private StoreProcess process(Region region) {
        String name = front.name(region);
        Place place = ground.place(region.name());
        Json.write(
                ground.config(name),
                new Config(
                        front.engine(region),
                        ground.data(name).toString(),
                        AwsAccess.region(region),
                        application.queues().stream()
                                .map(
                                        it ->
                                                new Made(
                                                        resource(it),
                                                        deadLetters(it),
                                                        it.deadLetterAfter()))
                                .toList(),
                        front.keys(region).toString()));
        return new StoreProcess(
                name,
                MODULE,
                place,
                Optional.of(front.engine(region)),
                () -> ground.launch(jvm(), name, ground.data(name)));
    }

    @Override
    public void keysChanged() {
        front.keysChanged();
    }

    @Override
    public Map<String, Long> keysUsed(Set<String> lively) throws IOException {
        return front.keysUsed(lively);
    }

    private String resource(Queue queue) {
        return application.name() + "-" + queue.name();
    }

    private String deadLetters(Queue queue) {
        return resource(queue) + "-dead";
    }

    @Override
    public Map<String, String> environment(Service service, Place zone, SecretFolder secrets) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Queue queue : application.queues()) {
            if (service.uses().contains(queue.name())) {
                environment.put(Application.envPrefix(queue.name()) + "_QUEUE", resource(queue));
            }
        }
        if (!environment.isEmpty()) {
            Region region = application.region(zone.region());
            environment.putAll(AwsAccess.environment(ground, service, region, secrets));
            environment.put(
                    "AWS_ENDPOINT_URL_SQS",
                    "http://" + ground.at(zone, ground.place(region.name()), Ports.QUEUES));
        }
        return environment;
    }

    @Override
    public void open() {
        for (Region region : application.regions()) {
            for (Queue queue : application.queues()) {
                Serving.await(
                        front.name(region),
                        ground.log(front.name(region)),
                        () -> sqs.depth(front.engine(region), deadLetters(queue)));
            }
        }
    }

    @Override
    public List<StoreStatus> status(Set<String> lively) {
        List<StoreStatus> all = new ArrayList<>();
        for (Queue queue : application.queues()) {
            for (Region region : application.regions()) {
                all.add(status(queue, region, lively.contains(front.name(region))));
            }
        }
        return all;
    }

    private StoreStatus status(Queue queue, Region region, boolean lively) {
        String sentence = "its broker is down";
        Map<String, Object> facts = Map.of();
        if (lively) {
            try {
                Sqs.Depth depth = sqs.depth(front.engine(region), resource(queue));
                Sqs.Depth dead = sqs.depth(front.engine(region), deadLetters(queue));
                sentence =
                        "%d waiting, %d in hand, %d set aside"
                                .formatted(depth.waiting(), depth.inHand(), dead.all());
                facts =
                        Map.of(
                                "waiting",
                                depth.waiting(),
                                "inHand",
                                depth.inHand(),
                                "setAside",
                                dead.all(),
                                "deadLetters",
                                deadLetters(queue));
            } catch (IOException e) {
                sentence = "its broker does not answer";
            }
        }
        return new StoreStatus(
                "queue",
                queue.name(),
                region.name(),
                resource(queue),
                Optional.of(front.engine(region)),
                Optional.of(AwsAccess.credentials(ground, Front.DRILL)),
                sentence,
                facts);
    }

    @Override
    public Optional<String> target(String name, String serving) {
        return application.queues().stream().anyMatch(it -> it.name().equals(name))
                ? Optional.of("queues-" + serving)
                : Optional.empty();
    }
}
