package dev.twinkeel.aws.schema;

/// The text of a file and how far it is read. Not for several threads.
final class Characters {
    private final String text;
    private int position;
    private int limit;
    private int line = 1;
    private int lineStart;

    Characters(String text) {
        this.text = text;
        this.limit = text.length();
    }

    At at() {
        return new At(line, position - lineStart + 1);
    }

    boolean end() {
        return position >= limit;
    }

    char peek() {
        return end() ? '\0' : text.charAt(position);
    }

    boolean sees(String word) {
        return position + word.length() <= limit && text.startsWith(word, position);
    }

    char next() {
        char it = text.charAt(position++);
        if (it == '\n') {
            line++;
            lineStart = position;
        }
        return it;
    }

    void skip(int count) {
        for (int i = 0; i < count && !end(); i++) {
            next();
        }
    }

    boolean take(String word) {
        if (!sees(word)) {
            return false;
        }
        skip(word.length());
        return true;
    }

    /// Blanks and comments, and line ends where they mean nothing.
    void blanks(boolean lineEnds) {
        while (!end()) {
            char it = peek();
            if (it == ' ' || it == '\t' || it == '\r' || (it == '\n' && lineEnds)) {
                next();
            } else if (it == '#' || sees("//")) {
                while (!end() && peek() != '\n') {
                    next();
                }
            } else if (sees("/*")) {
                comment();
            } else {
                return;
            }
        }
    }

    private void comment() {
        At start = at();
        skip(2);
        while (!end() && !sees("*/")) {
            next();
        }
        if (end()) {
            throw new Malformed(start, "/*", "a comment does not end", "close it with */");
        }
        skip(2);
    }

    /// The name that begins here, or nothing.
    String name() {
        int from = position;
        if (!end() && (Character.isLetter(peek()) || peek() == '_')) {
            while (!end() && isNamePart(peek())) {
                next();
            }
        }
        return text.substring(from, position);
    }

    private static boolean isNamePart(char it) {
        return Character.isLetterOrDigit(it) || it == '_' || it == '-';
    }

    /// The number that begins here.
    String number() {
        int from = position;
        while (!end() && Character.isDigit(peek())) {
            next();
        }
        if (peek() == '.' && position + 1 < limit && Character.isDigit(text.charAt(position + 1))) {
            next();
            while (!end() && Character.isDigit(peek())) {
                next();
            }
        }
        if ((peek() == 'e' || peek() == 'E') && position + 1 < limit) {
            next();
            if (peek() == '+' || peek() == '-') {
                next();
            }
            while (!end() && Character.isDigit(peek())) {
                next();
            }
        }
        return text.substring(from, position);
    }

    String restOfLine() {
        int from = position;
        while (!end() && peek() != '\n') {
            next();
        }
        return text.substring(from, position).strip();
    }

    /// Where the line with only this word begins; -1 when there is none.
    int lineOf(String word) {
        int from = position;
        while (from <= limit && from >= 0) {
            int to = text.indexOf('\n', from);
            String one = text.substring(from, to < 0 ? limit : Math.min(to, limit));
            if (one.strip().equals(word)) {
                return from;
            }
            from = to < 0 ? -1 : to + 1;
        }
        return -1;
    }

    int position() {
        return position;
    }

    /// Ends the text earlier; gives the end that it had.
    int limit(int to) {
        int before = limit;
        limit = to;
        return before;
    }

    String between(int from, int to) {
        return text.substring(from, to);
    }
}
