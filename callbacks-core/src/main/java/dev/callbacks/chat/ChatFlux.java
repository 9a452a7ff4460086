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
