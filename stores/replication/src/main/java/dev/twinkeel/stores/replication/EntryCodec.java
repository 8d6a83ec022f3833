package dev.twinkeel.stores.replication;

import dev.twinkeel.stores.replication.Entry.Accepted;
import dev.twinkeel.stores.replication.Entry.Acknowledged;
import dev.twinkeel.stores.replication.Entry.Applied;
import dev.twinkeel.stores.replication.Entry.Cleared;
import dev.twinkeel.stores.replication.Entry.Echoed;
import dev.twinkeel.stores.replication.Entry.Local;
import dev.twinkeel.stores.replication.Entry.Lost;
import dev.twinkeel.stores.replication.Entry.Observed;
import dev.twinkeel.stores.replication.Entry.Repaired;
import dev.twinkeel.stores.replication.Entry.Same;
import dev.twinkeel.stores.replication.Entry.Silent;
import dev.twinkeel.stores.replication.Entry.Whole;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Entries as bytes: a letter for the kind, then its parts in their order.
final class EntryCodec {
    private EntryCodec() {}

    static void write(DataOutputStream out, Entry entry) throws IOException {
        switch (entry) {
            case Local it -> {
                out.writeByte('L');
                head(out, it.key(), it.version(), it.digest());
                out.writeLong(it.baseMicros());
                out.writeUTF(it.sequence());
                out.writeBoolean(it.holding());
                Bytes.block(out, it.held());
            }
            case Accepted it -> {
                out.writeByte('A');
                head(out, it.key(), it.version(), it.digest());
                lost(out, it.lost());
            }
            case Same it -> {
                out.writeByte('S');
                head(out, it.key(), it.version(), it.digest());
            }
            case Applied it -> {
                out.writeByte('P');
                out.writeInt(it.keys().size());
                for (String key : it.keys()) {
                    Bytes.text(out, key);
                }
            }
            case Echoed it -> {
                out.writeByte('E');
                Bytes.text(out, it.key());
                digest(out, it.digest());
            }
            case Cleared it -> {
                out.writeByte('C');
                Bytes.text(out, it.key());
            }
            case Silent it -> {
                out.writeByte('Z');
                Bytes.text(out, it.key());
                version(out, it.version());
            }
            case Repaired it -> {
                out.writeByte('R');
                Bytes.text(out, it.key());
            }
            case Observed it -> {
                out.writeByte('O');
                position(out, it.position());
            }
            case Acknowledged it -> {
                out.writeByte('K');
                position(out, it.position());
            }
            case Whole it -> {
                Lost displaced = it.known().displaced;
                out.writeByte(displaced == null ? 'W' : 'D');
                whole(out, it);
                if (displaced != null) {
                    lost(out, displaced);
                }
            }
        }
    }

    static Entry read(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 'L' ->
                    new Local(
                            Bytes.text(in),
                            version(in),
                            digest(in),
                            in.readLong(),
                            in.readUTF(),
                            in.readBoolean(),
                            Bytes.block(in));
            case 'A' -> new Accepted(Bytes.text(in), version(in), digest(in), lost(in));
            case 'S' -> new Same(Bytes.text(in), version(in), digest(in));
            case 'P' -> {
                int size = in.readInt();
                List<String> keys = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    keys.add(Bytes.text(in));
                }
                yield new Applied(keys);
            }
            case 'E' -> new Echoed(Bytes.text(in), digest(in));
            case 'C' -> new Cleared(Bytes.text(in));
            case 'Z' -> new Silent(Bytes.text(in), version(in));
            case 'R' -> new Repaired(Bytes.text(in));
            case 'O' -> new Observed(position(in));
            case 'K' -> new Acknowledged(position(in));
            case 'W' -> whole(in);
            case 'D' -> {
                Whole whole = whole(in);
                whole.known().displaced = lost(in);
                yield whole;
            }
            default -> throw new IOException("no entry is of the kind " + kind);
        };
    }

    private static void whole(DataOutputStream out, Whole whole) throws IOException {
        Known known = whole.known();
        head(out, whole.key(), known.winner, known.digest);
        out.writeLong(known.seenMicros);
        out.writeLong(known.baseMicros);
        out.writeUTF(known.sequence);
        out.writeBoolean(known.content != null);
        digest(out, known.content == null ? Digest.NONE : known.content);
        out.writeBoolean(known.written);
        out.writeBoolean(known.holding);
        Bytes.block(out, known.held);
        out.writeInt(known.echoes.size());
        for (Known.Echo echo : known.echoes) {
            version(out, echo.version);
            digest(out, echo.digest);
            lost(out, echo.lost);
        }
    }

    private static Whole whole(DataInputStream in) throws IOException {
        String key = Bytes.text(in);
        Known known = new Known(version(in), digest(in));
        known.seenMicros = in.readLong();
        known.baseMicros = in.readLong();
        known.sequence = in.readUTF();
        boolean contentKnown = in.readBoolean();
        Digest content = digest(in);
        known.content = contentKnown ? content : null;
        known.written = in.readBoolean();
        known.holding = in.readBoolean();
        known.held = Bytes.block(in);
        int echoes = in.readInt();
        for (int i = 0; i < echoes; i++) {
            known.echoes.add(new Known.Echo(version(in), digest(in), lost(in)));
        }
        return new Whole(key, known);
    }

    private static void head(DataOutputStream out, String key, Version version, Digest digest)
            throws IOException {
        Bytes.text(out, key);
        version(out, version);
        digest(out, digest);
    }

    private static void version(DataOutputStream out, Version version) throws IOException {
        out.writeLong(version.micros());
        out.writeUTF(version.region());
    }

    private static Version version(DataInputStream in) throws IOException {
        return new Version(in.readLong(), in.readUTF());
    }

    private static void digest(DataOutputStream out, Digest digest) throws IOException {
        out.writeLong(digest.high());
        out.writeLong(digest.low());
    }

    private static Digest digest(DataInputStream in) throws IOException {
        return new Digest(in.readLong(), in.readLong());
    }

    private static void position(DataOutputStream out, Position position) throws IOException {
        out.writeUTF(position.shard());
        out.writeUTF(position.sequence());
    }

    private static Position position(DataInputStream in) throws IOException {
        return new Position(in.readUTF(), in.readUTF());
    }

    private static void lost(DataOutputStream out, @Nullable Lost lost) throws IOException {
        out.writeBoolean(lost != null);
        if (lost != null) {
            version(out, lost.version());
            digest(out, lost.digest());
        }
    }

    private static @Nullable Lost lost(DataInputStream in) throws IOException {
        return in.readBoolean() ? new Lost(version(in), digest(in)) : null;
    }
}
