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
 * A body that returns a stage, as a Mono for one subscriber. Cancelling the subscription
 * cancels the stage.
 *
 * @param <T> the type of the output
 */
final class StageMono<T> extends Mono<T> implements Subscription {

	private final Supplier<? extends CompletionStage<? extends T>> body;

	private final Run run;

	/** The loop whose owner leaves it during the body, or {@code null}. */
	private final @Nullable CallerLoop loop;

	private final Executor executor;

	private final AtomicBoolean asked = new AtomicBoolean();

	private @Nullable CoreSubscriber<? super T> consumer;

	private volatile boolean cancelled;

	private volatile @Nullable CompletionStage<? extends T> stage;

	StageMono(Supplier<? extends CompletionStage<? extends T>> body, Run run, @Nullable CallerLoop loop,
			Executor executor) {
		this.body = body;
		this.run = run;
		this.loop = loop;
		this.executor = executor;
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
		Executor away = (this.loop != null) ? this.loop.leave(this.executor) : null;
		try (Run.Scope scope = this.run.scope()) {
			Objects.requireNonNull(scope);
			stage = Objects.requireNonNull(this.body.get(), "The body of the run returned no stage, but null");
		}
		catch (Throwable failure) {
			consumer.onError(failure);
			return;
		}
		finally {
			if (this.loop != null) {
				this.loop.comeBack(away);
			}
		}
		this.stage = stage;
		if (this.cancelled) {
			cancel();
		}
		try {
			stage.whenComplete((output, failure) -> signal(consumer, output, RunFutures.unwrap(failure)));
		}
		catch (Throwable failure) {
			consumer.onError(failure);
		}
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
