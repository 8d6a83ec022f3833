package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.engine.ProcessSpec;
import dev.twinkeel.twin.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How the services of an application are started: their command, environment and secrets.
///
/// A service gets exactly what it `uses`, as environment variables and secret files, under the same
/// names as on AWS.
final class Programs {
    /// Anything that a shell would treat specially goes through one.
    private static final Pattern SHELL = Pattern.compile("[|&;<>()$`\\\\\"'*?\\[\\]#~={}%!\\n]");

    /// What a small service needs; a service that needs more says so in its own command.
    private static final int HEAP_MIB = 64;

    private final Layout layout;
    private final Configs configs;
    private final Application application;
    private final StateFolder state;
    private final PodSecrets secrets;
    private final Stores stores;
    private final Path folder;

    /// @param folder of the application's file
    Programs(
            Layout layout,
            Configs configs,
            StateFolder state,
            PodSecrets secrets,
            Stores stores,
            Path folder) {
        this.layout = layout;
        this.configs = configs;
        this.application = layout.application();
        this.state = state;
        this.secrets = secrets;
        this.stores = stores;
        this.folder = folder;
    }

    /// How one pod is started, as often as it is.
    ///
    /// @param log of its output
    /// @param begin makes its secrets
    /// @param end forgets them
    record Launch(Path log, Supplier<ProcessSpec> begin, Runnable end) {}

    Launch launch(String name, Service service, Place zone, Address address) {
        PodSecrets.Folder own = secrets.open(name);
        return new Launch(log(name), () -> pod(name, service, zone, address, own), own::forget);
    }

    private Path log(String name) {
        return state.logs().resolve(name + ".log");
    }

    private ProcessSpec pod(
            String name, Service service, Place zone, Address address, PodSecrets.Folder own) {
        return ProcessSpec.pod(
                name,
                zone.name(),
                command(service, List.of(), true),
                environment(name, service, zone, address, own),
                folder(service),
                log(name));
    }

    /// How a pod is started to leave an ahead-of-time cache at its end.
    Launch rehearsal(Service service, Place zone, Address address) {
        String name = "rehearsal-" + service.name();
        PodSecrets.Folder own = secrets.open(name);
        return new Launch(
                log(name), () -> rehearsal(name, service, zone, address, own), own::forget);
    }

    private ProcessSpec rehearsal(
            String name, Service service, Place zone, Address address, PodSecrets.Folder own) {
        return ProcessSpec.pod(
                name,
                zone.name(),
                command(service, List.of("-XX:AOTCacheOutput=" + cache(service)), false),
                environment(name, service, zone, address, own),
                folder(service),
                log(name));
    }

    Path folder(Service service) {
        return folder.resolve(service.folder()).normalize();
    }

    /// Whether the service is a plain `java` command, which the twin starts with its own JDK, flags
    /// and cache.
    boolean java(Service service) {
        return service.run().startsWith("java ") && !SHELL.matcher(service.run()).find();
    }

    /// Where the ahead-of-time cache of a Java service is, made or not: it depends on the command
    /// and its jars.
    Path cache(Service service) {
        List<String> parts = new ArrayList<>(List.of(service.run()));
        parts.addAll(Jvm.lean(HEAP_MIB));
        Path base = folder(service);
        for (String word : words(service.run())) {
            Path jar = base.resolve(word);
            if (word.endsWith(".jar") && Files.exists(jar)) {
                parts.add(jar.toString());
            }
        }
        return Rehearsals.cache(service.name(), parts);
    }

    private List<String> command(Service service, List<String> extra, boolean cached) {
        if (!java(service)) {
            return SHELL.matcher(service.run()).find()
                    ? List.of("/bin/sh", "-c", service.run())
                    : words(service.run());
        }
        List<String> command = new ArrayList<>(List.of(Jvm.java()));
        command.addAll(Jvm.lean(HEAP_MIB));
        Path cache = cache(service);
        if (cached && Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(extra);
        List<String> words = words(service.run());
        command.addAll(words.subList(1, words.size()));
        return command;
    }

    private static List<String> words(String command) {
        return Stream.of(command.strip().split("\\s+")).toList();
    }

    private Map<String, String> environment(
            String pod, Service service, Place zone, Address address, PodSecrets.Folder own) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HOST", address.host());
        environment.put("PORT", Integer.toString(address.port()));
        environment.put("TWINKEEL_SERVICE", service.name());
        environment.put("TWINKEEL_POD", pod);
        environment.put("TWINKEEL_REGION", zone.region());
        environment.put("TWINKEEL_ZONE", zone.name());
        for (Database database : application.databasesOf(service)) {
            environment.putAll(database(database, zone, own));
        }
        environment.putAll(stores.environment(service, zone, own));
        for (Service other : application.servicesOf(service)) {
            environment.put(
                    Application.envPrefix(other.name()) + "_URL",
                    "http://" + configs.internal(zone, other));
        }
        return environment;
    }

    private Map<String, String> database(Database database, Place zone, PodSecrets.Folder own) {
        String prefix = Application.envPrefix(database.name());
        Address writer = layout.gate(zone, database, true);
        Address reader = layout.gate(zone, database, false);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(prefix + "_HOST", writer.host());
        environment.put(prefix + "_PORT", Integer.toString(writer.port()));
        environment.put(prefix + "_READ_HOST", reader.host());
        environment.put(prefix + "_READ_PORT", Integer.toString(reader.port()));
        environment.put(prefix + "_NAME", Configs.databaseName(database));
        environment.put(prefix + "_USER", Configs.databaseName(database));
        var login = new LoginFile(state, database);
        Path password = own.copy(database.name(), () -> login.passwordFile(login.owner()));
        environment.put(prefix + "_PASSWORD_FILE", password.toString());
        environment.put(prefix + "_LOGIN_FILE", own.copy(login.name(), login::path).toString());
        return environment;
    }
}
