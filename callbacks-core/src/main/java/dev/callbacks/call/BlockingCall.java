// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Objects;
import java.util.concurrent.Callable;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * A blocking call of a provider's library, adapted to Reactor.
 *
 * @since 0.1.0
 */
public final class BlockingCall {

	private BlockingCall() {
	}

	/**
	 * Creates a Mono that makes the call on the subscribing thread. Cancelling the
	 * subscription interrupts that thread, but only while it is in the call.
	 * @param <T> the type of the value
	 * @param call the call
	 * @return the Mono, cold, which fails with the exception of the call
	 */
	public static <T> Mono<T> mono(Callable<? extends T> call) {
		return Mono.create((sink) -> {
			BodyThread thread = new BodyThread();
			sink.onCancel(thread::abort);
			if (!thread.enter()) {
				return;
			}
			T result = null;
			Throwable failure = null;
			try (Run.Scope scope = scope(sink.contextView())) {
				Objects.requireNonNull(scope);
				result = call.call();
			}
			catch (Throwable ex) {
				failure = ex;
			}
			if (thread.leave()) {
				return;
			}
			if (failure != null) {
				sink.error(failure);
			}
			else {
				sink.success(result);
			}
		});
	}

	private static Run.Scope scope(ContextView context) {
		Run run = CurrentRun.in(context);
		return (run != null) ? run.scope() : CurrentRun.scope(null);
	}

}
