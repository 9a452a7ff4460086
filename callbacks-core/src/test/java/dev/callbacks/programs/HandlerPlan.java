// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

import dev.callbacks.HandlerSettings;
import dev.callbacks.EventGroup;
import dev.callbacks.OnFull;
import dev.callbacks.event.EventType;

/**
 * The behaviour of one handler in a random program.
 *
 * @param id the number of the handler in its program
 * @param kind the kind of handler
 * @param settings its settings
 * @param pace its pace of work on an event
 * @param every the events on which it does not simply return, one in so many
 * @param failure the exception that it throws, or with which its stage fails
 * @param failEvery the events on which it fails, one in so many
 * @param habit its other actions
 */
record HandlerPlan(int id, Kind kind, HandlerSettings settings, Pace pace, int every, Failure failure, int failEvery,
		Habit habit) {

	enum Kind {

		BLOCKING, ASYNC, INLINE

	}

	enum Pace {

		FAST, YIELDS, WAITS, LINGERS, HANGS, HANGS_INTERRUPTIBLY, STAGE_DONE, STAGE_LATER, STAGE_NEVER;

		/** Whether an invocation overruns its timeout. */
		boolean isTooLong() {
			return this == LINGERS || this == HANGS || this == HANGS_INTERRUPTIBLY || this == STAGE_NEVER;
		}

	}

	enum Failure {

		NONE, RUNTIME, CHECKED, ERROR, LINKAGE, STACK_OVERFLOW, FATAL;

		/** The exception. */
		Throwable make() {
			return switch (this) {
				case NONE, RUNTIME -> new IllegalStateException(Planned.MESSAGE);
				case CHECKED -> new Planned();
				case ERROR -> new AssertionError(Planned.MESSAGE);
				case LINKAGE -> new NoClassDefFoundError(Planned.MESSAGE);
				case STACK_OVERFLOW -> new StackOverflowError(Planned.MESSAGE);
				case FATAL -> new InternalError(Planned.MESSAGE);
			};
		}

	}

	enum Habit {

		NONE, EMITS, OPENS, OPENS_AND_WAITS, LEAVES_DIRT

	}

	/** Whether an invocation may overrun its timeout, so that the handler is given up. */
	boolean mayBeGivenUp() {
		return this.settings.timeout() != null;
	}

	boolean isSerialized() {
		return Boolean.TRUE.equals(this.settings.serialized());
	}

	boolean isRaising() {
		return Boolean.TRUE.equals(this.settings.raiseError());
	}

	boolean isShedding() {
		return this.settings.onFull() == OnFull.SHED_TOKENS;
	}

	/** The window in effect. */
	int window(int fallback) {
		Integer window = this.settings.window();
		return (window != null) ? window : isRaising() ? 1 : fallback;
	}

	/** The types of events that the handler is to get. */
	Set<EventType> wants() {
		Set<EventType> wants = EnumSet.allOf(EventType.class);
		if (this.settings.interest() != null) {
			wants.retainAll(this.settings.interest());
		}
		if (this.settings.ignore() != null) {
			for (EventGroup ignore : this.settings.ignore()) {
				wants.removeAll(ignore.types());
			}
		}
		return wants;
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("h" + this.id + " " + this.kind + " " + this.pace);
		text.append("/").append(this.every);
		if (this.failure != Failure.NONE) {
			text.append(" fails ").append(this.failure).append("/").append(this.failEvery);
		}
		if (this.habit != Habit.NONE) {
			text.append(" ").append(this.habit);
		}
		HandlerSettings given = this.settings;
		add(text, "window", given.window());
		add(text, "timeout", given.timeout());
		add(text, "raise", given.raiseError());
		add(text, "serialized", given.serialized());
		add(text, "concurrency", given.concurrency());
		add(text, "on-full", given.onFull());
		add(text, "ignore", given.ignore());
		add(text, "interest", given.interest());
		return text.toString();
	}

	private static void add(StringBuilder text, String name, Object value) {
		if (value != null) {
			text.append(" ")
				.append(name)
				.append("=")
				.append((value instanceof Set<?> set) ? new TreeSet<>(set) : value);
		}
	}

}
