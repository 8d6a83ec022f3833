package dev.twinkeel.model;

import dev.twinkeel.model.Shape.Entries;
import dev.twinkeel.model.Shape.Items;
import dev.twinkeel.model.Shape.OneOrMore;
import dev.twinkeel.model.Shape.Section;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// `docs/file.md`, made from the parser's own description.
final class Page {
    private final StringBuilder text = new StringBuilder();

    static String text() {
        return new Page().whole();
    }

    private String whole() {
        text.append(introduction());
        text.append(Samples.text("smallest.yaml")).append("```\n\nOne with nearly everything:\n");
        text.append("\n```yaml\n").append(Samples.text("every-key.yaml")).append("```\n");
        var sections = new LinkedHashSet<Section>();
        collect(Keys.FILE, sections);
        sections.forEach(this::section);
        return text.toString();
    }

    private static String introduction() {
        return """
            # The file: twinkeel.yaml

            One file says what an application is and what it must survive. This page is made from the description
            that the parser itself uses; a test holds them equal.

            - The file is YAML 1.2, at most 1 MiB, one document. Every key not listed here is an error, and all errors
              are reported together, each with line, column, and what was expected.
            - Editors complete it with the schema: put
              `# yaml-language-server: $schema=<path>/model/src/main/resources/twinkeel.schema.json` in the first line.
            - A **time** is a whole number and a unit: `us`, `ms`, `s`, `m`, `h` or `d`. A **rate** is a count and an
              interval: `200/s`, `2000/5m`. A **percentage** is `34%%`. A number without its unit is an error.
            - A **name** has lower-case letters, digits and single hyphens, starts with a letter, and has at most 30
              characters. No two services, databases, tables, buckets, queues and caches share one. Taken are
              %s.
            - Secrets of the twin's own have names too, under which no secret of a database or a cache may lie. That of a
              database has its name; those of a cache have its name, and `<cache>-<service>` for each service. Taken are
              %s,
              and whatever begins with %s.
            - A **path** is relative to the folder of the file, or, for HTTP, starts with `/`.

            The smallest useful file:

            ```yaml
            """
                .formatted(
                        listed(CrossCheck.RESERVED),
                        listed(CrossCheck.SECRETS),
                        listed(CrossCheck.SECRETS_OF));
    }

    private static void collect(Shape shape, Set<Section> sections) {
        switch (shape) {
            case Section section -> {
                sections.add(section);
                section.keys().forEach(key -> collect(key.shape(), sections));
            }
            case Entries entries -> collect(entries.value(), sections);
            case Items items -> collect(items.item(), sections);
            case OneOrMore some -> collect(some.one(), sections);
            case Shape.Text _,
                    Shape.Reference _,
                    Shape.Word _,
                    Shape.Whole _,
                    Shape.Flag _,
                    Shape.Time _,
                    Shape.Part _,
                    Shape.Frequency _ -> {}
        }
    }

    private void section(Section section) {
        text.append("\n## ").append(section.title()).append("\n\n");
        text.append("| key | type | when left out | meaning | example |\n");
        text.append("|---|---|---|---|---|\n");
        for (Key key : section.keys()) {
            text.append("| `%s` ".formatted(key.name()));
            text.append("| %s ".formatted(type(key.shape())));
            text.append("| %s ".formatted(standard(key)));
            text.append("| %s ".formatted(key.meaning()));
            String example = key.example().isEmpty() ? "" : "`" + key.example() + "`";
            text.append("| %s |\n".formatted(example));
        }
    }

    private static String standard(Key key) {
        if (key.required()) {
            return "**required**";
        }
        return key.standard().isEmpty() ? "its defaults" : key.standard();
    }

    private static String type(Shape shape) {
        return switch (shape) {
            case Section section -> "[%s](#%s)".formatted(section.title(), anchor(section.title()));
            case Entries entries ->
                    "for each %s: %s".formatted(entries.key().type(), type(entries.value()));
            case OneOrMore some ->
                    "%s, or a list of 1 to %d".formatted(type(some.one()), some.max());
            case Items items ->
                    "list of %d to %d: %s".formatted(items.min(), items.max(), type(items.item()));
            case Shape.Text _,
                    Shape.Reference _,
                    Shape.Word _,
                    Shape.Whole _,
                    Shape.Flag _,
                    Shape.Time _,
                    Shape.Part _,
                    Shape.Frequency _ ->
                    shape.type();
        };
    }

    private static String listed(List<String> names) {
        return names.stream().map(it -> "`" + it + "`").collect(Collectors.joining(", "));
    }

    private static String anchor(String title) {
        return title.toLowerCase(Locale.ROOT).replace(":", "").replace(' ', '-');
    }
}
