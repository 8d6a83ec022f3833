package dev.twinkeel.model;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `twinkeel.yaml`. Strict: what it does not know is a problem, and all problems are reported
/// together. It never throws for what a file says, and its time is bounded by [Yaml]'s limits.
public final class ApplicationFile {
    /// Where the file is when nobody says otherwise.
    public static final String DEFAULT_NAME = "twinkeel.yaml";

    private ApplicationFile() {}

    /// @param fileName only for messages
    /// @param text the whole file
    public static Parsed parse(String fileName, String text) {
        var problems = new Problems(fileName);
        Optional<Node> root = new Yaml(problems).compose(text);
        if (root.isEmpty()) {
            return new Parsed.Invalid(problems.inOrder());
        }
        Written written = new Reader(problems).read(root.get(), Keys.FILE, "");
        if (!(written instanceof Written.Group file)) {
            return new Parsed.Invalid(problems.inOrder());
        }
        new CrossCheck(file, problems).run();
        if (!problems.none()) {
            return new Parsed.Invalid(problems.inOrder());
        }
        Application application = new Builder(file).application();
        List<Warning> warnings = new Advice(fileName, file, application).warnings();
        return new Parsed.Valid(application, warnings);
    }

    /// Where a key stands in a file, as `file:line: services.web.run`, for a message about what the
    /// file asks for. A key that was left out stands where the section stands that it belongs to.
    public static String where(String fileName, String text, List<String> keys) {
        var problems = new Problems(fileName);
        Place place = Place.START;
        Optional<Written> at =
                new Yaml(problems)
                        .compose(text)
                        .map(root -> new Reader(problems).read(root, Keys.FILE, ""));
        for (String key : keys) {
            if (!(at.orElse(null) instanceof Written.Group group)
                    || !group.keys().containsKey(key)) {
                break;
            }
            place = group.keys().get(key);
            at = group.get(key);
        }
        return "%s:%d: %s".formatted(fileName, place.line(), String.join(".", keys));
    }
}
