// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.UUID;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Streams whose work runs, or ran, in other instances of the application. A bean of this
 * type is asked for what this instance does not have itself: a stream that it does not
 * know, and events that are too old for it.
 * <p>
 * <b>Access</b>: who asks here has not looked whose stream it is. The caller does, by the
 * metadata of the root run. <b>Thread-safety</b>: any thread may ask, also one that must
 * not block.
 *
 * @since 0.1.0
 */
public interface RemoteStreams {

	/**
	 * Finds a tree of runs. Whoever asks waits for 15 seconds.
	 * @param root the id of its root run
	 * @return the tree, empty if it is not known, or an error if that cannot be told now
	 */
	Mono<RemoteStream> find(UUID root);

	/**
	 * Returns the events of a tree after a number, those to come included, in the order
	 * of their numbers and each of them once. A number that does not follow the one
	 * before tells that events are lost. The terminal event of the root run is the last
	 * one, and comes whatever its number: of a process that died, a reader may know more
	 * than other instances do.
	 * @param root the id of the root run
	 * @param after the number, 0 for all events
	 * @return the events
	 */
	Flux<NumberedEvent> follow(UUID root, long after);

	/**
	 * Stops a run and all runs below it.
	 * @param root the id of the root run
	 * @return whether there is such a run, and it has not ended as far as is known
	 */
	Mono<Boolean> stop(UUID root);

}
