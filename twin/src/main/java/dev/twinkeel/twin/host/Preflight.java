package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Service;
import dev.twinkeel.twin.AddressPlan;
import dev.twinkeel.twin.Ports;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Looks, before anything is started, whether this machine has what the application needs: its
/// folders and files, its programs, and the twin's ports. Everything that is missing is told at
/// once.
///
/// @param spots where the file asks for it
record Preflight(Application application, Spots spots) {
    /// The first word of a command that a shell would not change.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./+-]+");

    /// How to get the programs that the examples need; others are their users' own.
    private static final String NODE =
            " Node.js is installed with `apt-get install nodejs npm` or `brew install node`.";

    /// Of each kind of listener; pods come on top.
    private static final List<Integer> PORTS =
            List.of(
                    Ports.POSTGRES,
                    Ports.GATE_WRITER,
                    Ports.GATE_READER,
                    Ports.BALANCER,
                    Ports.BALANCER_SECURE,
                    Ports.BALANCER_INTERNAL,
                    Ports.AGENT,
                    Ports.REGION_API,
                    Ports.ZONE_CONTROL,
                    Ports.EDGE_CONTROL,
                    Ports.VOTER_CLIENTS,
                    Ports.VOTER_QUORUM,
                    Ports.VOTER_ELECTION);

    private record Lack(String what, String remedy) {}

    /// @throws TwinException with everything that is missing
    void check(AddressPlan plan, StateFolder state) {
        List<Lack> lacks = new ArrayList<>();
        application.services().forEach(service -> programs(service, lacks));
        application.databases().forEach(database -> schema(database, lacks));
        if (plan instanceof AddressPlan.Octets octets) {
            ports("127." + octets.octet() + ".255.253", lacks);
        }
        if (!lacks.isEmpty()) {
            throw new TwinException(
                    String.join("; ", lacks.stream().map(Lack::what).toList()),
                    String.join("\n", lacks.stream().map(Lack::remedy).distinct().toList()));
        }
        if (!Files.isWritable(state.root())) {
            throw new TwinException(
                    "write the state folder " + state.root() + ": not allowed",
                    "Make it writable for " + System.getProperty("user.name") + ".");
        }
    }

    private void programs(Service service, List<Lack> lacks) {
        Path folder = spots.folder().resolve(service.folder()).normalize();
        if (!Files.isDirectory(folder)) {
            lacks.add(
                    new Lack(
                            "service %s: there is no folder %s".formatted(service.name(), folder),
                            "Make it, or correct "
                                    + spots.of("services", service.name(), "folder")
                                    + "."));
            return;
        }
        service.build().ifPresent(build -> program(service, "build", build, folder, lacks));
        program(service, "run", service.run(), folder, lacks);
    }

    private void program(
            Service service, String key, String command, Path folder, List<Lack> lacks) {
        String word = command.strip().split("\\s+", 2)[0];
        // A plain `java` is the twin's own; a build may be what makes a program in the folder.
        boolean own = word.equals("java") || (word.contains("/") && service.build().isPresent());
        if (own || !PLAIN.matcher(word).matches() || known(word, folder)) {
            return;
        }
        boolean node = List.of("node", "npm", "npx").contains(word);
        lacks.add(
                new Lack(
                        "service %s cannot be started: there is no program \"%s\"%s"
                                .formatted(
                                        service.name(),
                                        word,
                                        word.contains("/")
                                                ? " in " + folder
                                                : " on the PATH (" + System.getenv("PATH") + ")"),
                        "Install it, or correct %s (now `%s`).%s"
                                .formatted(
                                        spots.of("services", service.name(), key),
                                        command,
                                        node ? NODE : "")));
    }

    /// Asks a shell, which knows its own words too.
    private static boolean known(String word, Path folder) {
        try {
            return new ProcessBuilder("/bin/sh", "-c", "command -v -- \"$0\" >/dev/null 2>&1", word)
                            .directory(folder.toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void schema(Database database, List<Lack> lacks) {
        Optional<Path> file = database.schema().map(spots.folder()::resolve);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            lacks.add(
                    new Lack(
                            "database %s: there is no schema file %s that can be read"
                                    .formatted(database.name(), file.get()),
                            "Write it, or correct "
                                    + spots.of("databases", database.name(), "schema")
                                    + "."));
        }
    }

    /// A listener on all addresses of the machine has the port on every one of the twin's.
    private void ports(String host, List<Lack> lacks) {
        int pods =
                application.regions().size()
                        * application.services().stream().mapToInt(it -> it.replicas().max()).sum();
        Stream.concat(PORTS.stream(), IntStream.range(Ports.POD, Ports.POD + pods).boxed())
                .filter(port -> taken(host, port, false))
                .forEach(port -> lacks.add(taken(port, "tcp")));
        if (taken(host, Ports.DNS, false)) {
            lacks.add(taken(Ports.DNS, "tcp"));
        }
        if (taken(host, Ports.DNS, true)) {
            lacks.add(taken(Ports.DNS, "udp"));
        }
    }

    private static Lack taken(int port, String protocol) {
        return new Lack(
                "%s port %d is taken on every address of this machine%s"
                        .formatted(
                                protocol,
                                port,
                                PortHolder.of(port, protocol).map(it -> " by " + it).orElse("")),
                "End what listens on port %d, or let it listen on 127.0.0.1 alone, then run the command again."
                        .formatted(port));
    }

    private static boolean taken(String host, int port, boolean datagrams) {
        try {
            var address = new InetSocketAddress(InetAddress.getByName(host), port);
            if (datagrams) {
                try (var socket = new DatagramSocket(address)) {
                    return !socket.isBound();
                }
            }
            try (var socket = new ServerSocket()) {
                socket.bind(address, 1);
                return false;
            }
        } catch (IOException _) {
            return true;
        }
    }
}
