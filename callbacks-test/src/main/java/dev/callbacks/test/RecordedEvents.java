// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunInfo;

/**
 * The events of a recording handler, in the order in which they came.
 *
 * @since 0.1.0
 */
public interface RecordedEvents {

	/**
	 * Returns all events so far.
	 * @return the events
	 */
	List<CallbackEvent> events();

	/**
	 * Returns the events so far of one type.
	 * @param <E> the type
	 * @param type the class of the event, or a supertype of several
	 * @return the events
	 */
	default <E extends CallbackEvent> List<E> events(Class<E> type) {
		return events().stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * Returns the runs so far.
	 * @return the runs, in the order in which they started
	 */
	default List<ObservedRun> runs() {
		List<CallbackEvent> events = events();
		Set<UUID> ids = new LinkedHashSet<>();
		events.forEach((event) -> ids.add(event.run().id()));
		return ids.stream().map((id) -> new ObservedRun(id, events)).toList();
	}

	/**
	 * Returns the runs so far as a tree: a line a run, of its kind and its name, indented
	 * by two spaces below that of its parent. <pre>{@code
	 * assertThat(recording.tree()).containsExactly("CHAIN joke", "  CHAT_MODEL gpt");
	 * }</pre>
	 * @return the lines; each is followed by those of the runs below it, and runs side by
	 * side are in the order in which they started
	 */
	default List<String> tree() {
		List<RunInfo> runs = runs().stream().map(ObservedRun::info).toList();
		Set<UUID> known = runs.stream().map(RunInfo::id).collect(Collectors.toSet());
		Map<UUID, List<RunInfo>> children = new HashMap<>();
		List<RunInfo> tops = new ArrayList<>();
		for (RunInfo run : runs) {
			UUID parent = run.parentId();
			if (parent != null && known.contains(parent)) {
				children.computeIfAbsent(parent, (id) -> new ArrayList<>()).add(run);
			}
			else {
				tops.add(run);
			}
		}
		List<String> tree = new ArrayList<>();
		addTo(tree, "", tops, children);
		return tree;
	}

	private static void addTo(List<String> tree, String indent, List<RunInfo> runs, Map<UUID, List<RunInfo>> children) {
		for (RunInfo run : runs) {
			tree.add(indent + run.kind() + " " + run.name());
			addTo(tree, indent + "  ", children.getOrDefault(run.id(), List.of()), children);
		}
	}

	/**
	 * Returns the only run with a name.
	 * @param name the name
	 * @return the run
	 * @throws AssertionError if there is none, or if there are several
	 */
	default ObservedRun run(String name) {
		List<ObservedRun> runs = runs().stream().filter((run) -> run.info().name().equals(name)).toList();
		if (runs.size() != 1) {
			throw new AssertionError("Expected one run named '" + name + "' but there are " + runs.size() + " among "
					+ runs().stream().map((run) -> run.info().name()).toList());
		}
		return runs.get(0);
	}

}
