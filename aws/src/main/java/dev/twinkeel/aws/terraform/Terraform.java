package dev.twinkeel.aws.terraform;

import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The infrastructure as Terraform: modules as they are in `aws/terraform/modules`, and roots that
/// call them, a state a region and layer.
public final class Terraform {
    /// Where the modules are on the class path.
    static final String MODULES = "/dev/twinkeel/aws/terraform/modules/";

    private Terraform() {}

    public static void render(Application application, Rendering rendering) {
        for (String file : Modules.FILES) {
            rendering.add(Root.FOLDER + "modules/" + file, text(MODULES + file));
        }
        Shared.render(application, rendering);
        for (Environment environment : application.aws().environments()) {
            List<Scope> regions = Scope.of(application, environment);
            Worldwide.render(regions.getFirst(), rendering);
            for (Scope region : regions) {
                Network.render(region, rendering);
                Security.render(region, rendering);
                Data.render(region, rendering);
                Platform.render(region, rendering);
                Edge.render(region, rendering);
                Observability.render(region, rendering);
                Restoring.render(region, rendering);
            }
        }
        rendering.add(Root.FOLDER + "README.md", Guide.text(application));
    }

    /// A file of the class path, as text.
    private static String text(String resource) {
        try (InputStream stream = Terraform.class.getResourceAsStream(resource)) {
            byte[] bytes = Objects.requireNonNull(stream, resource).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("read " + resource + " of the class path", e);
        }
    }
}
