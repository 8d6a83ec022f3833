package dev.twinkeel.aws.schema;

/// Types that there is one of, and types as the schema writes them: `map(list(string))`.
public final class Types {
    public static final Type ANY = new Type.Any();
    public static final Type STRING = new Type.Text();
    public static final Type NUMBER = new Type.Numeric();
    public static final Type BOOL = new Type.Bool();

    private Types() {}

    static Type parse(String text) {
        int open = text.indexOf('(');
        if (open < 0) {
            return switch (text) {
                case "string" -> STRING;
                case "number" -> NUMBER;
                case "bool" -> BOOL;
                case "any" -> ANY;
                default -> throw new IllegalStateException("read a type: " + text + " is none");
            };
        }
        Type of = parse(text.substring(open + 1, text.length() - 1));
        return switch (text.substring(0, open)) {
            case "list" -> new Type.Listed(of);
            case "set" -> new Type.Setted(of);
            case "map" -> new Type.Mapped(of);
            default -> throw new IllegalStateException("read a type: " + text + " is none");
        };
    }
}
