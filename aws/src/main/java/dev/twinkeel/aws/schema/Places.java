package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Expression.Entries;
import dev.twinkeel.aws.schema.Expression.Literal;
import java.util.Locale;
import java.util.Set;

/// Checks what is written out about places: regions, zones, addresses.
final class Places {
    private static final Set<String> NOT_REGIONS = Set.of("description", "error_message");

    private final Findings findings;
    private final String file;

    private Places(Findings findings, String file) {
        this.findings = findings;
        this.file = file;
    }

    static void check(Folder folder, Findings findings) {
        folder.bodies.forEach(it -> new Places(findings, it.file()).body(it, ""));
    }

    private void body(Body body, String context) {
        for (Body.Argument it : body.arguments()) {
            String name =
                    it.name().equals("default") || it.name().equals("value") ? context : it.name();
            if (!NOT_REGIONS.contains(it.name())) {
                value(it.value(), name);
            }
        }
        for (Body.Block it : body.blocks()) {
            body(it.body(), it.labels().isEmpty() ? it.type() : it.labels().getLast());
        }
    }

    private void value(Expression it, String context) {
        switch (it) {
            case Literal literal -> {
                if (literal.value() instanceof String text) {
                    text(text, literal.at(), context);
                }
            }
            case Entries entries ->
                    entries.entries()
                            .forEach(
                                    entry ->
                                            value(
                                                    entry.value(),
                                                    entry.key() instanceof Literal key
                                                            ? String.valueOf(key.value())
                                                            : context));
            case Expression.Template template ->
                    template.parts().stream()
                            .filter(part -> !(part instanceof Literal))
                            .forEach(part -> value(part, context));
            case Expression.Name _,
                    Expression.Member _,
                    Expression.Index _,
                    Expression.Splat _,
                    Expression.Call _,
                    Expression.Items _,
                    Expression.For _,
                    Expression.Choice _,
                    Expression.Operation _,
                    Expression.Unary _ ->
                    it.parts().forEach(part -> value(part, context));
        }
    }

    private void text(String text, At at, String context) {
        String name = context.toLowerCase(Locale.ROOT);
        if (Regions.looksLikeRegion(text) && !Regions.ALL.contains(text)) {
            findings.unknown(
                    file, at, context, text, "AWS has no region of that name", Regions.ALL);
        } else if (Regions.looksLikeZone(text) && !Regions.isZone(text)) {
            findings.unknown(
                    file,
                    at,
                    context,
                    text,
                    "AWS has no zone of that name",
                    Set.of("REGION and a letter a to f"));
        } else if (Cidr.looksLikeOne(text) || (name.contains("cidr") && text.contains("/"))) {
            range(text, at, context);
        } else if (text.startsWith("arn:")) {
            arn(text, at, context);
        } else if ((name.equals("region") || name.endsWith("_region"))
                && !text.isEmpty()
                && !Regions.ALL.contains(text)
                && text.contains("-")) {
            findings.unknown(
                    file, at, context, text, "AWS has no region of that name", Regions.ALL);
        }
    }

    private void range(String text, At at, String context) {
        if (text.contains(":")) {
            return;
        }
        if (Cidr.parse(text).isEmpty()) {
            findings.add(
                    file,
                    at,
                    context,
                    text,
                    "it is no range of addresses, or does not begin with the range's first",
                    "write ADDRESS/BITS, as 10.0.0.0/16");
        }
    }

    private void arn(String text, At at, String context) {
        String[] parts = text.split(":", 6);
        if (parts.length < 6) {
            findings.add(
                    file,
                    at,
                    context,
                    text,
                    "an ARN has six parts",
                    "write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE");
        } else if (Regions.looksLikeRegion(parts[3]) && !Regions.ALL.contains(parts[3])) {
            findings.unknown(
                    file, at, context, parts[3], "AWS has no region of that name", Regions.ALL);
        }
    }
}
