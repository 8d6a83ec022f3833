package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Driver;
import dev.twinkeel.recovery.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Has the members looked at once whenever the engine changes its mind: what it waits for then
/// mostly shows in them. Everything else is told on. Thread-safe.
record HurriedEyes(Driver.Listener told, List<MemberEye> eyes) implements Driver.Listener {
    @Override
    public void recorded(Entry entry) {
        told.recorded(entry);
        if (entry.sentence().isPresent()) {
            eyes.forEach(MemberEye::hurry);
        }
    }

    @Override
    public void troubled(String sentence, @Nullable Throwable cause) {
        told.troubled(sentence, cause);
    }
}
