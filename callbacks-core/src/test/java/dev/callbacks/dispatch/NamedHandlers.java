// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.ref.WeakReference;
import java.util.List;

import org.awaitility.Awaitility;

/**
 * Handlers that calls have named: nobody keeps them when nobody has them.
 */
final class NamedHandlers {

	private NamedHandlers() {
	}

	static void awaitNone(CallbackDispatcher manager) {
		Awaitility.await().until(() -> {
			System.gc();
			return count(manager) == 0;
		});
	}

	/**
	 * Counts the known handlers that are not the application's.
	 */
	static long count(CallbackDispatcher manager) {
		List<HandlerChannel> ofApplication = manager.channels.application().all;
		synchronized (manager.channels) {
			return manager.channels.known.values()
				.stream()
				.map(WeakReference::get)
				.filter((channel) -> channel != null && !ofApplication.contains(channel))
				.count();
		}
	}

}
