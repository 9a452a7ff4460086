// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.Objects;
import java.util.function.BiFunction;

import dev.callbacks.call.Caller;
import dev.callbacks.call.Failures;
import dev.callbacks.call.RunOpener;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * The stream of a step that begins with the first piece of its input, so that starts come
 * in the order of the steps. The thread that brings that piece opens the run of the step,
 * in the context of the subscriber.
 *
 * @param <O> the type of the output
 */
final class FirstPieceFlux<O> extends Flux<O> {

	private final Runnable subscribeInContext;

	/** The output, set once by the first piece. */
	private @Nullable Flux<O> output;

	private @Nullable CoreSubscriber<? super O> consumer;

	private FirstPieceFlux(RunOpener opener) {
		this.subscribeInContext = opener.withCallersContext(this::subscribeNow);
	}

	/**
	 * Creates a stream that begins a step with the first piece, or with {@code null} if
	 * the input is empty. An input that fails before begins no step.
	 * @param begin creates the output from the first piece and from all pieces
	 */
	static <I, O> Flux<O> of(RunOpener opener, Flux<I> input, BiFunction<@Nullable I, Flux<I>, Flux<O>> begin) {
		return Flux.defer(() -> {
			Context callers = Caller.nobody().context();
			FirstPieceFlux<O> stream = new FirstPieceFlux<>(opener);
			Flux<O> output = input.switchOnFirst((first, pieces) -> {
				if (first.isOnError()) {
					return Flux.error(Objects.requireNonNull(first.getThrowable()));
				}
				stream.output = Failures.asEnd(() -> begin.apply(first.get(), pieces));
				return stream;
			});
			return callers.isEmpty() ? output : output.contextWrite((context) -> callers.putAll(context.readOnly()));
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
