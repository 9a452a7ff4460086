// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.RunConfig;
import dev.callbacks.call.Caller;
import dev.callbacks.call.OpenCall;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunKind;
import reactor.core.publisher.Flux;

/**
 * All that happens in a call and in what it calls: the events of its runs, in the order
 * in which they were appended, error events included. The terminal event of the call's
 * own run is the last one, and comes before the failure of the call is signalled.
 * <p>
 * Cold: each {@link #flux()} that is subscribed to, and each {@link #iterator()}, is a
 * call of its own. At most as many events as {@link #withBound} says wait for the
 * consumer, for the whole tree; then the runs wait until it asks for more. Closing the
 * stream closes the call.
 * <p>
 * <b>Thread-safety</b>: immutable. An iterator is for one thread, but may be closed by
 * any.
 *
 * @since 0.1.0
 */
public final class EventStream implements Iterable<CallbackEvent> {

	private static final int BOUND = 256;

	private final BiFunction<? super RunConfig, ? super Caller, ? extends OpenCall<?>> call;

	private final Predicate<CallbackEvent> filter;

	private final int bound;

	private EventStream(BiFunction<? super RunConfig, ? super Caller, ? extends OpenCall<?>> call,
			Predicate<CallbackEvent> filter, int bound) {
		this.call = call;
		this.filter = filter;
		this.bound = bound;
	}

	/**
	 * The events of a call.
	 * @param call opens the call, with a configuration that has to be added to it and the
	 * context of the consumer
	 * @return the events
	 */
	public static EventStream of(BiFunction<? super RunConfig, ? super Caller, ? extends OpenCall<?>> call) {
		return new EventStream(call, (event) -> true, BOUND);
	}

	/**
	 * Only the events of runs with one of these names.
	 * @param names the names
	 * @return the stream
	 */
	public EventStream names(String... names) {
		List<String> wanted = List.of(InvalidRequestException.required(names, "The names of runs"));
		return filter((event) -> wanted.contains(event.run().name()));
	}

	/**
	 * Only the events of runs of one of these kinds.
	 * @param kinds the kinds
	 * @return the stream
	 */
	public EventStream kinds(RunKind... kinds) {
		List<RunKind> wanted = List.of(InvalidRequestException.required(kinds, "The kinds of runs"));
		return filter((event) -> wanted.contains(event.run().kind()));
	}

	/**
	 * Only the events of runs with one of these tags.
	 * @param tags the tags
	 * @return the stream
	 */
	public EventStream tags(String... tags) {
		List<String> wanted = List.of(InvalidRequestException.required(tags, "The tags of runs"));
		return filter((event) -> event.run().tags().stream().anyMatch(wanted::contains));
	}

	private EventStream filter(Predicate<CallbackEvent> wanted) {
		return new EventStream(this.call, this.filter.and(wanted), this.bound);
	}

	/**
	 * This stream with another bound.
	 * @param bound how many events wait for the consumer at most, at least one
	 * @return the stream
	 */
	public EventStream withBound(int bound) {
		if (bound < 1) {
			throw new InvalidRequestException("The bound of an event stream must be at least 1, not " + bound);
		}
		return new EventStream(this.call, this.filter, bound);
	}

	/**
	 * The events as a Flux.
	 * @return the events; to cancel it closes the call
	 */
	public Flux<CallbackEvent> flux() {
		return new EventFlux(this.call, this.filter, this.bound);
	}

	/**
	 * The events as an iterator, for a thread that may wait. Close it, unless all events
	 * are read.
	 * @return the iterator, of a call of its own
	 */
	@Override
	public EventIterator iterator() {
		EventIterator iterator = new EventIterator();
		flux().subscribe(iterator.queue());
		return iterator;
	}

}
