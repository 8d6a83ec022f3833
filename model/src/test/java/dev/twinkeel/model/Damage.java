package dev.twinkeel.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Damages good files: bytes, tokens, lines and structure, one to four times each.
final class Damage {
    private static final int HITS_MAX = 4;

    /// What has a meaning in YAML, or is at the border of one of ours.
    private static final List<String> TOKENS =
            List.of(
                    ":",
                    ": ",
                    "-",
                    "- ",
                    "? ",
                    "[",
                    "]",
                    "{",
                    "}",
                    ",",
                    "#",
                    " #",
                    "&a ",
                    "*a",
                    "!",
                    "!!int ",
                    "!!null ",
                    "!!map ",
                    "!x ",
                    "|",
                    "|2-\n",
                    ">",
                    ">-\n",
                    "'",
                    "\"",
                    "\\",
                    "\"\\x00\"",
                    "\"\\ud800\"",
                    "%",
                    "%YAML 1.2\n",
                    "%TAG ! tag:x,2000:\n",
                    "---\n",
                    "...\n",
                    "\t",
                    "\n",
                    "\r",
                    "\r\n",
                    "\u0085",
                    "\u2028",
                    "\uFEFF",
                    "\u0000",
                    "\u0007",
                    "\ud800",
                    "\ud83d\ude00",
                    "~",
                    "null",
                    "true",
                    "no",
                    "0",
                    "-1",
                    "1e9",
                    "0x1F",
                    "99999999999999999999",
                    "30",
                    "30s",
                    "0s",
                    "999999999d",
                    "5%",
                    "101%",
                    "1/s",
                    "<<",
                    "<<: *a",
                    "=",
                    ".inf",
                    "mumbai",
                    "witness",
                    "primary",
                    "orders-db",
                    "/",
                    "/x",
                    "{key}",
                    "{1..0}",
                    "{0..999999999}",
                    "é");

    private static final Pattern WORD_BORDER = Pattern.compile("(?<=[ :,\n])|(?=[ :,\n])");

    private final Random random;
    private final List<String> corpus;

    Damage(Random random, List<String> corpus) {
        this.random = random;
        this.corpus = corpus;
    }

    String text() {
        String text = pick(corpus);
        int hits = 1 + random.nextInt(HITS_MAX);
        for (int hit = 0; hit < hits; hit++) {
            text =
                    switch (random.nextInt(9)) {
                        case 0 -> bytes(text);
                        case 1 -> token(text);
                        case 2 -> word(text);
                        case 3 -> lines(text);
                        case 4 -> indent(text);
                        case 5 -> foreignLine(text);
                        case 6 -> cut(text);
                        case 7 -> repeat(text);
                        default -> swap(text);
                    };
        }
        return text;
    }

    /// A bit of a byte; the text may no longer be UTF-8, as when a file of another kind is read.
    private String bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String token(String text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(3));
        return text.substring(0, at) + pick(TOKENS) + text.substring(end);
    }

    /// A word becomes a token, or another word of the file.
    private String word(String text) {
        String[] words = WORD_BORDER.split(text, -1);
        words[random.nextInt(words.length)] =
                random.nextBoolean() ? pick(TOKENS) : words[random.nextInt(words.length)];
        return String.join("", words);
    }

    private String lines(String text) {
        List<String> lines = split(text);
        int line = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
            case 0 -> lines.remove(line);
            case 1 -> lines.add(line, lines.get(line));
            default -> Collections.swap(lines, line, random.nextInt(lines.size()));
        }
        return String.join("\n", lines);
    }

    private String indent(String text) {
        List<String> lines = split(text);
        int line = random.nextInt(lines.size());
        String old = lines.get(line);
        lines.set(
                line,
                random.nextBoolean()
                        ? " ".repeat(1 + random.nextInt(4)) + old
                        : old.stripLeading());
        return String.join("\n", lines);
    }

    private String foreignLine(String text) {
        List<String> lines = split(text);
        lines.add(random.nextInt(lines.size() + 1), pick(split(pick(corpus))));
        return String.join("\n", lines);
    }

    private String cut(String text) {
        int at = random.nextInt(text.length() + 1);
        int end = at + random.nextInt(Math.min(40, text.length() - at) + 1);
        return random.nextInt(4) == 0
                ? text.substring(0, at)
                : text.substring(0, at) + text.substring(end);
    }

    private String repeat(String text) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at)
                + pick(TOKENS).repeat(1 + random.nextInt(100))
                + text.substring(at);
    }

    /// Two parts of a line change places: values under other keys.
    private String swap(String text) {
        List<String> lines = split(text);
        int line = random.nextInt(lines.size());
        List<String> parts =
                new ArrayList<>(Arrays.asList(lines.get(line).split("(?<=[,:{}\\[\\]])", -1)));
        Collections.shuffle(parts, random);
        lines.set(line, String.join("", parts));
        return String.join("\n", lines);
    }

    private static List<String> split(String text) {
        return new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
