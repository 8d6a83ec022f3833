package dev.twinkeel.model;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PublishedTest {
    @Test
    void theSchemaIsWhatTheParserUses() throws IOException {
        Golden.hold("src/main/resources" + Schema.RESOURCE, Schema.text());
    }

    @Test
    void thePageIsWhatTheParserUses() throws IOException {
        Golden.hold("../docs/file.md", Page.text());
    }

    @Test
    void thePlanOfTheDesignsExampleIsReadable() throws IOException {
        var valid = Samples.valid(Samples.text("storefront.yaml"));
        Golden.hold(
                "src/test/resources/dev/twinkeel/model/storefront.plan.txt",
                Plan.text(valid.application(), valid.warnings()));
    }

    @Test
    void theStarterIsAsReviewed() throws IOException {
        Golden.hold("src/test/resources/dev/twinkeel/model/starter.yaml", Starter.text("shop"));
    }
}
