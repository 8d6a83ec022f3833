package dev.twinkeel.stores.front;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// What a JSON body names: the strings under some keys, wherever those stand, and the keys of what
/// some others hold at its top. A key that stands twice names twice: whoever may not use both is
/// refused, whichever of them the engine would take. Nor does it matter how a key is written.
final class Named {
    private static final int DEEP_MOST = 64;

    private final String text;
    private final Set<String> keys;
    private final Set<String> holders;
    private final Set<String> found = new HashSet<>();
    private int at;

    private Named(String text, Set<String> keys, Set<String> holders) {
        this.text = text;
        this.keys = keys;
        this.holders = holders;
    }

    /// @param keys whose strings are names
    /// @param holders in whose objects, at the body's top, the keys are names
    /// @throws IllegalArgumentException when the body is no JSON
    static Set<String> in(byte[] body, Set<String> keys, Set<String> holders) {
        var named = new Named(new String(body, StandardCharsets.UTF_8), keys, holders);
        named.value("", 0);
        named.space();
        if (named.at != named.text.length()) {
            throw named.none();
        }
        return named.found;
    }

    private void value(String under, int deep) {
        if (deep > DEEP_MOST) {
            throw none();
        }
        space();
        switch (peek()) {
            case '{' -> object(deep, deep == 1 && is(under, holders));
            case '[' -> list(under, deep);
            case '"' -> {
                String value = string();
                if (is(under, keys)) {
                    found.add(value);
                }
            }
            default -> plain();
        }
    }

    private static boolean is(String key, Set<String> any) {
        for (String each : any) {
            if (each.equalsIgnoreCase(key)) {
                return true;
            }
        }
        return false;
    }

    private void object(int deep, boolean names) {
        at++;
        space();
        if (peek() == '}') {
            at++;
            return;
        }
        while (true) {
            space();
            String key = string();
            if (names) {
                found.add(key);
            }
            space();
            expect(':');
            value(key, deep + 1);
            space();
            if (peek() == '}') {
                at++;
                return;
            }
            expect(',');
        }
    }

    private void list(String under, int deep) {
        at++;
        space();
        if (peek() == ']') {
            at++;
            return;
        }
        while (true) {
            value(under, deep + 1);
            space();
            if (peek() == ']') {
                at++;
                return;
            }
            expect(',');
        }
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            value.append(c == '\\' ? escaped() : c);
        }
        at++;
        return value.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            case '"', '\\', '/' -> c;
            default -> throw none();
        };
    }

    private char unicode() {
        if (at + 4 > text.length()) {
            throw none();
        }
        at += 4;
        return (char) Integer.parseInt(text, at - 4, at, 16);
    }

    /// A number, or `true`, `false`, `null`.
    private void plain() {
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at))
                        || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at == from) {
            throw none();
        }
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw none();
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw none();
        }
        at++;
    }

    private IllegalArgumentException none() {
        return new IllegalArgumentException("not JSON at character " + at);
    }
}
