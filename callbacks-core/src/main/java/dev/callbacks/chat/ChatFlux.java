// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.RunConfig;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * What a model streams: one call per subscription.
 */
final class ChatFlux<T> extends Flux<T> {

	private final Streamed<T> source;

	private final RunConfig config;

	ChatFlux(Streamed<T> source, RunConfig config) {
		this.source = source;
		this.config = config;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> subscriber) {
		StreamCall<T> call;
		try {
			call = new StreamCall<>(this.source, this.config, subscriber, null, false);
		}
		catch (Throwable ex) {
			Publisher<T> unobserved = this.source.unobserved(ex);
			if (unobserved != null) {
				unobserved.subscribe(subscriber);
			}
			else {
				Operators.error(subscriber, ex);
			}
			return;
		}
		call.begin();
	}

}
