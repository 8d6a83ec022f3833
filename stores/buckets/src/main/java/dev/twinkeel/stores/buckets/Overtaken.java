package dev.twinkeel.stores.buckets;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Writes of the other region that came after a later write of the same key had been made here by
/// somebody who had not seen them. They are kept as older versions; nobody is to look for them in
/// vain. Thread-safe.
final class Overtaken {
    private static final int KEPT = 1000;

    private static final System.Logger LOG = System.getLogger(Overtaken.class.getName());

    private final Deque<Write> last = new ArrayDeque<>();
    private long count;

    /// @param version as which it is kept here
    /// @param write `region:number:milliseconds` of it
    /// @param by the same of the later write
    record Write(String bucket, String key, String version, String write, String by) {}

    synchronized void add(Write write) {
        count++;
        last.addLast(write);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "overtaken: {0}/{1} was written as {2}, and later as {3}; the earlier one came late and is kept as version {4}",
                write.bucket(),
                write.key(),
                write.write(),
                write.by(),
                write.version());
    }

    synchronized long count() {
        return count;
    }

    /// The last of them.
    synchronized List<Write> list() {
        return List.copyOf(last);
    }
}
