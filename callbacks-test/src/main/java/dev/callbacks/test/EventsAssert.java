// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on events in the order in which a handler got them.
 *
 * @since 0.1.0
 */
public final class EventsAssert extends AbstractAssert<EventsAssert, List<? extends CallbackEvent>> {

	EventsAssert(List<? extends CallbackEvent> actual) {
		super(actual, EventsAssert.class);
	}

	/**
	 * Verifies that every run is well-formed, and that it starts after the run around it.
	 * @return this
	 */
	public EventsAssert isWellFormed() {
		isNotNull();
		Map<UUID, ObservedRun> runs = new TreeMap<>();
		for (CallbackEvent event : this.actual) {
			runs.computeIfAbsent(event.run().id(), (id) -> new ObservedRun(id, List.copyOf(this.actual)));
		}
		for (ObservedRun run : runs.values()) {
			new RunAssert(run).isWellFormed();
			UUID parent = run.info().parentId();
			if (parent != null && runs.containsKey(parent)) {
				new RunAssert(runs.get(parent)).startedBefore(run);
			}
		}
		return this;
	}

	/**
	 * Verifies that the events are exactly of these types, in this order.
	 * @param types the classes of the events
	 * @return this
	 */
	@SafeVarargs
	@SuppressWarnings("varargs")
	public final EventsAssert areExactly(Class<? extends CallbackEvent>... types) {
		isNotNull();
		List<?> actual = this.actual.stream().map(Object::getClass).toList();
		if (!actual.equals(Arrays.asList(types))) {
			failWithMessage("Expected the events to be %s but they are %s", names(Arrays.asList(types)), names(actual));
		}
		return this;
	}

	/**
	 * Verifies that events of these types come in this order, with or without others in
	 * between.
	 * @param types the classes of the events, or supertypes of several
	 * @return this
	 */
	@SafeVarargs
	@SuppressWarnings("varargs")
	public final EventsAssert containInOrder(Class<? extends CallbackEvent>... types) {
		isNotNull();
		int next = 0;
		for (CallbackEvent event : this.actual) {
			if (next < types.length && types[next].isInstance(event)) {
				next++;
			}
		}
		if (next < types.length) {
			failWithMessage("Expected %s in this order among %s", names(Arrays.asList(types)),
					names(this.actual.stream().map(Object::getClass).toList()));
		}
		return this;
	}

	private static List<String> names(List<?> types) {
		return types.stream().map((type) -> ((Class<?>) type).getSimpleName()).toList();
	}

}
