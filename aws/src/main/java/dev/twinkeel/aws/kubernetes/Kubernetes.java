package dev.twinkeel.aws.kubernetes;

import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;

/// What runs in the clusters: one chart, its values a region and environment, and how a change gets
/// there.
public final class Kubernetes {
    private Kubernetes() {}

    /// The chart's folder in the rendering.
    public static String chart(Application application) {
        return "helm/" + application.name();
    }

    public static void render(Application application, Rendering rendering) {
        String chart = chart(application);
        Chart.render(application.name(), chart, rendering);
        Delivery.render(application, rendering);
        for (Site site : Site.of(application)) {
            rendering.add(chart + "/values/" + site.path() + ".yaml", Values.of(site));
        }
    }
}
