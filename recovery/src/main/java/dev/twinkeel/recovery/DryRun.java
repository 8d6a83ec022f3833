package dev.twinkeel.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a command would lead to now, and what stands in its way, in sentences. Pure: the engine
/// itself decides on a copy of its state, and nothing is asked for.
final class DryRun {
    private final Draft d;
    private final List<String> sentences = new ArrayList<>();

    private DryRun(Policy policy, State state, Instant now) {
        this.d = new Draft(policy, state, now);
    }

    static List<String> of(Policy policy, State state, Instant now, Command command) {
        var run = new DryRun(policy, state, now);
        Optional<String> refusal = Orders.refusal(run.d, command);
        if (refusal.isPresent()) {
            run.tell("It would be refused: " + refusal.get() + ".");
        } else {
            run.accepted(policy, state, now, command);
        }
        switch (command) {
            case Command.Failover(_, var acceptLoss) -> run.takeover(acceptLoss);
            case Command.Failback(var region) -> run.d.standing(region).ifPresent(run::target);
            case Command.Switchover(var member) -> run.target(member);
            case Command.Pause _, Command.Resume _ -> {}
            case Command.Approve _ -> run.takeover(/* acceptLoss= */ false);
        }
        return List.copyOf(run.sentences);
    }

    private void tell(String sentence) {
        sentences.add(sentence);
    }

    private void accepted(Policy policy, State state, Instant now, Command command) {
        Step step = Decide.decide(policy, state, new Event.Commanded(now, "a dry run", command));
        tell(
                "It would be taken. From "
                        + state.stage().name()
                        + " to "
                        + step.next().stage().name()
                        + " at once.");
        for (Effect effect : step.effects()) {
            tell("It would begin with: " + words(effect) + ".");
        }
    }

    /// What a takeover of this region waits for.
    private void takeover(boolean acceptLoss) {
        if (d.lease == null || d.mine()) {
            return;
        }
        String region = d.lease().region();
        Instant since = d.lostSince(region);
        tell(
                since == null
                        ? "Evidence: the witness and another vantage point do not say that "
                                + region
                                + " is lost; by itself the engine would do nothing."
                        : "Evidence: the witness and another vantage point say that "
                                + region
                                + " is lost, for "
                                + Holder.words(since(since))
                                + " of "
                                + Holder.words(d.policy.evidence())
                                + ".");
        Duration wait = d.policy.lease().plus(d.policy.guard());
        Duration unrenewed = since(d.lease.arrived());
        tell(
                d.expired()
                        ? "Lease: it ran out; nobody lets writes in."
                        : "Lease: "
                                + region
                                + " renewed it "
                                + Holder.words(unrenewed)
                                + " ago. Nothing is taken before it was left alone for "
                                + Holder.words(wait)
                                + "; if it is renewed, the failover is given up.");
        if (d.now.isBefore(d.quietUntil)) {
            tell(
                    "Hold-down: for "
                            + Holder.words(Duration.between(d.now, d.quietUntil))
                            + " more no region is taken without a person's order.");
        }
        if (d.policy.approval() && !d.approved) {
            tell("Approval: the policy asks for a person's; nobody gave it yet.");
        }
        d.standing(d.policy.place()).ifPresent(member -> replica(member, acceptLoss));
    }

    private void replica(Member standing, boolean acceptLoss) {
        Sight.Serving serving = d.serving(standing);
        if (serving == null) {
            tell("Replica: " + standing.name() + " does not answer; nobody could be promoted.");
            return;
        }
        Duration lag = Upkeep.lag(d, serving.position());
        boolean within = lag != null && lag.compareTo(d.policy.lagLimit()) <= 0;
        String how =
                lag == null
                        ? "nobody can tell how far behind"
                        : "at most " + Holder.words(lag.plus(d.policy.lease())) + " behind";
        tell(
                "Replica: "
                        + standing.name()
                        + " is at "
                        + Election.words(serving.position())
                        + ", "
                        + how
                        + (within
                                ? "; that is within the objective of "
                                : acceptLoss
                                        ? "; the loss would be accepted. The objective is "
                                        : "; it would not be promoted without accepting the loss."
                                                + " The objective is ")
                        + Holder.words(d.policy.lagLimit())
                        + ".");
    }

    /// What a planned move to this member waits for.
    private void target(Member target) {
        Sight.Serving serving = d.serving(target);
        if (serving == null) {
            tell("Target: " + target.name() + " does not answer; it would be rebuilt first.");
        } else if (serving.writable() || serving.upstream().isEmpty()) {
            tell("Target: " + target.name() + " streams from nobody; it would be mended first.");
        } else {
            Duration lag = Upkeep.lag(d, serving.position());
            tell(
                    "Target: "
                            + target.name()
                            + " streams from "
                            + serving.upstream().get()
                            + ", "
                            + (lag == null
                                    ? "nobody can tell how far behind"
                                    : Holder.words(lag) + " behind the newest renewal")
                            + ". "
                            + (target.region().equals(d.policy.place())
                                    ? "Writes would stop when it is within "
                                    : "The users would go there when it is within ")
                            + Holder.words(d.policy.lease())
                            + (target.region().equals(d.policy.place())
                                    ? ", "
                                    : "; writes would stop afterwards, ")
                            + "until it has everything; nothing is lost.");
        }
    }

    private Duration since(Instant instant) {
        return Duration.ofMillis(Duration.between(instant, d.now).toMillis());
    }

    private static String words(Effect effect) {
        return switch (effect) {
            case Effect.Swap(_, _, var next) ->
                    "swap the lease to epoch " + next.epoch() + " of " + next.region();
            case Effect.Create _ -> "write the first lease";
            case Effect.Fence(_, var member) -> "kill " + member.name();
            case Effect.Ask(_, var member) -> "detach " + member.name() + " and ask its position";
            case Effect.Promote(_, var member, _, _) -> "promote " + member.name();
            case Effect.Synchronise(_, var primary, var set) ->
                    "have " + primary.name() + " wait for " + Election.names(set);
            case Effect.Follow(_, var member, var upstream) ->
                    "have " + member.name() + " follow " + upstream.name();
            case Effect.Rebuild(_, var member, var upstream) ->
                    "clone " + member.name() + " from " + upstream.name();
            case Effect.Start(_, var member, _) -> "start " + member.name() + " again";
            case Effect.Drain(_, var member) -> "stop the writes of " + member.name();
            case Effect.ScaleUp(_, var region) -> "start the pods of " + region;
            case Effect.ScaleDown(_, var region) -> "stop spare pods of " + region;
            case Effect.Reroute(_, var region) -> "send the users to " + region;
            case Effect.Lead(_, var region) -> "send the users to " + region + " before the writer";
            case Effect.Verify(_, var region) -> "prove that " + region + " serves";
        };
    }
}
