package dev.twinkeel.cli;

import dev.twinkeel.twin.host.Twins;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Shows the steps of something that takes a while, one line a step with its elapsed time.
///
/// On a terminal the line of the step under way is written over until the step ends; elsewhere each
/// step is one plain line when it ends, and a long one says every [#REMIND_MILLIS] that it goes on.
/// Safe for use by several threads; one step is shown at a time, a new one ends the one before.
final class Progress implements AutoCloseable {
    /// How often a line on a terminal is written over: reads as moving, costs nothing.
    private static final long REDRAW_MILLIS = 200;

    /// After this long without a word, a reader of a CI log wonders.
    private static final long REMIND_MILLIS = 10_000;

    private static final double NANOS_A_SECOND = 1e9;

    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService clock;
    private final long begunNanos;
    private @Nullable String step;
    private String detail = "";
    private boolean interrupted;
    private long stepNanos;
    private long spokenNanos;

    Progress(Terminal terminal) {
        this(terminal, System::nanoTime);
        var _ =
                clock.scheduleAtFixedRate(
                        this::tick, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// With a clock of the caller's, who also calls [#tick].
    Progress(Terminal terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.begunNanos = nanoTime.getAsLong();
        this.clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("progress").factory());
    }

    /// Begins a step; the one before has succeeded.
    synchronized void step(String name) {
        if (interrupted || name.equals(step)) {
            return;
        }
        done();
        step = name;
        detail = "";
        stepNanos = nanoTime.getAsLong();
        spokenNanos = stepNanos;
        draw();
    }

    /// What the step is busy with; shown beside it while it goes on.
    synchronized void detail(String text) {
        detail = text;
        draw();
    }

    /// A whole line between steps.
    synchronized void note(String line) {
        if (interrupted) {
            return;
        }
        wipe();
        terminal.err().println(line);
        draw();
    }

    /// What somebody else says of its progress: each line is a step. After an interrupt nothing but
    /// what becomes of that is shown.
    synchronized void said(String line) {
        if (line.startsWith(Twins.INTERRUPTED)) {
            failed();
            interrupted = true;
            terminal.err().println(terminal.bad("twinkeel:") + " " + line);
        } else if (!line.isBlank()) {
            step(line);
        }
    }

    /// The step under way has succeeded.
    synchronized void done() {
        end(terminal.good("ok"));
    }

    /// The step under way has failed.
    synchronized void failed() {
        end(terminal.bad("failed"));
    }

    /// Since this began.
    Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - begunNanos);
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        failed();
    }

    synchronized void tick() {
        if (step == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (terminal.live()) {
            draw();
        } else if (now - spokenNanos >= TimeUnit.MILLISECONDS.toNanos(REMIND_MILLIS)) {
            spokenNanos = now;
            terminal.err().println(line("..."));
        }
    }

    private void end(String how) {
        if (step == null) {
            return;
        }
        wipe();
        terminal.err().println(line(how));
        step = null;
    }

    private void draw() {
        if (terminal.live() && step != null) {
            terminal.err().print("\r\u001b[2K" + line(""));
            terminal.err().flush();
        }
    }

    private void wipe() {
        if (terminal.live() && step != null) {
            terminal.err().print("\r\u001b[2K");
        }
    }

    private String line(String how) {
        double seconds = (nanoTime.getAsLong() - stepNanos) / NANOS_A_SECOND;
        String text =
                String.format(
                        Locale.ROOT,
                        "  %-40s %6.1f s  %s",
                        Objects.requireNonNull(step),
                        seconds,
                        how);
        return (detail.isEmpty() ? text : text + " " + terminal.faint(detail)).stripTrailing();
    }
}
