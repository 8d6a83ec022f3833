package dev.twinkeel.aws.readiness;

import dev.twinkeel.aws.schema.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How long a region's recovery on AWS may take at worst, by the timers that are rendered: what is
/// done at the same time is counted once, what follows is added.
///
/// @param detect until the alarm is raised
/// @param plan the steps' own limits
/// @param follow until resolvers have let go of the old answer
record RecoveryTime(Duration detect, Duration plan, Duration follow) {
    /// CloudWatch evaluates an alarm of one minute within half a minute more.
    private static final Duration ALARM_LAG = Duration.ofSeconds(30);

    /// Route 53 gives alias records to resolvers for so long.
    private static final Duration ALIAS_TTL = Duration.ofSeconds(60);

    Duration total() {
        return detect.plus(plan).plus(follow);
    }

    /// Of one environment; empty when it has no plan.
    static Optional<RecoveryTime> of(Facts facts, String environment) {
        return facts.all("aws_arcregionswitch_plan").stream()
                .filter(it -> Facts.environment(it).equals(environment))
                .findFirst()
                .map(plan -> new RecoveryTime(detection(facts, plan), longest(plan), ALIAS_TTL));
    }

    private static Duration detection(Facts facts, Resource plan) {
        Duration check =
                facts.all("aws_route53_health_check").stream()
                        .filter(it -> it.root().equals(plan.root()))
                        .map(
                                it ->
                                        Duration.ofSeconds(
                                                (long) it.number("request_interval").orElse(30)
                                                        * it.number("failure_threshold").orElse(3)))
                        .max(Duration::compareTo)
                        .orElse(Duration.ofSeconds(90));
        Duration alarm =
                facts.all("aws_cloudwatch_metric_alarm").stream()
                        .filter(it -> it.root().equals(plan.root()))
                        .filter(it -> it.name().equals("unreachable"))
                        .map(
                                it ->
                                        Duration.ofSeconds(
                                                (long) it.number("period").orElse(300)
                                                        * it.number("evaluation_periods")
                                                                .orElse(1)))
                        .max(Duration::compareTo)
                        .orElse(Duration.ofMinutes(5));
        return check.plus(alarm).plus(ALARM_LAG);
    }

    private static Duration longest(Resource plan) {
        return plan.blocks("workflow").stream()
                .filter(it -> it.is("workflow_target_action", "activate"))
                .map(RecoveryTime::steps)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static Duration steps(Resource workflow) {
        return workflow.blocks("step").stream()
                .map(RecoveryTime::step)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration step(Resource step) {
        List<Resource> together = step.blocks("parallel_config");
        if (!together.isEmpty()) {
            return together.getFirst().blocks("step").stream()
                    .map(RecoveryTime::step)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        }
        return step.blocks().stream()
                .flatMap(it -> it.number("timeout_minutes").stream())
                .map(Duration::ofMinutes)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
