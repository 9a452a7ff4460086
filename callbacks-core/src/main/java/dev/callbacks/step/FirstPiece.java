// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.Objects;
import java.util.function.BiFunction;

import dev.callbacks.call.RunOpener;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * The stream of a step that begins with the first piece of its input, so that starts come
 * in the order of the steps. Whichever thread brings that piece, the run of the step is
 * opened in the context of whoever subscribed.
 *
 * @param <O> the pieces of the output
 */
final class FirstPiece<O> extends Flux<O> {

	private final Runnable subscribeInContext;

	/** Set once, by whoever brings the first piece. */
	private @Nullable Flux<O> output;

	private @Nullable CoreSubscriber<? super O> consumer;

	private FirstPiece(RunOpener opener) {
		this.subscribeInContext = opener.withCallersContext(this::subscribeNow);
	}

	/**
	 * Begins a step with the first piece, and with none if the input is empty; not if it
	 * fails at once.
	 * @param begin makes the output of the first piece and of all of them
	 */
	static <I, O> Flux<O> of(RunOpener opener, Flux<I> input, BiFunction<@Nullable I, Flux<I>, Flux<O>> begin) {
		return Flux.defer(() -> {
			FirstPiece<O> stream = new FirstPiece<>(opener);
			return input.switchOnFirst((first, pieces) -> {
				if (first.isOnError()) {
					return Flux.error(Objects.requireNonNull(first.getThrowable()));
				}
				stream.output = begin.apply(first.get(), pieces);
				return stream;
			});
		});
	}

	@Override
	public void subscribe(CoreSubscriber<? super O> consumer) {
		this.consumer = consumer;
		this.subscribeInContext.run();
	}

	private void subscribeNow() {
		Objects.requireNonNull(this.output).subscribe(Objects.requireNonNull(this.consumer));
	}

}
