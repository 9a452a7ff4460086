// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import org.reactivestreams.Publisher;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;

/**
 * Subscriptions between parts of a call. Where Reactor propagates contexts by itself, it
 * restores all thread-locals around each signal of a publisher that is not its own. Parts
 * of a call need none of that, and an accessor that throws would keep their signals back.
 */
final class Direct {

	private Direct() {
	}

	/**
	 * Subscribes without a detour through Reactor.
	 */
	static <T> void subscribe(Publisher<? extends T> source, CoreSubscriber<T> subscriber) {
		if (source instanceof CorePublisher<? extends T> core) {
			core.subscribe(subscriber);
		}
		else {
			source.subscribe(subscriber);
		}
	}

}
