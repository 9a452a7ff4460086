// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.Run;
import dev.callbacks.RunBody;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * A blocking body as a Mono for one subscriber. The body runs on the thread of a caller
 * that waits, or on the work executor, with the run current. Cancelling the subscription
 * interrupts that thread, but only while it is in the body.
 *
 * @param <T> the type of the output
 */
final class BodyMono<T> extends Mono<T> implements Subscription {

	private final RunBody<? extends @Nullable T, ?> body;

	private final Run run;

	private final @Nullable CallerLoop loop;

	private final Executor executor;

	private final Runnable performInContext;

	private final BodyThread thread = new BodyThread();

	private final AtomicBoolean asked = new AtomicBoolean();

	private @Nullable CoreSubscriber<? super T> consumer;

	BodyMono(RunBody<? extends @Nullable T, ?> body, Run run, RunOpener opener, @Nullable CallerLoop loop) {
		this.body = body;
		this.run = run;
		this.loop = loop;
		this.executor = opener.workExecutor();
		this.performInContext = (loop != null) ? this::perform : opener.withCallersContext(this::perform);
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> consumer) {
		this.consumer = consumer;
		consumer.onSubscribe(this);
	}

	@Override
	public void request(long count) {
		if (!this.asked.compareAndSet(false, true)) {
			return;
		}
		if (this.loop != null && this.loop.isOwner()) {
			perform();
			return;
		}
		try {
			((this.loop != null) ? (Executor) this.loop::executeWork : this.executor).execute(this.performInContext);
		}
		catch (Throwable refusal) {
			signal(null, refusal);
		}
	}

	@Override
	public void cancel() {
		this.thread.abort();
	}

	private void perform() {
		if (!this.thread.enter()) {
			return;
		}
		T output = null;
		Throwable failure = null;
		Run.Scope scope = this.run.scope();
		Executor away = (this.loop != null) ? this.loop.leave(this.executor) : null;
		try {
			output = this.body.call();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		scope.close();
		boolean interrupted = this.thread.leave();
		if (this.loop != null) {
			this.loop.comeBack(away);
		}
		if (!interrupted) {
			rememberInterrupt(failure);
			signal(output, failure);
		}
		if (this.loop == null && failure != null && Failures.isFatal(failure)) {
			Failures.rethrow(failure);
		}
	}

	/**
	 * Remembers an interrupt that the body consumed, for the thread that waits.
	 */
	private void rememberInterrupt(@Nullable Throwable failure) {
		if (this.loop != null && failure != null && Failures.isInterrupt(failure)) {
			this.loop.rememberInterrupt();
		}
	}

	private void signal(@Nullable T output, @Nullable Throwable failure) {
		CoreSubscriber<? super T> consumer = this.consumer;
		if (consumer == null) {
			return;
		}
		if (failure != null) {
			consumer.onError(failure);
			return;
		}
		if (output != null) {
			consumer.onNext(output);
		}
		consumer.onComplete();
	}

}
