package dev.twinkeel.aws.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Service;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class UsesTest {
    /// What a pod needs to be one, whatever it uses.
    private static final String PLATFORM = "cluster_nodes";

    @Test
    void everyUseGivesExactlyItsRules() {
        Application application = Applications.withLinkerd();
        for (Service service : application.services()) {
            assertThat(reached(application, service.name()))
                    .as(service.name())
                    .isEqualTo(expected(application, service));
        }
    }

    @Test
    void whoUsesNothingReachesNobody() {
        Application application = small("uses: []");
        assertThat(reached(application, "web")).isEmpty();
        assertThat(statements(application)).isEmpty();
        assertThat(new Uses(scope(application)).gateways().keySet()).containsExactly("nodes-to-s3");
    }

    @Test
    void aUsedQueueGivesItsActionsOnItselfAndTheKeyOnly() {
        Application application = small("uses: [ mail ] } }\nqueues: { mail: {}, other: {}");
        String text = statements(application).toString();
        assertThat(text).contains("sqs:SendMessage", "small-prod-mail", "kms:ViaService");
        assertThat(text).doesNotContain("other", "s3:", "dynamodb:", "*");
        assertThat(statements(application)).hasSize(2);
    }

    @Test
    void aDatabaseGivesNoPermissionBecauseItsPasswordDoes() {
        Application application = small("uses: [ db ] } }\ndatabases: { db: {}");
        assertThat(statements(application)).isEmpty();
        assertThat(reached(application, "web")).containsExactly("db-5432");
    }

    @Test
    void endpointsAreThoseOfWhatIsUsed() {
        var without = new Uses(scope(small("uses: []"))).interfaces();
        var with = new Uses(scope(small("uses: [ mail ] } }\nqueues: { mail: {}"))).interfaces();
        assertThat(without).doesNotContain("sqs", "kms");
        var added = new TreeSet<>(with);
        added.removeAll(without);
        assertThat(added).containsExactly("kms", "sqs");
    }

    private static Set<String> expected(Application application, Service service) {
        var expected = new TreeSet<String>();
        for (String used : service.uses()) {
            if (application.databases().stream().anyMatch(it -> it.name().equals(used))) {
                expected.add(used + "-5432");
            } else if (application.caches().stream().anyMatch(it -> it.name().equals(used))) {
                expected.add(used + "-6379");
            } else if (application.services().stream().anyMatch(it -> it.name().equals(used))) {
                expected.add(used + "-8080");
            } else if (application.queues().stream().anyMatch(it -> it.name().equals(used))) {
                expected.add("private_endpoints-443");
            }
        }
        return expected;
    }

    /// Whom the pods of a service reach on which port, but for the platform.
    private static Set<String> reached(Application application, String service) {
        String prefix = service + "-to-";
        return new Uses(scope(application))
                .pairs().keySet().stream()
                        .filter(it -> it.startsWith(prefix))
                        .map(it -> it.substring(prefix.length()))
                        .filter(it -> !it.startsWith(PLATFORM))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Object> statements(Application application) {
        return new Permissions(scope(application)).of(application.service("web"));
    }

    private static Scope scope(Application application) {
        return Scope.of(application, application.aws().production()).getFirst();
    }

    /// @param rest keys of the one service and what follows, up to the last brace
    private static Application small(String rest) {
        String text =
                """
                application: small
                regions: { one: { aws: ap-south-1 }, two: { aws: ap-southeast-1 } }
                services: { web: { run: x, REST } }
                """;
        String whole =
                rest.contains("} }")
                        ? text.replace("REST } }", rest + " }")
                        : text.replace("REST", rest);
        return Applications.parse("small", whole);
    }
}
