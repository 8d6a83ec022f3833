package dev.twinkeel.twin.store;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Cache;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.engine.RedisBinaries;
import dev.twinkeel.twin.engine.RedisConf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Caches: Redis servers, in each region a primary and a replica in another zone. Who is the
/// primary is the recovery engine's to say, under a lease for each region's cache; pods reach it by
/// the gate of their zone, at an address that stays.
public final class Caches implements Store {
    /// Secret of the engine's own user, and of replicas.
    public static final String SECRET = "cache-engine";

    private final Ground ground;
    private final Application application;
    private Optional<Path> program = Optional.empty();

    Caches(Ground ground) {
        this.ground = ground;
        this.application = ground.application();
    }

    @Override
    public void prepare(Consumer<String> say) {
        program = Optional.of(RedisBinaries.server(ground.cache()));
    }

    @Override
    public List<StoreProcess> processes() {
        List<StoreProcess> processes = new ArrayList<>();
        for (Region region : application.regions()) {
            for (Cache cache : application.caches()) {
                for (Member member : CacheMembers.of(cache, region)) {
                    processes.add(process(cache, member));
                }
            }
        }
        return processes;
    }

    private StoreProcess process(Cache cache, Member member) {
        Place zone = ground.place(member.zone());
        int port = CacheMembers.port(application, cache);
        Address listen = ground.at(zone, zone, port);
        Address announced = ground.at(ground.place(member.region()), zone, port);
        return new StoreProcess(
                member.name(),
                "cache",
                zone,
                Optional.of(listen),
                () -> launch(cache, member, listen, announced));
    }

    private StoreProcess.Launch launch(
            Cache cache, Member member, Address listen, Address announced) {
        Path folder = ground.data(member.name());
        String password = read(ground.secret(SECRET));
        Path users =
                ground.secretFile(
                        "cache-users-" + member.name(),
                        RedisConf.users(password, passwords(cache)));
        Path conf =
                ground.secretFile(
                        "cache-conf-" + member.name(),
                        RedisConf.server(listen, announced, folder, users, password));
        return new StoreProcess.Launch(
                List.of(program.orElseThrow().toString(), conf.toString()), Map.of(), folder);
    }

    /// Of the services that use the cache: nobody else has a user there.
    private Map<String, String> passwords(Cache cache) {
        Map<String, String> passwords = new LinkedHashMap<>();
        application.services().stream()
                .filter(service -> service.uses().contains(cache.name()))
                .forEach(service -> passwords.put(service.name(), read(secret(cache, service))));
        return passwords;
    }

    private Path secret(Cache cache, Service service) {
        return ground.secret(cache.name() + "-" + service.name());
    }

    private static String read(Path secret) {
        try {
            return Files.readString(secret).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("read the secret " + secret, e);
        }
    }

    @Override
    public Map<String, String> environment(Service service, Place zone, SecretFolder secrets) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Cache cache : application.caches()) {
            if (service.uses().contains(cache.name())) {
                String prefix = Application.envPrefix(cache.name());
                Address gate = ground.at(zone, zone, CacheMembers.gatePort(application, cache));
                environment.put(prefix + "_HOST", gate.host());
                environment.put(prefix + "_PORT", Integer.toString(gate.port()));
                environment.put(prefix + "_USER", service.name());
                environment.put(
                        prefix + "_PASSWORD_FILE",
                        secrets.file(cache.name(), () -> read(secret(cache, service))).toString());
            }
        }
        return environment;
    }

    @Override
    public List<StoreStatus> status(Set<String> lively) {
        List<StoreStatus> all = new ArrayList<>();
        for (Region region : application.regions()) {
            for (Cache cache : application.caches()) {
                all.add(status(cache, region));
            }
        }
        return all;
    }

    private StoreStatus status(Cache cache, Region region) {
        Optional<Lease> lease = ground.lease(CacheMembers.unit(cache, region));
        Optional<Member> primary = lease.flatMap(Lease::holder);
        String sentence =
                primary.map(
                                it ->
                                        "primary %s under epoch %d, replicas: %s"
                                                .formatted(
                                                        it.name(),
                                                        lease.orElseThrow().epoch(),
                                                        names(lease.orElseThrow())))
                        .orElse("no agent says who is its primary");
        int port = CacheMembers.port(application, cache);
        return new StoreStatus(
                "cache",
                cache.name(),
                region.name(),
                cache.name(),
                primary.map(it -> ground.place(it.zone())).map(it -> ground.at(it, it, port)),
                Optional.of(ground.secret(SECRET)),
                sentence,
                facts(lease));
    }

    private static Map<String, Object> facts(Optional<Lease> lease) {
        Map<String, Object> facts = new LinkedHashMap<>();
        lease.ifPresent(
                it -> {
                    facts.put("epoch", it.epoch());
                    facts.put("primary", it.holder().map(Member::name).orElse(""));
                    facts.put("replicas", it.synchronous().stream().map(Member::name).toList());
                });
        return facts;
    }

    private static String names(Lease lease) {
        return lease.synchronous().isEmpty()
                ? "none"
                : String.join(", ", lease.synchronous().stream().map(Member::name).toList());
    }

    @Override
    public Optional<String> target(String name, String serving) {
        Region region = application.region(serving);
        return application.caches().stream()
                .filter(cache -> cache.name().equals(name))
                .findFirst()
                .flatMap(cache -> ground.lease(CacheMembers.unit(cache, region)))
                .flatMap(Lease::holder)
                .map(Member::name);
    }
}
