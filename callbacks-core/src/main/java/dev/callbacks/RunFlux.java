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
package dev.callbacks;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * A cold stream: a run for each subscription.
 */
final class RunFlux<T> extends Flux<T> {

	private final CallbackManager manager;

	private final Function<RunSpec, Run> open;

	private final RunSpec spec;

	private final Supplier<? extends Publisher<? extends T>> body;

	private final UnaryOperator<@Nullable Object> view;

	private final boolean evenIfStopped;

	private final boolean single;

	RunFlux(CallbackManager manager, Function<RunSpec, Run> open, RunSpec spec,
			Supplier<? extends Publisher<? extends T>> body, UnaryOperator<@Nullable Object> view,
			boolean evenIfStopped, boolean single) {
		this.manager = manager;
		this.open = open;
		this.spec = spec;
		this.body = body;
		this.view = view;
		this.evenIfStopped = evenIfStopped;
		this.single = single;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> subscriber) {
		RunSubscriber<T> call;
		try {
			call = new RunSubscriber<>(this.manager, this.open, this.spec, this.body, this.view, subscriber,
					this.single, this.evenIfStopped);
		}
		catch (Throwable ex) {
			if (this.evenIfStopped && ex instanceof ManagerStoppedException) {
				Flux.<T>from(this.body.get()).subscribe(subscriber);
			}
			else {
				Operators.error(subscriber, ex);
			}
			return;
		}
		call.begin();
	}

}
