package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The run as a drawing: what became of the requests, how long they took, and when the recovery
/// reached what. Told apart by place, pattern and label as much as by colour.
final class TimelineSvg {
    private static final int WIDTH = 1080;
    private static final int LEFT = 64;
    private static final int RIGHT = 26;
    private static final int LANE = 20;
    private static final int RATE_HEIGHT = 190;
    private static final int LATENCY_HEIGHT = 120;
    private static final int SPACE = 34;
    private static final int BARS_MAX = 330;

    /// Pixels of a letter of the labels, with room.
    private static final double LETTER = 7.2;

    private final DrillReport report;
    private final List<Window> windows;
    private final double windowMillis;
    private final double fromMillis;
    private final double toMillis;
    private final StringBuilder svg = new StringBuilder();
    private final Formatter out = new Formatter(svg, Locale.ROOT);
    private int rateTop;
    private int latencyTop;
    private int height;

    private TimelineSvg(DrillReport report) {
        this.report = report;
        int factor = Math.max(1, Math.ceilDiv(report.windows().size(), BARS_MAX));
        windows = merged(report.windows(), factor);
        windowMillis = Window.LENGTH_NANOS / 1e6 * factor;
        fromMillis = windows.isEmpty() ? 0 : windows.getFirst().fromMillis();
        toMillis = windows.isEmpty() ? 1 : windows.getLast().fromMillis() + windowMillis;
    }

    static String of(DrillReport report) {
        return new TimelineSvg(report).draw();
    }

    private String draw() {
        List<Flag> flags = flags();
        int lanes = flags.stream().mapToInt(Flag::lane).max().orElse(-1) + 1;
        rateTop = lanes * LANE + 14;
        latencyTop = rateTop + RATE_HEIGHT + SPACE;
        height = latencyTop + LATENCY_HEIGHT + 40;
        out.format(
                "<svg class=\"timeline\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"tl-title tl-desc\">",
                WIDTH, height);
        out.format("<title id=\"tl-title\">Timeline of the drill</title>");
        out.format("<desc id=\"tl-desc\">%s</desc>", Html.escaped(report.headline()));
        out.format(
                "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" class=\"bad-back\"/><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" class=\"bad-line\"/></pattern>");
        out.format(
                "<pattern id=\"dots\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\"><rect width=\"5\" height=\"5\" class=\"open-back\"/><circle cx=\"2.5\" cy=\"2.5\" r=\"1.2\" class=\"open-dot\"/></pattern></defs>");
        outage();
        rates();
        latencies();
        seconds();
        flags.forEach(this::mark);
        flags.forEach(this::flag);
        return svg.append("</svg>\n").toString();
    }

    private void outage() {
        Long rto = report.rtoMillis();
        if (report.outage()) {
            double end = rto == null ? toMillis : rto;
            out.format(
                    "<rect class=\"outage\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>outage: %s</title></rect>",
                    x(0),
                    rateTop,
                    Math.max(1, x(end) - x(0)),
                    latencyTop + LATENCY_HEIGHT - rateTop,
                    rto == null ? "still open at the end" : Words.millis(rto));
        }
    }

    private void rates() {
        double most =
                windows.stream()
                        .mapToDouble(it -> rate(it.ok() + it.failed() + it.unknown()))
                        .max()
                        .orElse(1);
        double top = nice(Math.max(most, 1));
        grid("requests/s", rateTop, RATE_HEIGHT, List.of(0.0, top / 2, top), top);
        double wide = Math.max(0.8, x(windowMillis) - x(0) - 0.6);
        for (Window window : windows) {
            double y = rateTop + RATE_HEIGHT;
            out.format("<g>");
            y = bar(window, window.ok(), "ok", y, wide, top);
            y = bar(window, window.unknown(), "unknown", y, wide, top);
            bar(window, window.failed(), "failed", y, wide, top);
            out.format(
                    "<title>%s: %d done, %d failed, %d unknown</title></g>",
                    Words.millis(window.fromMillis()),
                    window.ok(),
                    window.failed(),
                    window.unknown());
        }
    }

    private double bar(Window window, int count, String kind, double y, double wide, double top) {
        if (count == 0) {
            return y;
        }
        double tall = rate(count) / top * RATE_HEIGHT;
        out.format(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                kind, x((double) window.fromMillis()), y - tall, wide, tall);
        return y - tall;
    }

    private double rate(int count) {
        return count * 1000.0 / windowMillis;
    }

    private void latencies() {
        double most = windows.stream().mapToDouble(Window::p99Millis).max().orElse(1);
        int decades = Math.max(2, (int) Math.ceil(Math.log10(Math.max(10, most))));
        List<Double> ticks = new ArrayList<>();
        for (int decade = 0; decade <= decades; decade++) {
            ticks.add((double) decade);
        }
        grid("latency", latencyTop, LATENCY_HEIGHT, ticks, decades);
        curve("p99", Window::p99Millis, decades);
        curve("p50", Window::p50Millis, decades);
    }

    /// A line that breaks where no request was done.
    private void curve(String kind, ToDoubleFunction<Window> value, int decades) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (Window window : windows) {
            if (window.ok() == 0) {
                pen = false;
                continue;
            }
            double log = Math.log10(Math.max(1, value.applyAsDouble(window)));
            path.append(
                    String.format(
                            Locale.ROOT,
                            "%s%.1f %.1f",
                            pen ? "L" : "M",
                            x(window.fromMillis() + windowMillis / 2),
                            latencyTop + LATENCY_HEIGHT * (1 - log / decades)));
            pen = true;
        }
        out.format("<path class=\"%s\" d=\"%s\"/>", kind, path);
    }

    private void grid(String name, int top, int tall, List<Double> ticks, double most) {
        for (double tick : ticks) {
            double y = top + tall * (1 - tick / most);
            out.format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT, WIDTH - RIGHT, y, y);
            String label =
                    name.equals("latency")
                            ? Words.millis(Math.round(Math.pow(10, tick)))
                            : Words.number(Math.round(tick));
            out.format(
                    "<text class=\"tick end\" x=\"%d\" y=\"%.1f\">%s</text>",
                    LEFT - 8, y + 4, label.replace(".00", ""));
        }
        out.format(
                "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>",
                LEFT + 4,
                top - 5,
                name.equals("latency")
                        ? "latency from the intended start (log): median, and 99th percentile above it"
                        : "requests per second, by intended start");
    }

    private void seconds() {
        double span = (toMillis - fromMillis) / 1000;
        double step = span <= 12 ? 1 : span <= 30 ? 2 : span <= 80 ? 5 : span <= 200 ? 20 : 60;
        int bottom = latencyTop + LATENCY_HEIGHT;
        for (double at = Math.ceil(fromMillis / 1000 / step) * step;
                at * 1000 <= toMillis;
                at += step) {
            out.format(
                    "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    x(at * 1000), x(at * 1000), bottom, bottom + 5);
            out.format(
                    "<text class=\"tick middle\" x=\"%.1f\" y=\"%d\">%s s</text>",
                    x(at * 1000), bottom + 19, number(at));
        }
        out.format(
                "<text class=\"tick end\" x=\"%d\" y=\"%d\">%s</text>",
                WIDTH - RIGHT,
                bottom + 35,
                report.isControl()
                        ? "seconds since the baseline began"
                        : "seconds since the fault");
    }

    private static String number(double at) {
        return (at > 0 ? "+" : at < 0 ? "\u2212" : "") + Math.round(Math.abs(at));
    }

    /// A labelled instant, in a lane of its own where labels would touch.
    private record Flag(String label, double millis, String kind, int lane) {}

    private List<Flag> flags() {
        List<Flag> flags = new ArrayList<>();
        if (report.isControl()) {
            return flags;
        }
        List<Double> laneEnds = new ArrayList<>();
        place(flags, laneEnds, "fault: " + report.fault(), 0, "fault");
        for (Moment moment : Moment.reached(report.phases())) {
            place(
                    flags,
                    laneEnds,
                    moment.name() + " " + Words.millis(moment.at()),
                    (double) moment.at(),
                    moment.name());
        }
        return flags;
    }

    private void place(
            List<Flag> flags, List<Double> laneEnds, String label, double millis, String kind) {
        double wide = label.length() * LETTER + 14;
        double start = right(millis, wide) ? x(millis) - wide : x(millis);
        for (int lane = 0; lane <= laneEnds.size(); lane++) {
            if (lane == laneEnds.size()) {
                laneEnds.add(Double.NEGATIVE_INFINITY);
            }
            if (laneEnds.get(lane) <= start) {
                laneEnds.set(lane, start + wide);
                flags.add(new Flag(label, millis, kind, lane));
                return;
            }
        }
    }

    private boolean right(double millis, double wide) {
        return x(millis) + wide > WIDTH;
    }

    private void mark(Flag flag) {
        double x = x(flag.millis());
        int y = flag.lane() * LANE;
        out.format(
                "<line class=\"mark %s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                flag.kind(), x, x, y + LANE - 3, latencyTop + LATENCY_HEIGHT);
    }

    private void flag(Flag flag) {
        double wide = flag.label().length() * LETTER + 10;
        double x = x(flag.millis());
        double left = right(flag.millis(), wide + 4) ? x - wide : x;
        int y = flag.lane() * LANE;
        out.format(
                "<rect class=\"flag %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>",
                flag.kind(), left, y, wide, LANE - 3);
        out.format(
                "<text class=\"label %s\" x=\"%.1f\" y=\"%d\">%s</text>",
                flag.kind(), left + 5, y + 12, Html.escaped(flag.label()));
    }

    private double x(double millis) {
        double part = (millis - fromMillis) / Math.max(1, toMillis - fromMillis);
        return LEFT + Math.clamp(part, 0, 1) * (WIDTH - LEFT - RIGHT);
    }

    /// The next round number: one digit, or 1.5, times a power of ten.
    private static double nice(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 1.5, 2, 3, 4, 5, 6, 8, 10}) {
            if (step * power >= value) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static List<Window> merged(List<Window> windows, int factor) {
        if (factor == 1) {
            return windows;
        }
        List<Window> merged = new ArrayList<>();
        for (int start = 0; start < windows.size(); start += factor) {
            List<Window> part = windows.subList(start, Math.min(windows.size(), start + factor));
            merged.add(
                    new Window(
                            part.getFirst().fromMillis(),
                            part.stream().mapToInt(Window::ok).sum(),
                            part.stream().mapToInt(Window::failed).sum(),
                            part.stream().mapToInt(Window::unknown).sum(),
                            part.stream().mapToDouble(Window::p50Millis).max().orElse(0),
                            part.stream().mapToDouble(Window::p99Millis).max().orElse(0)));
        }
        return merged;
    }
}
