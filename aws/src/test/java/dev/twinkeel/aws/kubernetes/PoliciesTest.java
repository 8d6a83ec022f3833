package dev.twinkeel.aws.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.twinkeel.model.Application;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The admission policies, evaluated by a CEL engine: what the chart renders passes each of them,
/// and for each there is an object that it refuses.
final class PoliciesTest {
    private static final CelCompiler COMPILER =
            CelCompilerFactory.standardCelCompilerBuilder()
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addLibraries(CelExtensions.strings())
                    .addVar("object", SimpleType.DYN)
                    .addVar("variables", SimpleType.DYN)
                    .build();

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.legacyCelRuntimeBuilder()
                    .addLibraries(CelExtensions.strings())
                    .build();

    @TempDir private Path folder = Path.of("");
    private List<Map<String, Object>> objects = List.of();

    @BeforeEach
    void render() {
        Application application = Applications.everything();
        objects = new Rendered(folder, application).objects(Site.of(application).getLast());
    }

    @Test
    void everythingThatTheChartRunsIsAdmitted() throws Exception {
        int judged = 0;
        for (Map<String, Object> policy : kind("ValidatingPolicy")) {
            for (Map<String, Object> object : workloads()) {
                assertThat(refusals(policy, object)).as(name(object)).isEmpty();
                judged++;
            }
        }
        assertThat(judged).isGreaterThanOrEqualTo(7 * 4);
    }

    @Test
    void everyRuleRefusesSomething() throws Exception {
        for (Map<String, Object> policy : kind("ValidatingPolicy")) {
            List<?> validations = (List<?>) Rendered.at(policy, "spec", "validations");
            List<String> refused = new ArrayList<>();
            for (Consumer<Map<String, Object>> spoil : FAULTS) {
                Map<String, Object> bad = copy(kind("Rollout").getFirst());
                spoil.accept(bad);
                refused.addAll(refusals(policy, bad));
            }
            for (Object validation : validations) {
                assertThat(refused)
                        .as(name(policy))
                        .contains(Rendered.at(validation, "message").toString());
            }
        }
    }

    @Test
    void aPodIsJudgedAsItsWorkloadIs() throws Exception {
        Map<String, Object> rollout = copy(kind("Rollout").getFirst());
        var pod = new HashMap<String, Object>();
        pod.put("kind", "Pod");
        pod.put("metadata", Map.of("name", "orders-1"));
        pod.put("spec", Rendered.at(rollout, "spec", "template", "spec"));
        container(rollout).put("image", "docker.io/library/nginx:1");

        assertThat(refusals(policy("own-images"), pod))
                .containsExactly("take the image from the account's registry");
    }

    /// One thing wrong each.
    private static final List<Consumer<Map<String, Object>>> FAULTS =
            List.of(
                    it -> security(it).put("allowPrivilegeEscalation", true),
                    it -> security(it).remove("capabilities"),
                    it -> {
                        security(it).remove("runAsNonRoot");
                        pod(it).remove("securityContext");
                    },
                    it -> pod(it).put("hostNetwork", true),
                    it ->
                            pod(it).put(
                                            "volumes",
                                            List.of(
                                                    Map.of(
                                                            "name",
                                                            "node",
                                                            "hostPath",
                                                            Map.of("path", "/")))),
                    it -> security(it).put("readOnlyRootFilesystem", false),
                    it -> container(it).put("image", "docker.io/library/nginx:1"),
                    it ->
                            container(it)
                                    .put(
                                            "image",
                                            "111122223333.dkr.ecr.ap-southeast-1.amazonaws.com/x:latest"),
                    it -> container(it).remove("resources"),
                    it -> container(it).remove("readinessProbe"),
                    it -> pod(it).remove("topologySpreadConstraints"),
                    it -> Rendered.map(it, "spec").put("replicas", 1),
                    it -> pod(it).put("serviceAccountName", "default"));

    private List<Map<String, Object>> workloads() {
        List<Map<String, Object>> workloads = new ArrayList<>(kind("Rollout"));
        kind("Deployment").stream()
                .filter(it -> !Rendered.at(it, "metadata", "namespace").equals("observability"))
                .forEach(workloads::add);
        return workloads;
    }

    /// Messages of the policy's rules that the object breaks.
    private static List<String> refusals(Map<String, Object> policy, Map<String, Object> object)
            throws Exception {
        var variables = new HashMap<String, Object>();
        Map<String, Object> known = Map.of("object", widened(object), "variables", variables);
        for (Object variable : (List<?>) Rendered.at(policy, "spec", "variables")) {
            variables.put(
                    Rendered.at(variable, "name").toString(),
                    evaluate(Rendered.at(variable, "expression").toString(), known));
        }
        List<String> refusals = new ArrayList<>();
        for (Object validation : (List<?>) Rendered.at(policy, "spec", "validations")) {
            Object verdict = evaluate(Rendered.at(validation, "expression").toString(), known);
            if (!verdict.equals(true)) {
                refusals.add(Rendered.at(validation, "message").toString());
            }
        }
        return refusals;
    }

    private static Object evaluate(String expression, Map<String, Object> known) throws Exception {
        CelAbstractSyntaxTree tree = COMPILER.compile(expression).getAst();
        return RUNTIME.createProgram(tree).eval(known);
    }

    /// CEL's numbers are 64 bits wide.
    private static Object widened(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case List<?> list -> list.stream().map(PoliciesTest::widened).toList();
            case Map<?, ?> map -> {
                var wide = new HashMap<String, Object>();
                map.forEach((key, one) -> wide.put(key.toString(), widened(one)));
                yield wide;
            }
            default -> value;
        };
    }

    private Map<String, Object> policy(String name) {
        return kind("ValidatingPolicy").stream()
                .filter(it -> name(it).endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Map<String, Object>> kind(String kind) {
        return objects.stream().filter(it -> Rendered.at(it, "kind").equals(kind)).toList();
    }

    private static String name(Map<String, Object> object) {
        return Rendered.at(object, "metadata", "name").toString();
    }

    private static Map<String, Object> pod(Map<String, Object> workload) {
        return Rendered.map(workload, "spec", "template", "spec");
    }

    private static Map<String, Object> container(Map<String, Object> workload) {
        return Rendered.map(((List<?>) Rendered.at(pod(workload), "containers")).getFirst());
    }

    private static Map<String, Object> security(Map<String, Object> workload) {
        return Rendered.map(container(workload), "securityContext");
    }

    private static Map<String, Object> copy(Map<String, Object> object) {
        return Rendered.all(Rendered.json(object)).getFirst();
    }
}
