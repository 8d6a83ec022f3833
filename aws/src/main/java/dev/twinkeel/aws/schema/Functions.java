package dev.twinkeel.aws.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Terraform's functions: what they take and what they give.
///
/// A line is `name parameters result`. Parameters and results are letters: s string, n number, b
/// bool, a anything, l a sequence, m a map or object, o a sequence or map; `?` makes the one before
/// optional, `*` allows any number of it. Results also: L list of strings, E an element of the
/// first, F the first's type, S a set, I a list, M map of what they hold, C the common type.
final class Functions {
    private static final String TABLE =
            """
            abs n n|abspath s s|alltrue l b|anytrue l b|base64decode s s|base64encode s s
            base64gzip s s|base64sha256 s s|base64sha512 s s|basename s s|bcrypt sn? s|can a b
            ceil n n|chomp s s|chunklist ln a|cidrhost sn s|cidrnetmask s s|cidrsubnet snn s
            cidrsubnets sn* L|coalesce a* C|coalescelist l* C|compact l L|concat l* I|contains la b
            csvdecode s a|dirname s s|distinct l F|element ln E|endswith ss b|ephemeralasnull a F
            file s s|filebase64 s s|filebase64sha256 s s|filebase64sha512 s s|fileexists s b
            filemd5 s s|fileset ss S|filesha1 s s|filesha256 s s|filesha512 s s|flatten l a
            floor n n|format sa* s|formatdate ss s|formatlist sa* L|indent ns s|index oa n
            issensitive a b|join sl* s|jsondecode s a|jsonencode a s|keys m L|length a n|log nn n
            lookup maa? E|lower s s|matchkeys lll F|max n* n|md5 s s|merge m* M|min n* n
            nonsensitive a F|one o E|parseint sn n|pathexpand s s|plantimestamp  s|pow nn n
            range nn?n? I|regex ss a|regexall ss a|replace sss s|reverse l F|rsadecrypt ss s
            sensitive a F|setintersection l* F|setproduct l* a|setsubtract ll F|setunion l* F
            sha1 s s|sha256 s s|sha512 s s|signum n n|slice lnn F|sort l L|split ss L
            startswith ss b|strcontains ss b|strrev s s|substr snn s|sum l n|templatefile sm s
            templatestring sm s|textdecodebase64 ss s|textencodebase64 ss s|timeadd ss s
            timecmp ss n|timestamp  s|title s s|tobool a b|tolist o I|tomap m F|tonumber a n
            toset o S|tostring a s|transpose m a|trim ss s|trimprefix ss s|trimspace s s
            trimsuffix ss s|try a* C|type a a|upper s s|urlencode s s|uuid  s|uuidv5 ss s
            values m I|yamldecode s a|yamlencode a s|zipmap ll a""";

    private record Signature(String parameters, char result) {}

    private static final Map<String, Signature> ALL = parse();

    private Functions() {}

    private static Map<String, Signature> parse() {
        Map<String, Signature> all = new HashMap<>();
        for (String line : TABLE.split("[|\n]", -1)) {
            String[] words = line.split(" ", 3);
            all.put(words[0], new Signature(words[1], words[2].charAt(0)));
        }
        return all;
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    /// What is wrong with so many arguments; empty when nothing is.
    static String count(String name, int count) {
        String parameters = parameters(name);
        String letters = parameters.replaceAll("[?*]", "");
        boolean endless = parameters.endsWith("*");
        int max = letters.length();
        int min =
                max - (int) parameters.chars().filter(it -> it == '?').count() - (endless ? 1 : 0);
        if (count < min) {
            return "%s takes at least %d arguments, not %d".formatted(name, min, count);
        }
        return count > max && !endless
                ? "%s takes at most %d arguments, not %d".formatted(name, max, count)
                : "";
    }

    /// What the argument at a place must fit.
    static boolean takes(String name, int index, Type given) {
        String letters = parameters(name).replaceAll("[?*]", "");
        char letter =
                letters.isEmpty() ? 'a' : letters.charAt(Math.min(index, letters.length() - 1));
        if (given instanceof Type.Any) {
            return true;
        }
        return switch (letter) {
            case 's' -> given.fits(Types.STRING);
            case 'n' -> given.fits(Types.NUMBER);
            case 'b' -> given.fits(Types.BOOL);
            case 'l' -> given.sequence();
            case 'm' -> given instanceof Type.Mapped || given instanceof Type.Structure;
            case 'o' -> !given.primitive();
            default -> true;
        };
    }

    private static String parameters(String name) {
        Signature signature = ALL.get(name);
        return signature == null ? "a*" : signature.parameters();
    }

    static Type result(String name, List<Type> given) {
        Signature signature = ALL.get(name);
        Type first = given.isEmpty() ? Types.ANY : given.getFirst();
        return switch (signature == null ? 'a' : signature.result()) {
            case 's' -> Types.STRING;
            case 'n' -> Types.NUMBER;
            case 'b' -> Types.BOOL;
            case 'L' -> new Type.Listed(Types.STRING);
            case 'E' -> first.element();
            case 'F' -> first;
            case 'S' -> new Type.Setted(first.element());
            case 'I' -> new Type.Listed(Type.common(given.stream().map(Type::element).toList()));
            case 'C' -> Type.common(given);
            case 'M' -> merged(given);
            default -> Types.ANY;
        };
    }

    private static Type merged(List<Type> given) {
        if (given.stream().allMatch(it -> it instanceof Type.Structure)) {
            Map<String, Type> members = new HashMap<>();
            for (Type it : given) {
                members.putAll(((Type.Structure) it).of());
            }
            return new Type.Structure(members, Set.of());
        }
        List<Type> elements = new ArrayList<>();
        for (Type it : given) {
            if (!(it instanceof Type.Structure structure && structure.of().isEmpty())) {
                elements.add(it.element());
            }
        }
        return given.stream().anyMatch(it -> it instanceof Type.Any)
                ? Types.ANY
                : new Type.Mapped(Type.common(elements));
    }

    /// What a letter of the table means, for a message.
    static String wanted(String name, int index) {
        String letters = parameters(name).replaceAll("[?*]", "");
        char letter =
                letters.isEmpty() ? 'a' : letters.charAt(Math.min(index, letters.length() - 1));
        return Arrays.asList(
                        "s string",
                        "n number",
                        "b bool",
                        "l list",
                        "m map",
                        "o list or map",
                        "a value")
                .stream()
                .filter(it -> it.charAt(0) == letter)
                .map(it -> it.substring(2))
                .findFirst()
                .orElse("value");
    }
}
