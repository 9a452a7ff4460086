// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.remote;

import java.util.UUID;

import dev.callbacks.event.CallbackEvent;

/**
 * The runs of other instances of the application, for those who watch all of them. A bean
 * of this type reads them only while it is asked to.
 * <p>
 * <b>Access</b>: who asks here has looked whether the user may see all runs.
 * <b>Thread-safety</b>: any thread may ask, and does not wait.
 *
 * @since 0.1.0
 */
public interface RemoteRuns {

	/**
	 * Returns the name of this instance.
	 * @return the name
	 */
	String instance();

	/**
	 * Whether the instances share what users and models write, tokens included.
	 * @return whether they do
	 */
	boolean hasContent();

	/**
	 * Reads the events of other instances without tokens: those of the last minutes, and
	 * then those that come. The events of a tree come in their order, each once. A tree
	 * that began earlier begins with a start that is made up for its root.
	 * @param past the number of past events, at most, that are read, signs of life
	 * included
	 * @param listener the listener, called by one thread
	 * @return the reading, which lasts until it is closed
	 */
	Reading read(int past, Listener listener);

	/**
	 * Passes the wish to stop a run on to the instance that has it.
	 * @param run the id of the run, which need not be the root of its tree
	 */
	void stop(UUID run);

	/**
	 * A listener to the events of other instances.
	 */
	interface Listener {

		/**
		 * Takes the next event.
		 * @param instance the name of the instance that has, or had, the run
		 * @param event the event
		 */
		void event(String instance, CallbackEvent event);

		/**
		 * Learns that all past events have been read. Called once.
		 */
		void caughtUp();

	}

	/**
	 * A reading that is under way.
	 */
	interface Reading extends AutoCloseable {

		/**
		 * Whether nothing can be read for now. What comes meanwhile is read later.
		 * @return whether that is so
		 */
		boolean isAway();

		@Override
		void close();

	}

}
