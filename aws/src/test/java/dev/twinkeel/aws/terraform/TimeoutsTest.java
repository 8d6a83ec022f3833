package dev.twinkeel.aws.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.model.Application;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TimeoutsTest {
    private static final Pattern MINUTES = Pattern.compile("timeout_minutes += ([0-9]+)");

    @Test
    void thePlansTimesAddUpBelowEveryObjectiveThatCanBeMet() {
        for (String approval : new String[] {"automatic", "person"}) {
            for (int minutes = 8; minutes <= 24 * 60; minutes++) {
                Timeouts timeouts = Timeouts.of(application(minutes, approval));
                assertThat(timeouts.total())
                        .as("%d minutes, %s: %s", minutes, approval, timeouts)
                        .isLessThan(minutes);
            }
        }
    }

    @Test
    void noStepIsGivenNoTime() {
        Timeouts timeouts = Timeouts.of(application(1, "person"));
        assertThat(timeouts.approve()).isPositive();
        assertThat(timeouts.prepare()).isPositive();
        assertThat(timeouts.reroute()).isPositive();
    }

    @Test
    void theRenderedPlanHasTheseTimes() {
        Application application = Applications.everything();
        var rendering = new Rendering();
        Terraform.render(application, rendering);
        String plan =
                rendering
                        .files()
                        .getOrDefault("terraform/live/prod/ap-southeast-1/recovery/main.tf", "");
        Timeouts timeouts = Timeouts.of(application);
        assertThat(plan).contains("recovery_time_objective_minutes = 15");
        var found = MINUTES.matcher(plan.substring(0, plan.indexOf("postRecovery")));
        while (found.find()) {
            assertThat(Integer.parseInt(found.group(1)))
                    .isIn(timeouts.prepare(), timeouts.reroute());
        }
        assertThat(timeouts.total()).isLessThan(15);
    }

    @Test
    void trafficMovesAfterEverythingElse() {
        var rendering = new Rendering();
        Terraform.render(Applications.everything(), rendering);
        String plan =
                rendering
                        .files()
                        .getOrDefault("terraform/live/prod/ap-southeast-1/recovery/main.tf", "");
        assertThat(plan.indexOf("scale-pods")).isPositive();
        assertThat(plan.indexOf("promote-orders-db"))
                .isGreaterThan(plan.indexOf("parallel_config"));
        assertThat(plan.indexOf("move-traffic")).isGreaterThan(plan.indexOf("promote-orders-db"));
    }

    private static Application application(int minutes, String approval) {
        String text =
                """
                application: timed
                objectives: { region: { rto: %dm } }
                regions: { one: { aws: ap-south-1 }, two: { aws: ap-southeast-1 } }
                services: { web: { run: x } }
                recovery: { approval: %s }
                """
                        .formatted(minutes, approval);
        return Applications.parse("timed", text);
    }
}
