package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ApplicationFilesTest {
    @Test
    void theStorefrontIsTwelvePodsAndNothingIsWrongWithItsFile() throws IOException {
        Application storefront = parse("twinkeel.yaml");

        int pods =
                storefront.services().stream()
                        .mapToInt(
                                service ->
                                        storefront.primary().standing(service)
                                                + storefront.standby().standing(service))
                        .sum();
        assertThat(pods).isEqualTo(12);
        schemasExist(storefront, Path.of("."));
    }

    @Test
    void theStorefrontWithEveryStoreIsTheSameApplication() throws IOException {
        Application plain = parse("twinkeel.yaml");
        Application whole = valid("stores.yaml").application();

        assertThat(whole.services()).hasSizeGreaterThanOrEqualTo(plain.services().size());
        assertThat(whole.databases()).isEqualTo(plain.databases());
        assertThat(whole.caches()).isNotEmpty();
        schemasExist(whole, Path.of("."));
    }

    @Test
    void nothingIsWrongWithTheGuestbooksFile() throws IOException {
        schemasExist(parse("../guestbook/twinkeel.yaml"), Path.of("../guestbook"));
    }

    private static Application parse(String file) throws IOException {
        Parsed.Valid valid = valid(file);
        assertThat(valid.warnings()).isEmpty();
        return valid.application();
    }

    private static Parsed.Valid valid(String file) throws IOException {
        Parsed parsed = ApplicationFile.parse(file, Files.readString(Path.of(file)));
        assertThat(parsed).isInstanceOf(Parsed.Valid.class);
        return (Parsed.Valid) parsed;
    }

    private static void schemasExist(Application application, Path folder) {
        for (Database database : application.databases()) {
            assertThat(folder.resolve(database.schema().orElseThrow())).isRegularFile();
        }
    }
}
