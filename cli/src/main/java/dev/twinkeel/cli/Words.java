package dev.twinkeel.cli;

import dev.twinkeel.model.Times;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Values of options as `twinkeel.yaml` writes them.
final class Words {
    private Words() {}

    /// `30s`, `200ms`.
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Times.parse(text)
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "\""
                                                    + text
                                                    + "\" is no time; write it as 200ms, 30s or 5m"));
        }
    }
}
