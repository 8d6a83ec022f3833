package dev.twinkeel.twin.host;

import dev.twinkeel.twin.engine.ProcessSpec;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import java.util.concurrent.Semaphore;

/// How many pods may be starting at once, on a machine with few cores, and whether they give way to
/// others until they are ready. Thread-safe.
final class Turns {
    /// Two cores start four Java processes about as fast as two, and much faster than twelve.
    private static final int AT_ONCE = 4;

    private final Semaphore free;
    private final boolean givesWay;

    private Turns(int atOnce, boolean givesWay) {
        this.free = new Semaphore(atOnce);
        this.givesWay = givesWay;
    }

    /// Of pods that somebody waits for.
    static Turns atOnce() {
        return new Turns(AT_ONCE, /* givesWay= */ false);
    }

    /// Of pods that are started beside others that serve, which need the processors.
    static Turns oneByOne() {
        return new Turns(1, /* givesWay= */ true);
    }

    /// Waits for a turn, which [#end] gives back.
    void begin() throws InterruptedException {
        free.acquire();
    }

    /// @param again after an earlier end: it is missed, and gives way to nobody
    RunningProcess start(Processes processes, ProcessSpec spec, boolean again) {
        return givesWay && !again ? processes.startBehind(spec) : processes.start(spec);
    }

    void end() {
        free.release();
    }
}
