package dev.twinkeel.aws.readiness;

import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;

/// What people read beside the files: the rules, the cost, the page for the night. Rendered last,
/// because it tells of the rest.
public final class Documents {
    private Documents() {}

    public static void render(Application application, Rendering rendering) {
        var facts = new Facts(application, rendering);
        rendering.add("readiness.md", Readiness.page());
        rendering.add("cost.md", CostPage.text(facts));
        facts.twice()
                .forEach(
                        it ->
                                rendering.add(
                                        "runbook/" + it.name() + ".md", Runbook.text(facts, it)));
    }
}
