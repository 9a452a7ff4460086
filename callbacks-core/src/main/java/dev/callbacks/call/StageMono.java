// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * A stage as a Mono for one subscriber. Cancelling the subscription cancels the stage.
 *
 * @param <T> the type of the output
 */
final class StageMono<T> extends Mono<T> implements Subscription {

	private final Supplier<? extends CompletionStage<? extends T>> body;

	private final AtomicBoolean asked = new AtomicBoolean();

	private @Nullable CoreSubscriber<? super T> consumer;

	private volatile boolean cancelled;

	private volatile @Nullable CompletionStage<? extends T> stage;

	/**
	 * Creates a Mono.
	 * @param body returns the stage
	 */
	StageMono(Supplier<? extends CompletionStage<? extends T>> body) {
		this.body = body;
	}

	/**
	 * Creates a Mono of the body of a run.
	 * @param body returns the stage; called with the run current
	 * @param loop the loop whose owner leaves it during the body, or {@code null}
	 * @param executor the executor for tasks of the loop meanwhile
	 */
	static <T> StageMono<T> of(Supplier<? extends CompletionStage<? extends T>> body, Run run,
			@Nullable CallerLoop loop, Executor executor) {
		return new StageMono<>(() -> {
			Executor away = (loop != null) ? loop.leave(executor) : null;
			try (Run.Scope scope = run.scope()) {
				Objects.requireNonNull(scope);
				return body.get();
			}
			finally {
				if (loop != null) {
					loop.comeBack(away);
				}
			}
		});
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> consumer) {
		this.consumer = consumer;
		consumer.onSubscribe(this);
	}

	@Override
	public void request(long count) {
		CoreSubscriber<? super T> consumer = this.consumer;
		if (consumer == null || !this.asked.compareAndSet(false, true)) {
			return;
		}
		CompletionStage<? extends T> stage;
		try {
			stage = Objects.requireNonNull(this.body.get(), "The body of the run returned no stage, but null");
		}
		catch (Throwable failure) {
			consumer.onError(failure);
			return;
		}
		this.stage = stage;
		if (this.cancelled) {
			cancel();
		}
		Stages.whenForeignDone(stage, (output, failure) -> signal(consumer, output, failure));
	}

	private static <T> void signal(CoreSubscriber<? super T> consumer, @Nullable T output,
			@Nullable Throwable failure) {
		if (failure != null) {
			consumer.onError(failure);
			return;
		}
		if (output != null) {
			consumer.onNext(output);
		}
		consumer.onComplete();
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		CompletionStage<? extends T> stage = this.stage;
		if (stage != null) {
			stage.toCompletableFuture().cancel(true);
		}
	}

}
