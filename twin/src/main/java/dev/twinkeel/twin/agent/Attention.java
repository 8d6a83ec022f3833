package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Driver;
import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes everyone look who waits for what an engine does. Everything is told on. Thread-safe.
///
/// @param eyes look at the members at once whenever the engine changes its mind: what it waits for
///   then mostly shows in them
/// @param news wakes the gates
/// @param onward leads users on when the lease goes to another region
record Attention(Driver.Listener told, List<MemberEye> eyes, News news, Onward onward)
        implements Driver.Listener {
    @Override
    public void recorded(Entry entry) {
        told.recorded(entry);
        if (entry.sentence().isPresent()) {
            eyes.forEach(MemberEye::hurry);
        }
        for (Effect effect : entry.effects()) {
            // A region gives its lease to another one in a planned move only.
            if (effect instanceof Effect.Swap(_, _, var next)
                    && !next.region().equals(entry.place())) {
                onward.begin(next.region());
            }
        }
    }

    @Override
    public void decided() {
        told.decided();
        news.came();
    }

    @Override
    public void troubled(String sentence, @Nullable Throwable cause) {
        told.troubled(sentence, cause);
    }
}
