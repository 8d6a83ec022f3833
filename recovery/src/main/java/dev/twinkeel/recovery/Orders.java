package dev.twinkeel.recovery;

import java.util.Optional;

/// Whether a person's command can be taken, and how it is called.
final class Orders {
    private Orders() {}

    static Optional<String> refusal(Draft d, Command command) {
        boolean move =
                command instanceof Command.Failover
                        || command instanceof Command.Failback
                        || command instanceof Command.Switchover;
        if (d.policy.cache() && move) {
            return Optional.of(
                    d.policy.database()
                            + " is a cache: it stays in its region, and is promoted when its primary"
                            + " is lost");
        }
        return Optional.ofNullable(
                switch (command) {
                    case Command.Failover(var region, _) -> failover(d, region);
                    case Command.Failback(var region) -> failback(d, region);
                    case Command.Switchover(var member) -> switchover(d, member);
                    case Command.Pause _, Command.Resume _ -> null;
                    case Command.Approve _ ->
                            d.stage instanceof Stage.Awaiting
                                    ? null
                                    : "no recovery waits for approval; the stage is "
                                            + d.stage.name();
                });
    }

    private static @org.jspecify.annotations.Nullable String failover(Draft d, String region) {
        if (!d.policy.regions().contains(region)) {
            return "there is no region " + region + "; regions: " + d.policy.regions();
        }
        if (!region.equals(d.policy.place())) {
            return "a failover to " + region + " is asked of that region's engine";
        }
        if (d.mine()) {
            return region + " holds the lease already";
        }
        return d.lease == null ? "the lease was not read yet; ask again" : null;
    }

    private static @org.jspecify.annotations.Nullable String failback(Draft d, String region) {
        if (!d.policy.regions().contains(region)) {
            return "there is no region " + region + "; regions: " + d.policy.regions();
        }
        if (region.equals(d.policy.place())) {
            return d.mine()
                    ? region + " holds the lease already"
                    : "a planned move is asked of the engine that holds the lease";
        }
        if (d.lostSince(region) != null) {
            return "the witness and another vantage point say that " + region + " is lost";
        }
        return planned(d);
    }

    private static @org.jspecify.annotations.Nullable String switchover(Draft d, Member member) {
        if (!d.policy.members().contains(member) || !member.region().equals(d.policy.place())) {
            return member.name() + " is not a member of " + d.policy.place();
        }
        if (d.mine() && d.lease().holder().filter(member::equals).isPresent()) {
            return member.name() + " holds the lease already";
        }
        return planned(d);
    }

    private static @org.jspecify.annotations.Nullable String planned(Draft d) {
        if (d.stage instanceof Stage.Holding) {
            return d.paused ? "the engine is paused; resume first" : null;
        }
        return "a planned move starts from Holding; the stage is " + d.stage.name();
    }

    static String words(Command command) {
        return switch (command) {
            case Command.Failover(var region, var acceptLoss) ->
                    "a failover to "
                            + region
                            + (acceptLoss ? ", accepting the loss of what it does not have" : "");
            case Command.Failback(var region) -> "a planned move to " + region;
            case Command.Switchover(var member) -> "a planned move to " + member.name();
            case Command.Pause _ -> "a pause: nothing new is started";
            case Command.Resume _ -> "the end of the pause";
            case Command.Approve _ -> "the recovery that waits, to go on";
        };
    }
}
