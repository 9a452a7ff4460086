// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log. There are these and no others; what is not one of them is skipped.
 *
 * @since 0.1.0
 */
public sealed interface LogRecord {

	/**
	 * An event that is no token.
	 *
	 * @param origin the process that wrote it
	 * @param place its place; of an ending by another process the last one that this has
	 * seen
	 * @param event the event
	 * @param tally what a reader must have by now, with the end of a run only
	 * @param textless whether it is a text that was left out
	 */
	record Event(Origin origin, Place place, CallbackEvent event, @Nullable Tally tally,
			boolean textless) implements LogRecord {

		/**
		 * Creates a record of which nothing is left out.
		 * @param origin the process that writes it
		 * @param place its place
		 * @param event the event
		 * @param tally what a reader must have by now, with the end of a run only
		 */
		public Event(Origin origin, Place place, CallbackEvent event, @Nullable Tally tally) {
			this(origin, place, event, tally, false);
		}

		/**
		 * Whether it ends a run whose process died.
		 * @return whether it does
		 */
		public boolean isAbandonment() {
			return this.event instanceof ErrorEvent error && error.reason() == EndReason.ABANDONED;
		}

		/**
		 * Returns the run.
		 * @return the run
		 */
		public RunInfo run() {
			return this.event.run();
		}

	}

	/**
	 * The tokens of a run that came in a short time.
	 *
	 * @param epoch the number of the process that wrote it
	 * @param place its place
	 * @param run the run
	 * @param tokens the tokens
	 */
	record Tokens(long epoch, Place place, UUID run, TokenFrame tokens) implements LogRecord {

	}

	/**
	 * A sign of life, written where a process has runs or looks after those of others.
	 *
	 * @param origin the process
	 */
	record Heartbeat(Origin origin) implements LogRecord {

	}

	/**
	 * A wish that an owner takes care of.
	 *
	 * @param action what is wished for
	 * @param run the root of a tree or, to be stopped, any run
	 */
	record Control(Action action, UUID run) implements LogRecord {

	}

	/**
	 * What can be wished for.
	 */
	enum Action {

		/** Somebody watches the tree: its tokens are sent at once for a while. */
		WATCH,

		/** The run is stopped, with all below it. */
		STOP

	}

	/**
	 * The text of a run as its sender knows it, by which a reader sees whether it has
	 * everything.
	 *
	 * @param sequence the sequence number of the end
	 * @param tokens the number of tokens that were sent
	 * @param digest the CRC-32C of the {@link TokenText bytes} of their text
	 */
	record Tally(long sequence, long tokens, long digest) {

	}

}
