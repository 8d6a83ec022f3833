package dev.twinkeel.aws.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.kubernetes.OddFile;
import dev.twinkeel.aws.readiness.Finding;
import dev.twinkeel.aws.readiness.Readiness;
import dev.twinkeel.model.Application;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is rendered for files that nobody had in mind.
final class OddFilesTest {
    @ParameterizedTest
    @EnumSource
    void areValid(OddFile file) {
        assertThat(Validator.check(OnAws.render(file.application()).files())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void haveNoNameThatIsTooLong(OddFile file) {
        List<String> refusals =
                Resource.of(OnAws.render(file.application()).files()).stream()
                        .flatMap(
                                it ->
                                        Lengths.arguments(it.type()).stream()
                                                .flatMap(
                                                        name ->
                                                                it.value(name).stream()
                                                                        .flatMap(
                                                                                value ->
                                                                                        Lengths
                                                                                                .refusal(
                                                                                                        it
                                                                                                                .type(),
                                                                                                        name,
                                                                                                        value
                                                                                                                .toString())
                                                                                                .stream())))
                        .distinct()
                        .toList();

        assertThat(refusals).isEmpty();
    }

    /// RDS takes longer to change its zone than the default objective allows, and who wants no
    /// canaries has none.
    @ParameterizedTest
    @EnumSource
    void haveNoFindingButWhatTheFileAsksFor(OddFile file) {
        Application application = file.application();
        Rendering rendering = OnAws.render(application);

        assertThat(Readiness.check(application, rendering).findings())
                .extracting(Finding::rule)
                .isSubsetOf("zone-time", "canary", "control-planes");
    }
}
