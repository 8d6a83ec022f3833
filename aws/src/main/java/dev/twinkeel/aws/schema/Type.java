package dev.twinkeel.aws.schema;

import java.util.List;
import java.util.Map;

/// A type of a configuration's value.
public sealed interface Type {
    /// Nothing is known about it: everything fits.
    record Any() implements Type {
        @Override
        public String toString() {
            return "any";
        }
    }

    record Text() implements Type {
        @Override
        public String toString() {
            return "string";
        }
    }

    record Numeric() implements Type {
        @Override
        public String toString() {
            return "number";
        }
    }

    record Bool() implements Type {
        @Override
        public String toString() {
            return "bool";
        }
    }

    record Listed(Type of) implements Type {
        @Override
        public String toString() {
            return "list(" + of + ")";
        }
    }

    record Setted(Type of) implements Type {
        @Override
        public String toString() {
            return "set(" + of + ")";
        }
    }

    record Mapped(Type of) implements Type {
        @Override
        public String toString() {
            return "map(" + of + ")";
        }
    }

    /// A list whose places have types of their own.
    record Tuple(List<Type> of) implements Type {
        public Tuple {
            of = List.copyOf(of);
        }

        @Override
        public String toString() {
            return "tuple";
        }
    }

    /// @param optional members that may be missing
    record Structure(Map<String, Type> of, java.util.Set<String> optional) implements Type {
        public Structure {
            of = Map.copyOf(of);
            optional = java.util.Set.copyOf(optional);
        }

        @Override
        public String toString() {
            return "object";
        }
    }

    /// What can be told about an element of it.
    default Type element() {
        return switch (this) {
            case Listed it -> it.of();
            case Setted it -> it.of();
            case Mapped it -> it.of();
            case Tuple it -> common(it.of());
            case Structure it -> common(List.copyOf(it.of().values()));
            case Any it -> Types.ANY;
            case Text it -> Types.ANY;
            case Numeric it -> Types.ANY;
            case Bool it -> Types.ANY;
        };
    }

    /// The type of all of them, or nothing that can be said.
    static Type common(List<Type> types) {
        if (types.isEmpty()) {
            return Types.ANY;
        }
        Type first = types.getFirst();
        return types.stream().allMatch(first::equals) ? first : Types.ANY;
    }

    /// Whether Terraform converts such a value where `wanted` is asked for.
    default boolean fits(Type wanted) {
        if (this instanceof Any || wanted instanceof Any) {
            return true;
        }
        return switch (wanted) {
            case Any it -> true;
            case Text it -> primitive();
            case Numeric it -> this instanceof Numeric || this instanceof Text;
            case Bool it -> this instanceof Bool || this instanceof Text;
            case Listed it -> sequence() && elementsFit(it.of());
            case Setted it -> sequence() && elementsFit(it.of());
            case Mapped it ->
                    (this instanceof Mapped || this instanceof Structure) && elementsFit(it.of());
            case Tuple it -> sequence();
            case Structure it -> fitsStructure(it);
        };
    }

    private boolean fitsStructure(Structure wanted) {
        if (this instanceof Structure had) {
            return wanted.of().entrySet().stream()
                    .allMatch(
                            it ->
                                    had.of().containsKey(it.getKey())
                                            ? had.of().get(it.getKey()).fits(it.getValue())
                                            : wanted.optional().contains(it.getKey()));
        }
        return this instanceof Mapped;
    }

    private boolean elementsFit(Type wanted) {
        return switch (this) {
            case Tuple it -> it.of().stream().allMatch(one -> one.fits(wanted));
            case Structure it -> it.of().values().stream().allMatch(one -> one.fits(wanted));
            case Listed it -> it.of().fits(wanted);
            case Setted it -> it.of().fits(wanted);
            case Mapped it -> it.of().fits(wanted);
            case Any it -> true;
            case Text it -> true;
            case Numeric it -> true;
            case Bool it -> true;
        };
    }

    default boolean primitive() {
        return this instanceof Text || this instanceof Numeric || this instanceof Bool;
    }

    default boolean sequence() {
        return this instanceof Listed || this instanceof Setted || this instanceof Tuple;
    }
}
