// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.CallbackManager;
import dev.callbacks.event.EndReason;

/**
 * The calls of AI services that have returned a stream which nobody has started yet.
 */
final class ServiceCalls {

	private final CallbackManager manager;

	private final Set<ServiceCall> waiting = ConcurrentHashMap.newKeySet();

	ServiceCalls(CallbackManager manager) {
		this.manager = manager;
	}

	CallbackManager manager() {
		return this.manager;
	}

	/**
	 * Keeps a call until its stream is started, or can be no more.
	 */
	void waiting(ServiceCall call, Object stream) {
		this.waiting.add(call);
		Forgotten.CLEANER.register(stream, () -> call.abandon(EndReason.CLOSED));
	}

	void notWaiting(ServiceCall call) {
		this.waiting.remove(call);
	}

	/**
	 * Ends the runs of all calls whose streams were not started.
	 */
	void close() {
		this.waiting.forEach((call) -> call.abandon(EndReason.SHUTDOWN));
	}

	/** Apart, so that its thread starts with the first call that needs it. */
	static final class Forgotten {

		static final Cleaner CLEANER = Cleaner.create();

		private Forgotten() {
		}

	}

}
