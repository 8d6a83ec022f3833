package dev.twinkeel.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;

/// Text to YAML nodes, within bounds that hold before anything grows with the input.
final class Yaml {
    /// A hundred times the longest file that anybody has written.
    static final int LENGTH_MAX = 1 << 20;

    /// The format itself needs seven levels; the composer is recursive.
    static final int DEPTH_MAX = 32;

    /// Enough for a file that reuses a section; too few for a bomb of them.
    static final int ALIASES_MAX = 50;

    /// Far more than every key of a hundred services.
    static final int NODES_MAX = 50_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Problems problems;

    Yaml(Problems problems) {
        this.problems = problems;
    }

    /// The file's only document; empty when a problem was reported instead.
    Optional<Node> compose(String text) {
        if (text.length() > LENGTH_MAX) {
            wrong(
                    Place.START,
                    "the file has %d characters".formatted(text.length()),
                    "expected at most %d; is it the right file?".formatted(LENGTH_MAX));
            return Optional.empty();
        }
        String plain = withoutByteOrderMark(text);
        if (!printable(plain)) {
            return Optional.empty();
        }
        try {
            LoadSettings settings = settings(plain);
            var events = new ArrayList<Event>();
            return bounded(plain, settings, events)
                    ? new Composer(settings, new Replay(events)).getSingleNode()
                    : Optional.empty();
        } catch (MarkedYamlEngineException broken) {
            report(plain, broken);
        } catch (YamlEngineException | IllegalArgumentException broken) {
            // The second is what the engine throws for some malformed %-escapes of tags.
            wrong(
                    Place.START,
                    "not YAML: " + firstLine(broken.getMessage()),
                    "expected keys and values, `key: value`");
        }
        return Optional.empty();
    }

    private static LoadSettings settings(String text) {
        return LoadSettings.builder()
                .setAllowDuplicateKeys(true) // Reported by the reader, with both lines.
                .setAllowNonScalarKeys(true) // Likewise.
                .setCodePointLimit(LENGTH_MAX)
                // In one piece: snakeyaml-engine 3.0.1 throws an IndexOutOfBoundsException when the
                // end of a piece falls into a character outside the basic plane.
                .setBufferSize(Math.max(text.length(), 1))
                .build();
    }

    private boolean bounded(String text, LoadSettings settings, List<Event> events) {
        int depth = 0;
        int nodes = 0;
        int aliases = 0;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            events.add(event);
            nodes++;
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case DocumentStart -> documents++;
                case Alias -> aliases++;
                case Comment, DocumentEnd, Scalar, StreamStart, StreamEnd -> {}
            }
            if (depth > DEPTH_MAX || nodes > NODES_MAX || aliases > ALIASES_MAX || documents > 1) {
                tooMuch(event, depth, documents);
                return false;
            }
        }
        return documents == 1 || empty();
    }

    private boolean empty() {
        wrong(
                Place.START,
                "the file is empty",
                "expected at least application, regions and services; `twinkeel init` writes a"
                        + " working file");
        return false;
    }

    private void tooMuch(Event event, int depth, int documents) {
        Place place = event.getStartMark().map(Place::of).orElse(Place.START);
        if (documents > 1) {
            wrong(place, "a second document begins", "expected one document: remove the --- line");
        } else if (depth > DEPTH_MAX) {
            wrong(place, "nested too deeply", "expected at most %d levels".formatted(DEPTH_MAX));
        } else if (event instanceof AliasEvent) {
            wrong(place, "too many aliases", "expected at most %d".formatted(ALIASES_MAX));
        } else {
            wrong(place, "too many values", "expected at most %d".formatted(NODES_MAX));
        }
    }

    private void report(String text, MarkedYamlEngineException broken) {
        var mark = broken.getProblemMark().or(broken::getContextMark);
        Place place = mark.map(Place::of).orElse(Place.START);
        boolean tab =
                mark.filter(it -> it.getIndex() < text.length())
                        .filter(it -> text.codePointAt(offset(text, it.getIndex())) == '\t')
                        .isPresent();
        if (tab) {
            wrong(place, "a tab", "expected spaces: YAML indents with spaces only");
            return;
        }
        String context = Optional.ofNullable(broken.getContext()).orElse("").strip();
        String problem = Optional.ofNullable(broken.getProblem()).orElse("").strip();
        wrong(
                place,
                "not YAML: " + firstLine((context + " " + problem).strip()),
                "expected `key: value`; quote a text that has : # { } [ ] , & * ! | > % @ in it");
    }

    /// Marks count code points.
    private static int offset(String text, int codePoints) {
        int count = Math.min(codePoints, text.codePointCount(0, text.length()) - 1);
        return text.offsetByCodePoints(0, Math.max(count, 0));
    }

    private boolean printable(String text) {
        int line = 1;
        int column = 1;
        for (int index = 0; index < text.length(); ) {
            int point = text.codePointAt(index);
            if (!printable(point)) {
                wrong(
                        new Place(line, column),
                        "an invisible character U+%04X".formatted(point),
                        "expected readable text in UTF-8: delete it, or write it as an escape in"
                                + " double quotes");
                return false;
            }
            column = point == '\n' ? 1 : column + 1;
            line = point == '\n' ? line + 1 : line;
            index += Character.charCount(point);
        }
        return true;
    }

    /// YAML 1.2.2, section 5.1; and no mark of byte order but the first.
    private static boolean printable(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || point == 0x85
                || (point >= 0x20 && point <= 0x7E)
                || (point >= 0xA0 && point <= 0xD7FF)
                || (point >= 0xE000 && point <= 0xFFFD && point != BYTE_ORDER_MARK)
                || point >= 0x10000;
    }

    private static String withoutByteOrderMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private void wrong(Place place, String fault, String expected) {
        problems.add(place, "", "", fault, expected);
    }

    private static String firstLine(@org.jspecify.annotations.Nullable String message) {
        return message == null ? "" : Problems.shown(message.lines().findFirst().orElse(""));
    }

    /// Events that were read already, for the composer.
    private static final class Replay implements Parser {
        private final List<Event> events;
        private int position;

        Replay(List<Event> events) {
            this.events = events;
        }

        @Override
        public boolean hasNext() {
            return position < events.size();
        }

        @Override
        public boolean checkEvent(Event.ID id) {
            return hasNext() && peekEvent().getEventId() == id;
        }

        @Override
        public Event peekEvent() {
            return events.get(position);
        }

        @Override
        public Event next() {
            return events.get(position++);
        }
    }
}
