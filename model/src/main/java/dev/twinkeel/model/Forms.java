package dev.twinkeel.model;

import dev.twinkeel.model.Shape.Flag;
import dev.twinkeel.model.Shape.Text;
import dev.twinkeel.model.Shape.Time;
import dev.twinkeel.model.Shape.Word;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// The forms that values take, and short words for writing [Keys].
final class Forms {

    /// More of one kind than anybody runs on one machine; a bound for every loop over them.
    static final int NAMES_MAX = 100;

    /// A database's member is `<database>-<region>-<zone>`: with 30 each it is still a DNS label.
    static final int NAME_LENGTH_MAX = 30;

    static final Text NAME =
            new Text(
                    "a name",
                    "lower-case letters, digits and single hyphens, first a letter, at most "
                            + NAME_LENGTH_MAX,
                    Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*"),
                    NAME_LENGTH_MAX);

    /// RFC 1035, section 2.3.4: a name has at most 253 characters as text.
    static final Text DOMAIN =
            new Text(
                    "a domain",
                    "lower-case labels with dots between, such as shop.example.com",
                    Pattern.compile(
                            "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"),
                    253);

    static final Text AWS_REGION =
            new Text(
                    "an AWS region",
                    "such as ap-south-1",
                    Pattern.compile("[a-z]{2,3}(-[a-z]+){1,2}-[0-9]{1,2}"),
                    30);

    static final Text LINE =
            new Text(
                    "a line",
                    "text of one line",
                    Pattern.compile("[^\\u0000-\\u001f\\u007f]+"),
                    4000);

    static final Text FOLDER =
            new Text(
                    "a relative path",
                    "a file or folder, seen from the folder of this file",
                    Pattern.compile("[^/\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*"),
                    500);

    static final Text PATH =
            new Text(
                    "a path",
                    "it starts with / and has no spaces",
                    Pattern.compile("/[!-\"$-~]*"),
                    1000);

    static final Text ROUTE =
            new Text(
                    "a route",
                    "a path such as /api/orders, or a host and a path; all below it is meant, so no *",
                    Pattern.compile(
                            "([a-z0-9][a-z0-9.-]*)?(/|(/[A-Za-z0-9._~!$&'()+,;=:@%-]+)+/?)"),
                    200);

    static final Text ATTRIBUTE =
            new Text(
                    "an attribute",
                    "letters, digits, _, . and -",
                    Pattern.compile("[A-Za-z0-9_.-]+"),
                    255);

    static final Text HEADER =
            new Text(
                    "a header name",
                    "a token of RFC 9110",
                    Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+"),
                    100);

    static final Text BODY =
            new Text(
                    "a text",
                    "any text; it may have several lines",
                    Pattern.compile("[^\\u0000]*"),
                    65_536);

    static final Flag FLAG = new Flag();

    private Forms() {}

    /// A key that must be written.
    static Key must(String name, Shape shape, String meaning, String example) {
        return new Key(name, shape, /* required= */ true, "", meaning, example);
    }

    /// A key that may be left out.
    ///
    /// @param standard what holds then, for the page
    static Key may(String name, Shape shape, String standard, String meaning, String example) {
        return new Key(name, shape, /* required= */ false, standard, meaning, example);
    }

    static Time time(String min, String max) {
        return new Time(Times.parse(min).orElseThrow(), Times.parse(max).orElseThrow());
    }

    static Word words(Enum<?>[] constants) {
        return new Word(Arrays.stream(constants).map(Forms::plain).toList());
    }

    /// The word of the file for a constant: `AUTOMATIC` is `automatic`.
    static String plain(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String word(Enum<?> constant) {
        return code(plain(constant));
    }

    static String text(Duration time) {
        return code(Times.text(time));
    }

    static String code(Object value) {
        return "`" + value + "`";
    }
}
