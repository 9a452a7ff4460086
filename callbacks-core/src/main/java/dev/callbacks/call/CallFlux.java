// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * A cold stream with a call for each subscription.
 * <p>
 * <b>Thread-safety</b>: immutable. <b>Failure</b>: a subscription fails if its run cannot
 * be opened; a stream that may go unobserved goes on without one.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class CallFlux<T> extends Flux<T> {

	private final RunOpener opener;

	private final RunPlan plan;

	private final Supplier<? extends Work<T>> work;

	private final @Nullable Supplier<? extends Publisher<? extends T>> unobserved;

	/**
	 * Creates a stream.
	 * @param opener opens the runs
	 * @param plan the plan of each run
	 * @param work creates the work of each call
	 * @param unobserved creates the items if no run can be opened, or {@code null} to
	 * fail
	 */
	public CallFlux(RunOpener opener, RunPlan plan, Supplier<? extends Work<T>> work,
			@Nullable Supplier<? extends Publisher<? extends T>> unobserved) {
		this.opener = opener;
		this.plan = plan;
		this.work = work;
		this.unobserved = unobserved;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> subscriber) {
		Call<T> call;
		try {
			call = new Call<>(this.opener, this.plan, this.work.get(), Caller.subscribing(subscriber.currentContext()),
					subscriber);
		}
		catch (Throwable ex) {
			Supplier<? extends Publisher<? extends T>> unobserved = this.unobserved;
			if (unobserved != null && OpenCall.goesOnWithoutRun(ex)) {
				Flux.<T>defer(() -> Flux.from(unobserved.get())).subscribe(subscriber);
			}
			else {
				Operators.error(subscriber, ex);
			}
			return;
		}
		call.begin((result, failure) -> {
		});
	}

}
