package dev.twinkeel.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Arrows point down only, and what decides does nothing else.
final class HouseTest {
    private static final String HOUSE = "dev.twinkeel.";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.twinkeel");

    /// From the top of the house to its ground; each may know what stands below it in its row.
    private static final List<List<String>> MAY_NOT_KNOW =
            List.of(
                    List.of(
                            "model",
                            "recovery",
                            "traffic",
                            "twin",
                            "forecast",
                            "drill",
                            "aws",
                            "cli"),
                    List.of("recovery", "traffic", "twin", "forecast", "drill", "aws", "cli"),
                    List.of("traffic", "recovery", "twin", "forecast", "drill", "aws", "cli"),
                    List.of("twin", "forecast", "drill", "aws", "cli"),
                    List.of("forecast", "traffic", "twin", "drill", "aws", "cli"),
                    List.of("drill", "aws", "cli"),
                    List.of("aws", "traffic", "twin", "forecast", "drill", "cli"));

    /// Clock, chance, threads and the outside: what no decision may depend on.
    private static final List<String> WORLD =
            List.of(
                    "java.io.File",
                    "java.net.",
                    "java.nio.channels.",
                    "java.nio.file.Files",
                    "java.lang.Process",
                    "java.lang.Runtime.",
                    "java.lang.System.Logger",
                    "java.util.Random",
                    "java.util.Timer",
                    "java.util.concurrent.",
                    "java.util.logging.");

    private static final Set<String> WORLDLY_CALLS =
            Set.of(
                    "java.time.Instant.now",
                    "java.time.LocalDate.now",
                    "java.time.LocalDateTime.now",
                    "java.time.ZonedDateTime.now",
                    "java.time.Clock.systemUTC",
                    "java.time.InstantSource.system",
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.getenv",
                    "java.lang.System.getProperty",
                    "java.lang.Math.random",
                    "java.util.UUID.randomUUID",
                    "java.lang.Thread.sleep",
                    "java.lang.Thread.start",
                    "java.lang.Thread.ofVirtual",
                    "java.lang.Thread.startVirtualThread",
                    "java.lang.Thread.<init>");

    @Test
    void arrowsPointDownOnly() {
        for (List<String> row : MAY_NOT_KNOW) {
            String[] above =
                    row.stream().skip(1).map(it -> HOUSE + it + "..").toArray(String[]::new);
            noClasses()
                    .that(resideInAPackage(HOUSE + row.getFirst() + ".."))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(above))
                    .because(row.getFirst() + " knows nothing of what is built on it")
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void theModelNeedsOnlyTheLanguageAndItsParser() {
        classes()
                .that(resideInAPackage(HOUSE + "model.."))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                "java..",
                                "org.jspecify.annotations..",
                                "org.snakeyaml.engine..",
                                HOUSE + "model.."))
                .check(CLASSES);
    }

    @Test
    void theModelTouchesNoWorld() {
        assertThat(worldly(CLASSES.stream().filter(in("model")).toList())).isEmpty();
    }

    @Test
    void decidingTouchesNoWorldAndNoLibrary() {
        Set<JavaClass> deciding = reachedFrom(HOUSE + "recovery.Decide");

        assertThat(deciding).hasSizeGreaterThan(10);
        assertThat(worldly(deciding)).isEmpty();
        assertThat(dependencies(deciding))
                .allMatch(
                        it ->
                                it.startsWith("java.")
                                        || it.startsWith("org.jspecify.")
                                        || it.startsWith(HOUSE));
    }

    @Test
    void onlyAProgramEndsItsProcess() {
        noClasses()
                .that(DescribedPredicate.not(hasMain()))
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> hasMain() {
        return new DescribedPredicate<>("have a main method") {
            @Override
            public boolean test(JavaClass it) {
                return it.tryGetMethod("main", String[].class).isPresent();
            }
        };
    }

    private static Predicate<JavaClass> in(String module) {
        return it -> resideInAPackage(HOUSE + module + "..").test(it);
    }

    /// A class of the house and every class of the house that it needs, directly or not.
    private static Set<JavaClass> reachedFrom(String start) {
        Set<JavaClass> reached = new LinkedHashSet<>();
        Deque<JavaClass> open = new ArrayDeque<>(List.of(CLASSES.get(start)));
        while (!open.isEmpty()) {
            JavaClass next = open.removeFirst();
            if (next.getName().startsWith(HOUSE) && reached.add(next)) {
                next.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .map(JavaClass::getBaseComponentType)
                        .forEach(open::add);
            }
        }
        return reached;
    }

    private static List<String> dependencies(Iterable<JavaClass> of) {
        Set<String> names = new LinkedHashSet<>();
        for (JavaClass it : of) {
            it.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> !target.isPrimitive())
                    .forEach(target -> names.add(target.getName()));
        }
        return List.copyOf(names);
    }

    private static List<String> worldly(Iterable<JavaClass> of) {
        Set<String> found = new LinkedHashSet<>();
        for (JavaClass it : of) {
            it.getDirectDependenciesFromSelf().stream()
                    .filter(dependency -> isWorld(dependency.getTargetClass().getName()))
                    .forEach(dependency -> found.add(dependency.getDescription()));
            it.getAccessesFromSelf().stream()
                    .filter(access -> WORLDLY_CALLS.contains(called(access)))
                    .forEach(access -> found.add(access.getDescription()));
        }
        return List.copyOf(found);
    }

    private static boolean isWorld(String name) {
        return WORLD.stream().anyMatch((name + ".")::startsWith);
    }

    private static String called(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }
}
