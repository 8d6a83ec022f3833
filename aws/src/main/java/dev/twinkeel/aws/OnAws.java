package dev.twinkeel.aws;

import dev.twinkeel.aws.kubernetes.Kubernetes;
import dev.twinkeel.aws.readiness.Documents;
import dev.twinkeel.aws.terraform.Terraform;
import dev.twinkeel.model.Application;
import java.util.List;
import java.util.function.BiConsumer;

/// The same application for AWS. Pure: the same application gives the same files, byte for byte.
public final class OnAws {
    /// Each renders one concern; none knows of another's files.
    private static final List<BiConsumer<Application, Rendering>> PARTS =
            List.of(Terraform::render, Kubernetes::render, Documents::render);

    private OnAws() {}

    /// Everything a platform team needs to run the application in its two regions.
    public static Rendering render(Application application) {
        var rendering = new Rendering();
        PARTS.forEach(part -> part.accept(application, rendering));
        return rendering;
    }
}
