// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.Map;

import dev.callbacks.Run;
import dev.callbacks.event.TerminalEvent;

/**
 * A companion of a run from before its first handler is called to its terminal event. It
 * is current wherever code of the run is at work: in bodies and blocking calls, in every
 * handler, and in {@link Run#scope()}.
 * <p>
 * <b>Thread-safety</b>: several threads may have it open at once. <b>Failure</b>: what it
 * throws is logged and changes nothing for the run.
 *
 * @since 0.1.0
 */
public interface RunCompanion {

	/**
	 * Makes this companion current on this thread.
	 * @return the scope, to be closed on this thread
	 */
	Run.Scope open();

	/**
	 * Returns what makes this companion current in a Reactor context.
	 * @return the entries of the context
	 */
	Map<Object, Object> context();

	/**
	 * Observes the end of the run, once, before its handlers are given the event and the
	 * caller is told. Handlers may have the companion open afterwards.
	 * @param end the terminal event
	 */
	void ended(TerminalEvent end);

}
