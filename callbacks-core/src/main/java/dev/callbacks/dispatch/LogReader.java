/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;

/**
 * A handler's place in one run's log. Counts the events that the handler is to get, so
 * that one number tells whether there are any, and passes over all others.
 * <p>
 * <b>No log is kept by user code.</b> While a handler works on the newest event for it,
 * its reader holds no piece of the log: its owner writes in {@code lostAt} which event it
 * will not find, fences, and looks whether that came meanwhile. The appender, after its
 * fence, leaves the place of just that event for it.
 * <p>
 * What the appender writes is said below; all else belongs to the owner of the lane.
 */
abstract class LogReader extends HandlerFrame {

	private static final VarHandle WANTED;

	private static final VarHandle SEEN;

	private static final VarHandle PLACE_OF;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			WANTED = lookup.findVarHandle(LogReader.class, "wanted", int.class);
			SEEN = lookup.findVarHandle(LogReader.class, "seen", int.class);
			PLACE_OF = lookup.findVarHandle(LogReader.class, "placeOf", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** What a handler that sheds tokens reads instead of the log; the rest is shed. */
	private final @Nullable Queue<Object> kept;

	/** How many events the handler was to get. Written by the appender. */
	private int wanted;

	/** How many events are done with. Read by the appender. */
	int seen;

	/** The number of the event that the owner will not find by itself. */
	private volatile int lostAt = -1;

	/** Which event's place was left. Released by the appender, after the place. */
	private int placeOf = -1;

	/**
	 * The place. Written by the appender; taken by the owner while it is at that event.
	 */
	private @Nullable LogChunk placeChunk;

	private byte placeIndex;

	/** Where the next event is or comes after; {@code null} if that is lost. */
	@Nullable LogChunk chunk;

	byte index;

	LogReader(EventRun run, HandlerChannel channel) {
		super(run, channel);
		this.kept = channel.shedsTokens ? new ConcurrentLinkedQueue<>() : null;
	}

	// What the appender does

	/**
	 * Counts an event that the handler is to get, before the appender's fence.
	 */
	final void expect(Object slot) {
		if (this.kept != null) {
			this.kept.add(slot);
		}
		WANTED.setRelease(this, this.wanted + 1);
	}

	/**
	 * Whether just so many events are not done with.
	 */
	final boolean lacks(int events) {
		return this.seen == this.wanted - events;
	}

	/**
	 * Leaves the place of the newest event for an owner who will not find it, after the
	 * appender's fence.
	 */
	final void leavePlace(LogChunk chunk, int index) {
		int newest = this.wanted - 1;
		if (this.lostAt == newest) {
			this.placeChunk = chunk;
			this.placeIndex = (byte) index;
			PLACE_OF.setRelease(this, newest);
		}
	}

	/**
	 * Forgets a place that was left for an owner who found the way without it, and must
	 * not be kept from letting go.
	 */
	final void forgetPlace() {
		if (this.placeChunk != null && (int) SEEN.getAcquire(this) > this.placeOf) {
			this.placeChunk = null;
		}
	}

	// What the owner does

	final void goTo(@Nullable LogChunk chunk, int index) {
		this.chunk = chunk;
		this.index = (byte) index;
	}

	/**
	 * Whether there are events to be read.
	 */
	final boolean isBehind() {
		return isBehind(this.seen);
	}

	/**
	 * Whether there are events after so many. Any thread's.
	 */
	final boolean isBehind(int seen) {
		return seen != (int) WANTED.getAcquire(this);
	}

	/**
	 * Reads the next event for the handler; there is one.
	 */
	final Object read() {
		if (this.kept != null) {
			return Objects.requireNonNull(this.kept.poll());
		}
		if (this.chunk == null) {
			findPlace();
		}
		while (true) {
			LogChunk chunk = Objects.requireNonNull(this.chunk);
			if (this.index == chunk.slots.length) {
				this.chunk = chunk.next;
				this.index = 0;
				continue;
			}
			Object slot = chunk.slots[this.index++];
			CallbackEvent event = eventOf(slot);
			if (this.channel.wants(event.type()) || event instanceof TerminalEvent) {
				return slot;
			}
		}
	}

	private void findPlace() {
		while ((int) PLACE_OF.getAcquire(this) != this.seen) {
			// the appender has counted the event and is about to leave its place
			Thread.onSpinWait();
		}
		goTo(this.placeChunk, this.placeIndex);
		this.placeChunk = null;
	}

	/**
	 * Lets go of the log, if nothing is in it yet behind the current event.
	 */
	final void letGoOfLog() {
		LogChunk chunk = this.chunk;
		if (chunk == null || this.kept != null || isBehind(this.seen + 1)) {
			return;
		}
		this.chunk = null;
		this.lostAt = this.seen + 1;
		VarHandle.fullFence();
		if (isBehind(this.seen + 1)) {
			// it came just now, and perhaps its place is left as well; both are the same
			this.chunk = chunk;
		}
	}

	/**
	 * Counts the current event as done with.
	 */
	final void advance() {
		SEEN.setRelease(this, this.seen + 1);
	}

	static CallbackEvent eventOf(Object slot) {
		return (slot instanceof Barrier barrier) ? barrier.event() : (CallbackEvent) slot;
	}

}
