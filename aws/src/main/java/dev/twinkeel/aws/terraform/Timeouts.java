package dev.twinkeel.aws.terraform;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Recovery;
import java.time.Duration;

/// How the objective of a region is divided: whole minutes, as ARC counts them. What runs at the
/// same time is counted once.
///
/// @param detect until the alarm is raised
/// @param approve until a person has agreed; 0 when nobody is asked
/// @param prepare until pods are scaled up and databases promoted, at the same time
/// @param reroute until the health checks have moved
/// @param follow until resolvers have let go of the old answer
record Timeouts(int detect, int approve, int prepare, int reroute, int follow) {
    /// Route 53's fast interval.
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /// One period of the alarm, and what CloudWatch takes to see it.
    private static final Duration ALARM = Duration.ofSeconds(90);

    /// An alias record is kept for so long.
    private static final Duration ALIAS_TTL = Duration.ofSeconds(60);

    /// Route 53's own bounds.
    private static final int CHECKS_MAX = 10;

    /// The rest of the objective, and a minute of it for nobody.
    static Timeouts of(Application application) {
        long objective = application.objectives().region().rto().toMinutes();
        int detect = minutes(INTERVAL.multipliedBy(checks(application)).plus(ALARM));
        int follow = minutes(ALIAS_TTL);
        int left = (int) Math.min(objective, 24 * 60) - detect - follow - 1;
        boolean person = application.recovery().approval() == Recovery.Approval.PERSON;
        int approve = person ? Math.max(1, left / 3) : 0;
        int reroute = Math.clamp((left - approve) / 4, 1, 3);
        int prepare = Math.max(1, left - approve - reroute);
        return new Timeouts(detect, approve, prepare, reroute, follow);
    }

    /// Checks in a row, as Route 53 bounds them.
    static int checks(Application application) {
        return Math.clamp(application.routing().health().failures(), 1, CHECKS_MAX);
    }

    /// What the plan's own steps may take.
    int plan() {
        return approve + prepare + reroute;
    }

    /// From the fault until users are served.
    int total() {
        return detect + plan() + follow;
    }

    private static int minutes(Duration time) {
        return (int) Math.ceilDiv(time.toSeconds(), 60);
    }
}
