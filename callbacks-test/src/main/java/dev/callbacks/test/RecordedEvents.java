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
	 * Returns the runs so far as a tree: a line a run, of its kind and its name, indented by two
	 * spaces below that of its parent. <pre>{@code
	 * assertThat(recording.tree()).containsExactly("CHAIN joke", "  CHAT_MODEL gpt");
	 * }</pre>
	 * @return the lines, in the order in which the runs started
	 */
	default List<String> tree() {
		Map<UUID, Integer> depths = new HashMap<>();
		List<String> tree = new ArrayList<>();
		for (ObservedRun run : runs()) {
			RunInfo info = run.info();
			UUID parent = info.parentId();
			int depth = (parent != null) ? depths.getOrDefault(parent, -1) + 1 : 0;
			depths.put(info.id(), depth);
			tree.add("  ".repeat(depth) + info.kind() + " " + info.name());
		}
		return tree;
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
