// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

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
