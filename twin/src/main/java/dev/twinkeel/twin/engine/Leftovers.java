package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a killed PostgreSQL server leaves behind: its `postmaster.pid`, which can keep the next
/// server from starting when the number has been given to somebody else, and a System V shared
/// memory segment, which stays until the machine restarts.
final class Leftovers {
    private static final Path SEGMENTS = Path.of("/proc/sysvipc/shm");
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /// Lines of `postmaster.pid`: the process, and key and id of the segment.
    private static final int PID_LINE = 0;

    private static final int SEGMENT_LINE = 6;

    private Leftovers() {}

    /// Removes them; a folder that is no server's is left as it is. Only to be called when no
    /// process of that server is alive, which the caller has proved; a segment that somebody still
    /// uses is left alone all the same.
    static void remove(Path data) {
        Path file = data.resolve("postmaster.pid");
        try {
            // Torn by a crash of the machine it may hold any bytes.
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            if (lines.size() > SEGMENT_LINE) {
                String[] segment = lines.get(SEGMENT_LINE).strip().split("\\s+", -1);
                String creator = lines.get(PID_LINE).strip();
                if (segment.length == 2 && unused(segment[0], segment[1], creator)) {
                    boolean _ = Shell.succeeds(LIMIT, List.of("ipcrm", "-m", segment[1]));
                }
            }
            Files.deleteIfExists(file);
        } catch (NoSuchFileException _) {
            // It was stopped properly, or never started.
        } catch (IOException failure) {
            throw Folders.failed("remove what a killed server left in " + data, data, failure);
        }
    }

    /// The same key and id, made by that process, and nobody attached. Elsewhere than on Linux the
    /// next server on the folder removes the segment itself.
    private static boolean unused(String key, String id, String creator) throws IOException {
        if (!Files.exists(SEGMENTS)) {
            return false;
        }
        for (String line : Files.readAllLines(SEGMENTS)) {
            // key shmid perms size cpid lpid nattch ...
            String[] words = line.strip().split("\\s+", -1);
            if (words.length > 6 && words[1].equals(id)) {
                return sameKey(words[0], key) && words[4].equals(creator) && words[6].equals("0");
            }
        }
        return false;
    }

    /// One prints it signed, the other unsigned.
    private static boolean sameKey(String one, String other) {
        try {
            return new BigInteger(one).intValue() == new BigInteger(other).intValue();
        } catch (NumberFormatException _) {
            return false;
        }
    }
}
