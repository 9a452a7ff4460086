// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.function.BiFunction;
import java.util.function.Predicate;

import dev.callbacks.RunConfig;
import dev.callbacks.call.Caller;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.CallbackEvent;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The events of a call, which each subscription makes anew.
 */
final class EventFlux extends Flux<CallbackEvent> {

	private final RunOpener opener;

	private final BiFunction<? super RunConfig, ? super Caller, ? extends OpenCall<?>> call;

	private final Predicate<CallbackEvent> filter;

	private final int bound;

	EventFlux(RunOpener opener, BiFunction<? super RunConfig, ? super Caller, ? extends OpenCall<?>> call,
			Predicate<CallbackEvent> filter, int bound) {
		this.opener = opener;
		this.call = call;
		this.filter = filter;
		this.bound = bound;
	}

	@Override
	public void subscribe(CoreSubscriber<? super CallbackEvent> subscriber) {
		EventQueue queue = new EventQueue(this.filter, this.bound);
		OpenCall<?> call;
		try {
			call = OpenCall.inContext(this.opener, subscriber.currentContext(),
					(caller) -> this.call.apply(RunConfig.handlers(queue), caller));
		}
		catch (Throwable ex) {
			Operators.error(subscriber, ex);
			return;
		}
		queue.observe(this.opener, call, subscriber);
	}

}
