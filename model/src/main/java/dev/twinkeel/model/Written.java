package dev.twinkeel.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// What the file says, checked value by value, each with its place. Values are already what their
/// shape means: a time is a `Duration`.
sealed interface Written {
    Place place();

    /// @param keys where each key stands, in the order of the file
    record Group(Place place, Map<String, Written> entries, Map<String, Place> keys)
            implements Written {
        static Group empty(Place place) {
            return new Group(place, new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        Optional<Written> get(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        Group group(String key) {
            return entries.get(key) instanceof Group group ? group : empty(place);
        }

        List<Written> items(String key) {
            return entries.get(key) instanceof Items items ? items.entries() : List.of();
        }

        /// The groups of a list.
        List<Group> groups(String key) {
            return items(key).stream()
                    .filter(Group.class::isInstance)
                    .map(Group.class::cast)
                    .toList();
        }

        <T> Optional<T> value(String key, Class<T> type) {
            return get(key).flatMap(written -> written.value(type));
        }

        Optional<String> text(String key) {
            return value(key, String.class);
        }

        /// The values of a list.
        List<String> texts(String key) {
            return items(key).stream().flatMap(it -> it.value(String.class).stream()).toList();
        }

        /// One thing for each key that is a group.
        <T> List<T> each(String key, BiFunction<String, Group, T> make) {
            var made = new ArrayList<T>();
            Group all = group(key);
            for (String name : all.keys().keySet()) {
                made.add(make.apply(name, all.group(name)));
            }
            return made;
        }
    }

    record Items(Place place, List<Written> entries) implements Written {}

    record Leaf(Place place, Object value) implements Written {}

    /// A problem was reported here.
    record Broken(Place place) implements Written {}

    default <T> Optional<T> value(Class<T> type) {
        return this instanceof Leaf leaf && type.isInstance(leaf.value())
                ? Optional.of(type.cast(leaf.value()))
                : Optional.empty();
    }
}
