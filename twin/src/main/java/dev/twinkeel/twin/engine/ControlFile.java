package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// PostgreSQL's `global/pg_control`: which cluster this is, guarded by a checksum.
///
/// Its layout (PostgreSQL 18, `catalog/pg_control.h`) begins with the system identifier and ends
/// with a CRC-32C of all before it; the rest of the file is zeros.
final class ControlFile {
    static final String PATH = "global/pg_control";

    /// Of the first page of a log segment: where its long header has the system identifier.
    private static final int SEGMENT_IDENTIFIER = 24;

    private static final int SMALLEST = 200;
    private static final int LARGEST = 512;

    private ControlFile() {}

    /// Whether it was read whole, and not while the server was writing it.
    static boolean whole(byte[] bytes) {
        return checksumAt(bytes) > 0;
    }

    /// Gives a copied, cleanly stopped cluster an identity of its own. PostgreSQL then refuses to
    /// let a member of one database follow another's, which it could not tell apart otherwise.
    static void rename(Path data, long identifier) throws IOException {
        Path file = data.resolve(PATH);
        byte[] bytes = Files.readAllBytes(file);
        int checksum = checksumAt(bytes);
        if (checksum < 0) {
            throw new IOException(file + " has no valid checksum");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        buffer.putLong(0, identifier);
        buffer.putInt(checksum, crc(bytes, checksum));
        Files.write(file, bytes);
        for (Path segment : segments(data.resolve("pg_wal"))) {
            renameSegment(segment, identifier);
        }
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9A-F]{24}"))
                    .toList();
        }
    }

    private static void renameSegment(Path segment, long identifier) throws IOException {
        try (var channel =
                java.nio.channels.FileChannel.open(
                        segment, java.nio.file.StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            channel.write(buffer.putLong(identifier).flip(), SEGMENT_IDENTIFIER);
        }
    }

    /// Found rather than known, so that a new minor version's layout cannot be damaged unnoticed.
    private static int checksumAt(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        for (int at = SMALLEST; at + 4 <= Math.min(bytes.length, LARGEST); at += 4) {
            if (buffer.getInt(at) == crc(bytes, at) && buffer.getInt(at) != 0) {
                return at;
            }
        }
        return -1;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
