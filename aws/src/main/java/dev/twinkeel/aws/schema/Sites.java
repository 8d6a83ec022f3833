package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Expression.Call;
import dev.twinkeel.aws.schema.Expression.For;
import dev.twinkeel.aws.schema.Expression.Literal;
import dev.twinkeel.aws.schema.Expression.Member;
import dev.twinkeel.aws.schema.Fault.Kind;
import dev.twinkeel.aws.schema.Schema.Attribute;
import dev.twinkeel.aws.schema.Schema.Block;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Finds the places of a configuration that can be broken. Not for several threads.
final class Sites {
    /// @param from the first character that is replaced
    /// @param to the first one after them
    /// @param judged whether Terraform can tell
    record Site(String file, int from, int to, String instead, boolean judged) {}

    /// In no name of AWS.
    private static final String MISSPELT = "zq";

    private final Map<String, String> files;
    private final Folders folders;
    private final Schema schema;
    private BiConsumer<Kind, Site> found = (_, _) -> {};

    Sites(Map<String, String> files, Folders folders, Schema schema) {
        this.files = files;
        this.folders = folders;
        this.schema = schema;
    }

    void find(BiConsumer<Kind, Site> into) {
        found = into;
        for (Folder folder : folders.all()) {
            folder.resources.values().forEach(it -> resource(it));
            folder.modules.values().forEach(it -> module(folder, it));
            folder.locals.forEach((name, it) -> circle(name, it));
            folder.bodies.forEach(it -> body(it, true));
            folder.providers.values().forEach(this::provider);
        }
    }

    private void resource(Folder.Declared it) {
        var text = new Texts(it.file(), files);
        Optional<Block> shape = Blocks.of(it.block(), schema);
        if (shape.isEmpty() || !it.block().label(0).startsWith("aws_")) {
            return;
        }
        int start = text.offset(it.block().at());
        int label = text.text().indexOf('"' + it.block().label(0) + '"', start) + 1;
        misspell(Kind.TYPE_MISSPELT, text, label, it.block().label(0), true);
        again(Kind.NAME_TWICE, text, start, text.endOfBlock(it.block().body()), "", true);
        text.single(start + it.block().type().length())
                .ifPresent(
                        _ ->
                                found.accept(
                                        Kind.SYNTAX,
                                        new Site(it.file(), start, start + 1, "{", true)));
        computed(it, shape.get(), text);
        shaped(it.body(), shape.get(), text, true);
    }

    private void computed(Folder.Declared it, Block shape, Texts text) {
        shape.attributes().entrySet().stream()
                .filter(one -> !one.getValue().settable() && one.getValue().type().primitive())
                .limit(2)
                .forEach(
                        one -> {
                            int inside = text.offset(it.body().at()) + 1;
                            String line = "\n  " + one.getKey() + " = \"x\"\n";
                            put(Kind.ATTRIBUTE_SET, text, inside, inside, line, true);
                        });
    }

    private void shaped(Body body, Block shape, Texts text, boolean top) {
        for (Body.Argument it : body.arguments()) {
            if (top && Shapes.META.contains(it.name())) {
                continue;
            }
            int at = text.offset(it.at());
            misspell(Kind.ARGUMENT_MISSPELT, text, at, it.name(), true);
            Attribute attribute = shape.attributes().get(it.name());
            if (attribute != null) {
                argument(it, attribute, text, at);
            }
        }
        for (Body.Block it : body.blocks()) {
            var nested = shape.blocks().get(it.type());
            if (nested == null) {
                continue;
            }
            int from = text.offset(it.at());
            int to = text.endOfBlock(it.body());
            misspell(Kind.BLOCK_MISSPELT, text, from, it.type(), true);
            boolean only = body.blocks(it.type()).count() == 1;
            if (nested.min() > 0 && only && body.blocks("dynamic").findAny().isEmpty()) {
                put(Kind.BLOCK_MISSING, text, from, to, "", true);
            }
            if (nested.max() == 1 && only) {
                again(Kind.BLOCK_TOO_OFTEN, text, from, to, "  ", true);
            }
            shaped(it.body(), nested.block(), text, false);
        }
    }

    private void argument(Body.Argument it, Attribute attribute, Texts text, int at) {
        Optional<Integer> end = text.single(at);
        if (end.isPresent()) {
            if (attribute.required()) {
                put(Kind.ARGUMENT_MISSING, text, at, end.get(), "", true);
            }
            again(Kind.ARGUMENT_TWICE, text, at, end.get(), "  ", true);
            String wrong = otherType(attribute.type());
            if (!wrong.isEmpty()) {
                String line = it.name() + " = " + wrong;
                put(Kind.ARGUMENT_OF_ANOTHER_TYPE, text, at, end.get(), line, true);
            }
        }
    }

    private static String otherType(Type type) {
        return switch (type) {
            case Type.Text _ -> "[\"one\", \"two\"]";
            case Type.Numeric _ -> "\"many\"";
            case Type.Bool _ -> "\"perhaps\"";
            case Type.Listed _, Type.Setted _, Type.Tuple _ -> "true";
            case Type.Mapped _ -> "\"text\"";
            case Type.Structure _ -> "\"text\"";
            case Type.Any _ -> "";
        };
    }

    private void module(Folder folder, Folder.Declared it) {
        var text = new Texts(it.file(), files);
        Folder called = folders.called(folder, it.body());
        if (called == null) {
            return;
        }
        for (Body.Argument input : it.body().arguments()) {
            Folder.Declared variable = called.variables.get(input.name());
            int at = text.offset(input.at());
            if (input.name().equals("source")) {
                int quote = text.text().indexOf('"', at);
                int close = text.text().indexOf('"', quote + 1);
                put(Kind.MODULE_GONE, text, close, close, MISSPELT, true);
            } else if (variable != null) {
                misspell(Kind.INPUT_MISSPELT, text, at, input.name(), true);
                boolean needed = variable.body().argument("default").isEmpty();
                text.single(at)
                        .filter(_ -> needed)
                        .ifPresent(end -> put(Kind.INPUT_MISSING, text, at, end, "", true));
            }
        }
    }

    private void provider(Folder.Declared it) {
        it.body()
                .argument("alias")
                .filter(one -> one.value() instanceof Literal)
                .ifPresent(
                        one -> {
                            var text = new Texts(it.file(), files);
                            int quote = text.text().indexOf('"', text.offset(one.at()));
                            boolean used =
                                    text.text()
                                            .contains("= aws." + ((Literal) one.value()).value());
                            if (used) {
                                put(Kind.PROVIDER_GONE, text, quote + 1, quote + 1, MISSPELT, true);
                            }
                        });
    }

    private void circle(String name, Folder.Local it) {
        var text = new Texts(it.file(), files);
        int at = text.offset(it.argument().at());
        text.single(at)
                .ifPresent(end -> put(Kind.CIRCLE, text, at, end, name + " = local." + name, true));
    }

    /// @param reached whether Terraform comes here without knowing what things will be: not in the
    ///   content of a dynamic block, of which there may be none
    private void body(Body body, boolean reached) {
        var text = new Texts(body.file(), files);
        for (Body.Argument it : body.arguments()) {
            if (!List.of("depends_on", "ignore_changes", "type", "providers").contains(it.name())) {
                expression(it.value(), text, false, reached);
            }
        }
        for (Body.Block it : body.blocks()) {
            if (!it.type().equals("terraform")) {
                body(it.body(), reached && !it.type().equals("content"));
            }
        }
    }

    /// @param tolerated within try or can, where a missing attribute is none
    /// @param reached whether Terraform computes it without an account; a loop may have no round
    private void expression(Expression it, Texts text, boolean tolerated, boolean reached) {
        Traversal traversal = Traversal.of(it);
        if (!traversal.name().isEmpty()) {
            reference(traversal, text, tolerated);
            return;
        }
        if (it instanceof Literal literal && literal.value() instanceof String word) {
            literal(word, literal.at(), text);
        }
        boolean inside = tolerated;
        if (it instanceof Call call && !call.name().contains("::")) {
            boolean judged = reached && !tolerated;
            misspell(Kind.FUNCTION_MISSPELT, text, text.offset(it.at()), call.name(), judged);
            inside |= call.name().equals("try") || call.name().equals("can");
        }
        for (Expression part : it.parts()) {
            boolean round = it instanceof For loop && !part.equals(loop.in());
            expression(part, text, inside, reached && !round);
        }
    }

    private void reference(Traversal it, Texts text, boolean tolerated) {
        boolean named = List.of("var", "local", "module").contains(it.name());
        boolean data = it.name().equals("data");
        boolean resource = it.name().startsWith("aws_");
        if (!named && !data && !resource) {
            return;
        }
        int name = data ? 1 : 0;
        if (it.steps().size() > name && it.steps().get(name) instanceof Member member) {
            int at = text.offset(member.at()) + 1;
            misspell(Kind.REFERENCE_TO_NOTHING, text, at, member.name(), true);
        }
        if (it.name().equals("module") && it.steps().size() > 1) {
            Expression step =
                    it.steps()
                            .get(
                                    it.steps().get(1) instanceof Expression.Index
                                            ? Math.min(2, it.steps().size() - 1)
                                            : 1);
            if (step instanceof Member member) {
                misspell(Kind.OUTPUT_GONE, text, text.offset(member.at()) + 1, member.name(), true);
            }
        }
        if (tolerated || named) {
            return;
        }
        int attribute = name + 1;
        if (it.steps().size() > attribute && it.steps().get(attribute) instanceof Member member) {
            int at = text.offset(member.at()) + 1;
            misspell(Kind.REFERENCE_TO_NO_ATTRIBUTE, text, at, member.name(), true);
        }
        if (it.steps().size() > attribute + 1
                && it.steps().get(attribute) instanceof Expression.Index index
                && it.steps().get(attribute + 1) instanceof Member member) {
            int from = text.offset(index.at());
            put(Kind.REFERENCE_WITHOUT_INSTANCE, text, from, text.offset(member.at()), "", true);
        }
    }

    private void literal(String word, At place, Texts text) {
        int at = text.offset(place);
        if (!text.text().startsWith('"' + word + '"', at)) {
            return;
        }
        int end = at + word.length() + 2;
        if (Cidr.parse(word).isPresent()) {
            String wrong = word.substring(0, word.indexOf('/')) + "/33";
            put(Kind.RANGE_WRONG, text, at, end, '"' + wrong + '"', false);
        } else if (Regions.ALL.contains(word)) {
            put(Kind.REGION_WRONG, text, at, end, '"' + word.replaceAll("\\d+$", "9") + '"', false);
        } else if (Regions.isZone(word)) {
            String wrong = word.substring(0, word.length() - 1) + "x";
            put(Kind.ZONE_WRONG, text, at, end, '"' + wrong + '"', false);
        }
    }

    private void misspell(Kind kind, Texts text, int at, String word, boolean judged) {
        if (text.text().startsWith(word, at)) {
            int middle = at + word.length() / 2 + 1;
            put(kind, text, middle, middle, MISSPELT, judged);
        }
    }

    private void again(Kind kind, Texts text, int from, int to, String indent, boolean judged) {
        put(kind, text, to, to, "\n" + indent + text.text().substring(from, to) + "\n", judged);
    }

    private void put(Kind kind, Texts text, int from, int to, String instead, boolean judged) {
        found.accept(kind, new Site(text.file(), from, to, instead, judged));
    }
}
