// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.Callable;

import reactor.core.publisher.Mono;

/**
 * A call that blocks, for providers whose libraries know no other.
 *
 * @since 0.1.0
 */
public final class BlockingCall {

	private BlockingCall() {
	}

	/**
	 * The call as a Mono: made by the thread that subscribes, which is interrupted when
	 * the subscription is cancelled, and only while it is in the call.
	 * @param <T> what the call returns
	 * @param call the call
	 * @return the Mono, cold; it fails with what the call throws
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
			try {
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

}
