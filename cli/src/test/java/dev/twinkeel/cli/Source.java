package dev.twinkeel.cli;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DeconstructionPatternTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// One Java file, parsed but not resolved: names are as they are written.
final class Source {
    private static final Pattern SLEEP =
            Pattern.compile("(Thread|TimeUnit(\\.[A-Z]+)?|[A-Z]+)\\.sleep");
    private static final Pattern ASSUMPTION = Pattern.compile("(Assumptions\\.)?assume[A-Z]\\w*");
    private static final Pattern SKIPPED = Pattern.compile("(Disabled|Enabled)\\w*");

    private final Path file;
    private final CompilationUnitTree tree;
    private final Trees trees;
    private final List<Method> methods = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<Long> sleeps = new ArrayList<>();
    private final List<Long> skips = new ArrayList<>();

    /// A method with a body, from its first line to its last.
    record Method(String name, long line, long lines) {
        @Override
        public String toString() {
            return name + " at line " + line + " has " + lines + " lines";
        }
    }

    private Source(CompilationUnitTree tree, Trees trees) {
        this.file = Path.of(tree.getSourceFile().toUri());
        this.tree = tree;
        this.trees = trees;
        new Facts().scan(tree, null);
    }

    static List<Source> parse(List<Path> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager disk = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    disk,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    disk.getJavaFileObjectsFromPaths(files));
            Trees trees = Trees.instance(task);
            List<Source> sources = new ArrayList<>();
            task.parse().forEach(unit -> sources.add(new Source(unit, trees)));
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException("parse the sources", e);
        }
    }

    /// Simple names of the types that belong to a sealed type of ours: nested in it, or naming it.
    static Set<String> closedTypes(List<Source> sources) {
        Set<String> sealed = new HashSet<>();
        Set<String> closed = new HashSet<>();
        for (Source source : sources) {
            source.scan(
                    type -> {
                        if (type.getModifiers().getFlags().contains(Modifier.SEALED)) {
                            sealed.add(type.getSimpleName().toString());
                        }
                    });
        }
        for (Source source : sources) {
            source.scan(
                    type -> {
                        if (type.getImplementsClause().stream()
                                .anyMatch(it -> sealed.contains(last(it.toString())))) {
                            closed.add(type.getSimpleName().toString());
                        }
                    });
        }
        return closed;
    }

    String name() {
        return Checkout.root().relativize(file).toString();
    }

    boolean isTest() {
        return file.toString().contains("/src/test/");
    }

    long lines() {
        return tree.getLineMap()
                .getLineNumber(trees.getSourcePositions().getEndPosition(tree, tree));
    }

    List<Method> methods() {
        return methods;
    }

    List<String> types() {
        return types;
    }

    List<Long> sleeps() {
        return sleeps;
    }

    List<Long> skips() {
        return skips;
    }

    /// Switches that name one of the types and still have a `default`.
    List<String> defaultsOver(Set<String> closed) {
        List<String> found = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitSwitch(SwitchTree node, @Nullable Void nothing) {
                check(node, node.getCases());
                return super.visitSwitch(node, null);
            }

            @Override
            public @Nullable Void visitSwitchExpression(
                    SwitchExpressionTree node, @Nullable Void nothing) {
                check(node, node.getCases());
                return super.visitSwitchExpression(node, null);
            }

            private void check(Tree node, List<? extends CaseTree> cases) {
                var labels = cases.stream().flatMap(it -> it.getLabels().stream()).toList();
                if (labels.stream().anyMatch(DefaultCaseLabelTree.class::isInstance)
                        && labels.stream()
                                .filter(PatternCaseLabelTree.class::isInstance)
                                .map(label -> typeOf((PatternCaseLabelTree) label))
                                .anyMatch(closed::contains)) {
                    found.add(name() + ":" + line(node) + ": default over a sealed type");
                }
            }
        }.scan(tree, null);
        return found;
    }

    private static String typeOf(PatternCaseLabelTree label) {
        return switch (label.getPattern()) {
            case BindingPatternTree binding -> last(binding.getVariable().getType().toString());
            case DeconstructionPatternTree record -> last(record.getDeconstructor().toString());
            default -> "";
        };
    }

    private static String last(String dotted) {
        String plain = dotted.replaceAll("<.*", "");
        return plain.substring(plain.lastIndexOf('.') + 1);
    }

    private long line(Tree node) {
        return tree.getLineMap()
                .getLineNumber(trees.getSourcePositions().getStartPosition(tree, node));
    }

    private long lastLine(Tree node) {
        return tree.getLineMap()
                .getLineNumber(trees.getSourcePositions().getEndPosition(tree, node));
    }

    private void scan(java.util.function.Consumer<ClassTree> each) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitClass(ClassTree node, @Nullable Void nothing) {
                each.accept(node);
                return super.visitClass(node, null);
            }
        }.scan(tree, null);
    }

    private final class Facts extends TreeScanner<@Nullable Void, @Nullable Void> {
        @Override
        public @Nullable Void visitClass(ClassTree node, @Nullable Void nothing) {
            types.add(node.getSimpleName().toString());
            return super.visitClass(node, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree node, @Nullable Void nothing) {
            if (node.getBody() != null) {
                long first = line(node);
                methods.add(
                        new Method(node.getName().toString(), first, lastLine(node) - first + 1));
            }
            return super.visitMethod(node, null);
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree node, @Nullable Void nothing) {
            String called = node.getMethodSelect().toString();
            if (SLEEP.matcher(called).matches()) {
                sleeps.add(line(node));
            }
            if (ASSUMPTION.matcher(called).matches()) {
                skips.add(line(node));
            }
            return super.visitMethodInvocation(node, null);
        }

        @Override
        public @Nullable Void visitAnnotation(AnnotationTree node, @Nullable Void nothing) {
            if (SKIPPED.matcher(last(node.getAnnotationType().toString())).matches()) {
                skips.add(line(node));
            }
            return super.visitAnnotation(node, null);
        }
    }
}
