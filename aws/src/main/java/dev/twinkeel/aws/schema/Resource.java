package dev.twinkeel.aws.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A resource as a root of the configuration would make it: in whichever module it is written, with
/// the values that the calls down to it give. What only AWS or a plan knows has no value.
public final class Resource {
    private static final int DEPTH_MAX = 20;

    private final String root;
    private final Folder folder;
    private final @Nullable Call call;
    private final Folder.Declared declared;

    /// A module's call, and where that was called.
    record Call(Folder from, Body arguments, @Nullable Call by) {}

    Resource(String root, Folder folder, @Nullable Call call, Folder.Declared declared) {
        this.root = root;
        this.folder = folder;
        this.call = call;
        this.declared = declared;
    }

    /// Which call of which folder it is in: resources of the same one see the same values.
    record Context(String root, Folder folder, @Nullable Call call) {}

    Context context() {
        return new Context(root, folder, call);
    }

    /// What its folder calls by a name.
    Map<String, Folder.Local> locals() {
        return folder.locals;
    }

    /// An argument of it, as it is written.
    Optional<Body.Argument> argument(String name) {
        return declared.body().argument(name);
    }

    /// The value of an expression where it stands; null when only AWS or a plan knows it.
    @Nullable Object evaluated(Expression expression) {
        return evaluate(expression, folder, call, 0);
    }

    /// Folder of the root that makes it: `terraform/live/prod/ap-south-1/network`.
    public String root() {
        return root;
    }

    /// `aws_lb`
    public String type() {
        return declared.block().label(0);
    }

    public String name() {
        return declared.block().label(1);
    }

    /// Where it is written, and for which root.
    public String place() {
        return "%s:%d (%s)".formatted(declared.file(), declared.block().at().line(), root);
    }

    /// The file where it is written.
    public String file() {
        return declared.file();
    }

    /// Whether the argument or block is written, whatever its value; `a.b` is b in block a.
    public boolean has(String path) {
        return !found(path).isEmpty();
    }

    /// The value, when it can be told without AWS: text, number, boolean, list or map.
    public Optional<Object> value(String path) {
        return found(path).stream()
                .filter(Body.Argument.class::isInstance)
                .map(it -> ((Body.Argument) it).value())
                .findFirst()
                .flatMap(it -> Optional.ofNullable(evaluate(it, folder, call, 0)));
    }

    /// The values of the argument in every block of that path.
    public List<Object> values(String path) {
        List<Object> values = new ArrayList<>();
        for (Object one : found(path)) {
            if (one instanceof Body.Argument argument) {
                Object value = evaluate(argument.value(), folder, call, 0);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    public boolean is(String path, Object expected) {
        return value(path).filter(it -> it.toString().equals(expected.toString())).isPresent();
    }

    /// A number, also when it is written as text.
    public Optional<Integer> number(String path) {
        return value(path)
                .map(Object::toString)
                .filter(it -> it.matches("-?\\d{1,9}"))
                .map(Integer::parseInt);
    }

    /// The blocks in it, each seen as a resource: all, or those of a type.
    public List<Resource> blocks(String... types) {
        List<Resource> blocks = new ArrayList<>();
        List<String> wanted = List.of(types);
        for (Body.Block block : declared.body().blocks()) {
            boolean dynamic = block.type().equals("dynamic");
            String type = dynamic ? block.label(0) : block.type();
            if (wanted.isEmpty() || wanted.contains(type)) {
                Body.Block body =
                        dynamic ? block.body().blocks("content").findFirst().orElse(block) : block;
                var one = new Folder.Declared(declared.file(), body);
                blocks.add(new Resource(root, folder, call, one));
            }
        }
        return blocks;
    }

    private List<Object> found(String path) {
        List<Body> bodies = List.of(declared.body());
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            bodies = below(bodies, names[i]);
        }
        String last = names[names.length - 1];
        List<Object> found = new ArrayList<>();
        for (Body body : bodies) {
            body.argument(last).ifPresent(found::add);
        }
        found.addAll(below(bodies, last));
        return found;
    }

    private static List<Body> below(List<Body> bodies, String name) {
        List<Body> below = new ArrayList<>();
        for (Body body : bodies) {
            body.blocks(name).forEach(it -> below.add(it.body()));
            body.blocks("dynamic")
                    .filter(it -> it.label(0).equals(name))
                    .flatMap(it -> it.body().blocks("content"))
                    .forEach(it -> below.add(it.body()));
        }
        return below;
    }

    private @Nullable Object evaluate(
            Expression expression, Folder in, @Nullable Call by, int depth) {
        if (depth > DEPTH_MAX) {
            return null;
        }
        int next = depth + 1;
        return switch (expression) {
            case Expression.Literal it ->
                    it.value() instanceof BigDecimal number ? number.toPlainString() : it.value();
            case Expression.Items it -> {
                List<Object> items = new ArrayList<>();
                for (Expression item : it.items()) {
                    Object value = evaluate(item, in, by, next);
                    items.add(value == null ? "" : value);
                }
                yield items;
            }
            case Expression.Entries it -> entries(it, in, by, next);
            case Expression.Choice it -> {
                Object test = evaluate(it.test(), in, by, next);
                yield test == null
                        ? null
                        : evaluate(test.equals(true) ? it.then() : it.otherwise(), in, by, next);
            }
            case Expression.Unary it -> {
                Object value = evaluate(it.of(), in, by, next);
                yield value instanceof Boolean flag && it.operator().equals("!") ? !flag : null;
            }
            case Expression.Operation it -> operation(it, in, by, next);
            case Expression.Member it -> member(it, in, by, next);
            case Expression.Template it -> {
                var text = new StringBuilder();
                for (Expression part : it.parts()) {
                    Object value = evaluate(part, in, by, next);
                    if (value == null || value instanceof Map || value instanceof List) {
                        yield null;
                    }
                    text.append(value);
                }
                yield text.toString();
            }
            case Expression.Name _,
                    Expression.Index _,
                    Expression.Splat _,
                    Expression.Call _,
                    Expression.For _ ->
                    null;
        };
    }

    private Map<String, Object> entries(
            Expression.Entries object, Folder in, @Nullable Call by, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Expression.Entry entry : object.entries()) {
            Object key = evaluate(entry.key(), in, by, depth);
            Object value = evaluate(entry.value(), in, by, depth);
            if (key != null) {
                map.put(key.toString(), value == null ? "" : value);
            }
        }
        return map;
    }

    private @Nullable Object operation(
            Expression.Operation it, Folder in, @Nullable Call by, int depth) {
        boolean nothing =
                it.right() instanceof Expression.Literal literal && literal.value() == null;
        Object left = evaluate(it.left(), in, by, depth);
        Object right = evaluate(it.right(), in, by, depth);
        boolean equality = it.operator().equals("==") || it.operator().equals("!=");
        if (equality && nothing && given(it.left(), by)) {
            return (left == null && !unknown(it.left(), by)) == it.operator().equals("==");
        }
        if (left == null || right == null) {
            return null;
        }
        return switch (it.operator()) {
            case "==" -> left.equals(right);
            case "!=" -> !left.equals(right);
            case "&&" -> left.equals(true) && right.equals(true);
            case "||" -> left.equals(true) || right.equals(true);
            case ">" -> compare(left, right) > 0;
            case "<" -> compare(left, right) < 0;
            case ">=" -> compare(left, right) >= 0;
            case "<=" -> compare(left, right) <= 0;
            default -> null;
        };
    }

    private static boolean given(Expression expression, @Nullable Call by) {
        return by != null && variable(expression) != null;
    }

    /// Whether a variable gets something that only a plan knows.
    private static boolean unknown(Expression expression, @Nullable Call by) {
        String name = variable(expression);
        if (name == null || by == null) {
            return true;
        }
        Optional<Body.Argument> argument = by.arguments().argument(name);
        return argument.isPresent()
                && !(argument.get().value() instanceof Expression.Literal literal
                        && literal.value() == null);
    }

    private static @Nullable String variable(Expression expression) {
        return expression instanceof Expression.Member member
                        && member.of() instanceof Expression.Name name
                        && name.name().equals("var")
                ? member.name()
                : null;
    }

    private static int compare(Object left, Object right) {
        try {
            return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()));
        } catch (NumberFormatException _) {
            return left.toString().compareTo(right.toString());
        }
    }

    private @Nullable Object member(Expression.Member it, Folder in, @Nullable Call by, int depth) {
        if (it.of() instanceof Expression.Name name) {
            return switch (name.name()) {
                case "var" -> argument(it.name(), in, by, depth);
                case "local" -> {
                    Folder.Local local = in.locals.get(it.name());
                    yield local == null ? null : evaluate(local.argument().value(), in, by, depth);
                }
                default -> null;
            };
        }
        Object of = evaluate(it.of(), in, by, depth);
        return of instanceof Map<?, ?> map ? map.get(it.name()) : null;
    }

    private @Nullable Object argument(String name, Folder in, @Nullable Call by, int depth) {
        if (by != null) {
            Optional<Body.Argument> given = by.arguments().argument(name);
            if (given.isPresent()) {
                return evaluate(given.get().value(), by.from(), by.by(), depth);
            }
        }
        Folder.Declared variable = in.variables.get(name);
        Optional<Body.Argument> standard =
                variable == null ? Optional.empty() : variable.body().argument("default");
        return standard.isEmpty() ? null : evaluate(standard.get().value(), in, by, depth);
    }

    /// Every resource that the roots of a configuration would make; those whose `count` is 0 are
    /// left out. What cannot be read has none: [Validator] tells why.
    public static List<Resource> of(Map<String, String> files) {
        var findings = new Findings();
        return of(new Folders(Folders.parse(files, findings), findings));
    }

    static List<Resource> of(Folders folders) {
        Set<String> called = called(folders);
        List<Resource> all = new ArrayList<>();
        for (Folder root : folders.all()) {
            if (!root.path.contains("/tests") && !called.contains(root.path)) {
                collect(root.path, folders, root, null, 0, all);
            }
        }
        return all;
    }

    /// Folders that another one calls: no roots.
    private static Set<String> called(Folders folders) {
        Set<String> called = new TreeSet<>();
        for (Folder folder : folders.all()) {
            for (Folder.Declared call : folder.modules.values()) {
                called.add(Folders.resolve(folder.path, Folders.source(call.body())));
            }
        }
        return called;
    }

    private static void collect(
            String root,
            Folders folders,
            Folder folder,
            @Nullable Call call,
            int depth,
            List<Resource> into) {
        folder.resources.forEach(
                (name, declared) -> {
                    if (declared.block().type().equals("resource")) {
                        var resource = new Resource(root, folder, call, declared);
                        if (!resource.is("count", 0)) {
                            into.add(resource);
                        }
                    }
                });
        for (Folder.Declared module : folder.modules.values()) {
            Folder called = folders.called(folder, module.body());
            if (called != null && depth < DEPTH_MAX) {
                var by = new Call(folder, module.body(), call);
                collect(root, folders, called, by, depth + 1, into);
            }
        }
    }
}
