package dev.twinkeel.stores.replication;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A version of an item on its way to the other region.
///
/// @param seenMicros the latest version of the other region's on which this one was written; what
///   the other region has made since, this one overwrites unseen
/// @param item null when it was deleted
@SuppressWarnings("ArrayRecordComponent") // items are bytes; nobody compares the record
record Sent(String key, Version version, long seenMicros, byte @Nullable [] item) {
    private static final int BATCH_MAX = 100_000;

    static byte[] write(List<Sent> batch) {
        try {
            var bytes = new ByteArrayOutputStream(512 * (1 + batch.size()));
            var out = new DataOutputStream(bytes);
            out.writeInt(batch.size());
            for (Sent one : batch) {
                Bytes.text(out, one.key);
                out.writeLong(one.version.micros());
                out.writeUTF(one.version.region());
                out.writeLong(one.seenMicros);
                Bytes.block(out, one.item);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("write a batch of versions to memory", e);
        }
    }

    static List<Sent> read(byte[] bytes) {
        try {
            var in = new DataInputStream(new ByteArrayInputStream(bytes));
            int size = in.readInt();
            if (size < 0 || size > BATCH_MAX) {
                throw new IllegalArgumentException("read a batch of %d versions".formatted(size));
            }
            List<Sent> batch = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                String key = Bytes.text(in);
                Version version = new Version(in.readLong(), in.readUTF());
                batch.add(new Sent(key, version, in.readLong(), Bytes.block(in)));
            }
            return batch;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "read a batch of versions of %d bytes".formatted(bytes.length), e);
        }
    }
}
