package dev.twinkeel.twin.host;

import dev.twinkeel.twin.WholeFolder;
import dev.twinkeel.twin.store.SecretFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The secrets of the pods that live: a folder a pod, which only the twin's user can enter, with a
/// file for each secret of what its service `uses` and nothing else. It is made before the pod
/// starts and deleted when it has ended.
///
/// Thread-safe: a pod that starts during a rotation has the new secret, or gets it with the rest.
final class PodSecrets {
    private static final String PODS = "pods";
    private static final System.Logger LOG = System.getLogger(PodSecrets.class.getName());

    private final StateFolder state;
    private int opened;

    PodSecrets(StateFolder state) {
        this.state = state;
    }

    /// A folder that no other pod has or had, also none of the same name. It is made with the first
    /// file in it.
    synchronized Folder open(String pod) {
        opened++;
        return new Folder(state.secrets().resolve(PODS).resolve(pod + "." + opened));
    }

    /// Gives every pod that has a secret the one that is good now, each in one step.
    ///
    /// @return the pods that could not be given it: they have the one before
    synchronized List<String> renew(String name, Path good) {
        String text = read(good);
        return renew(name, _ -> text);
    }

    /// The same, where what is good is not the same for every pod.
    ///
    /// @param good what a pod must have that has the text that it is asked of
    synchronized List<String> renew(String name, UnaryOperator<String> good) {
        List<String> without = new ArrayList<>();
        for (Path pod : pods()) {
            if (Files.exists(pod.resolve(name))) {
                try {
                    String before = read(pod.resolve(name));
                    String text = good.apply(before);
                    if (!text.equals(before)) {
                        StateFolder.privately(pod.resolve(name), text);
                    }
                } catch (UncheckedIOException e) {
                    String folder = pod.getFileName().toString();
                    LOG.log(System.Logger.Level.WARNING, "give " + folder + " its secret", e);
                    without.add(folder.substring(0, folder.lastIndexOf('.')));
                }
            }
        }
        return without;
    }

    /// One pod's.
    final class Folder implements SecretFolder {
        private final Path folder;

        private Folder(Path folder) {
            this.folder = folder;
        }

        /// Copies a secret that may be rotated.
        ///
        /// @param source asked under the lock, so that no rotation comes between
        Path copy(String name, Supplier<Path> source) {
            synchronized (PodSecrets.this) {
                return StateFolder.privately(folder.resolve(name), read(source.get()));
            }
        }

        @Override
        public Path file(String name, Supplier<String> text) {
            synchronized (PodSecrets.this) {
                return StateFolder.privately(folder.resolve(name), text.get());
            }
        }

        /// The pod has ended. Its files are made anew when it is started again. Whoever keeps the
        /// pod goes on also when they cannot be deleted.
        void forget() {
            synchronized (PodSecrets.this) {
                try {
                    WholeFolder.delete(folder);
                } catch (IOException | UncheckedIOException e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "delete the secrets of a pod that has ended, in " + folder,
                            e);
                }
            }
        }
    }

    private List<Path> pods() {
        Path pods = state.secrets().resolve(PODS);
        if (!Files.isDirectory(pods)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(pods)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list " + pods, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("read the secret " + file, e);
        }
    }
}
