package dev.twinkeel.stores.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class EntryCodecTest {
    private static final Version OURS = new Version(7, "mumbai");
    private static final Version THEIRS = new Version(8, "singapore");
    private static final Digest SOME = new Digest(1, 2);

    @Test
    void whatAShorterLogBeginsWithTellsAllThatIsKnown() throws IOException {
        Known known = new Known(THEIRS, SOME);
        known.seenMicros = 3;
        known.baseMicros = 4;
        known.sequence = "5";
        known.content = new Digest(6, 6);
        known.written = false;
        known.holding = true;
        known.held = new byte[] {9};
        known.displaced = new Entry.Lost(OURS, new Digest(7, 7));
        known.echoes.add(new Known.Echo(THEIRS, SOME, known.displaced));
        assertThat(again(known)).usingRecursiveComparison().isEqualTo(known);
    }

    @Test
    void whatWasOverwrittenIsNotSaidOfWhatIsInTheTable() throws IOException {
        Known known = new Known(OURS, SOME);
        assertThat(again(known)).usingRecursiveComparison().isEqualTo(known);
    }

    private static Known again(Known known) throws IOException {
        var bytes = new ByteArrayOutputStream();
        EntryCodec.write(new DataOutputStream(bytes), new Entry.Whole("Scart", known));
        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        Entry read = EntryCodec.read(in);
        assertThat(in.available()).as("left over").isZero();
        return ((Entry.Whole) read).known();
    }
}
