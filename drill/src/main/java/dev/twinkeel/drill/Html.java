package dev.twinkeel.drill;

/// Text for a page.
final class Html {
    private Html() {}

    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> append(safe, point));
        return safe.toString();
    }

    private static void append(StringBuilder safe, int point) {
        switch (point) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#39;");
            default -> {
                boolean control = point < 0x20 && point != '\n' && point != '\t';
                safe.appendCodePoint(
                        control || point == 0xFFFE || point == 0xFFFF ? 0xFFFD : point);
            }
        }
    }

    /// A table's row of plain cells, the first one its heading.
    static String row(String heading, String... cells) {
        StringBuilder row = new StringBuilder("<tr><th scope=\"row\">");
        row.append(escaped(heading)).append("</th>");
        for (String cell : cells) {
            row.append("<td>").append(escaped(cell)).append("</td>");
        }
        return row.append("</tr>\n").toString();
    }

    static String head(String... columns) {
        StringBuilder head = new StringBuilder("<thead><tr>");
        for (String column : columns) {
            head.append("<th scope=\"col\">").append(escaped(column)).append("</th>");
        }
        return head.append("</tr></thead>\n").toString();
    }
}
