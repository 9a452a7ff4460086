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
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunKind;
import reactor.core.publisher.Flux;

/**
 * The events of a call and of all runs below it, in the order in which they were
 * appended, error events included. The last event is the terminal event of the call's own
 * run; a failure of the call follows it.
 * <p>
 * Cold: each subscription to {@link #flux()} and each {@link #iterator()} is a call of
 * its own. For the whole tree of runs, as many events as {@link #withBound} sets wait for
 * the consumer; beyond them each run waits with one event more. Closing the stream closes
 * the call.
 * <p>
 * <b>Thread-safety</b>: immutable. An iterator is for one thread, but any may close it.
 *
 * @since 0.1.0
 */
public final class EventStream implements Iterable<CallbackEvent> {

	private static final int BOUND = 256;

	private final RunOpener opener;

	private final BiFunction<? super RunConfig, ? super Caller, ? extends OpenCall<?>> call;

	private final Predicate<CallbackEvent> filter;

	private final int bound;

	private EventStream(RunOpener opener, BiFunction<? super RunConfig, ? super Caller, ? extends OpenCall<?>> call,
			Predicate<CallbackEvent> filter, int bound) {
		this.opener = opener;
		this.call = call;
		this.filter = filter;
		this.bound = bound;
	}

	/**
	 * Creates the stream of events of a call.
	 * @param opener opens the runs
	 * @param call opens the call for a caller, with a configuration to add to its own
	 * @return the events
	 */
	public static EventStream of(RunOpener opener,
			BiFunction<? super RunConfig, ? super Caller, ? extends OpenCall<?>> call) {
		return new EventStream(opener, call, (event) -> true, BOUND);
	}

	/**
	 * Returns the events of runs with one of these names.
	 * @param names the names
	 * @return the stream
	 */
	public EventStream names(String... names) {
		List<String> wanted = InvalidRequestException.allRequired(names, "The name of a run");
		return filter((event) -> wanted.contains(event.run().name()));
	}

	/**
	 * Returns the events of runs of one of these kinds.
	 * @param kinds the kinds
	 * @return the stream
	 */
	public EventStream kinds(RunKind... kinds) {
		List<RunKind> wanted = InvalidRequestException.allRequired(kinds, "The kind of a run");
		return filter((event) -> wanted.contains(event.run().kind()));
	}

	/**
	 * Returns the events of runs with one of these tags.
	 * @param tags the tags
	 * @return the stream
	 */
	public EventStream tags(String... tags) {
		List<String> wanted = InvalidRequestException.allRequired(tags, "A tag");
		return filter((event) -> event.run().tags().stream().anyMatch(wanted::contains));
	}

	private EventStream filter(Predicate<CallbackEvent> wanted) {
		return new EventStream(this.opener, this.call, this.filter.and(wanted), this.bound);
	}

	/**
	 * Returns this stream with another bound.
	 * @param bound the number of events that may wait for the consumer, at least one
	 * @return the stream
	 */
	public EventStream withBound(int bound) {
		return new EventStream(this.opener, this.call, this.filter,
				InvalidRequestException.atLeastOne(bound, "The bound of an event stream"));
	}

	/**
	 * Returns the events as a Flux.
	 * @return the events; cancelling the subscription closes the call
	 */
	public Flux<CallbackEvent> flux() {
		return new EventFlux(this.opener, this.call, this.filter, this.bound);
	}

	/**
	 * Makes a call and returns an iterator over its events, for a thread that may wait.
	 * Has to be closed, unless all events are read.
	 * @return the iterator
	 */
	@Override
	public EventIterator iterator() {
		EventIterator iterator = new EventIterator();
		flux().contextWrite(Caller.nobody().context()).subscribe(iterator.nextEvent());
		return iterator;
	}

}
