// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.CallerLoop;
import dev.callbacks.CurrentRun;
import dev.callbacks.EmptyAnswerException;
import dev.callbacks.OpenCall;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One call for a whole answer, streamed or not. The run is opened, and its start
 * appended, when the call is made; the provider is asked from {@link #begin()} on.
 */
final class SingleCall extends OpenCall<LlmResult> {

	private final Question question;

	private final @Nullable CallerLoop caller;

	private final Disposable.Swap provider = Disposables.swap();

	private final PartialAnswer partial = new PartialAnswer();

	private final @Nullable StreamCall<ChatChunk> stream;

	private final Run run;

	SingleCall(Question question, RunConfig config, @Nullable CallerLoop caller, ContextView context) {
		super(question.manager());
		this.question = question;
		this.caller = caller;
		if (question.streams(config)) {
			this.stream = new StreamCall<>(question, config, new Unbounded(Context.of(context)), caller, true);
			this.run = this.stream.run();
		}
		else {
			this.stream = null;
			RunSpec spec = question.spec(config)
				.withCaller(caller)
				.withPartial(this.partial::result)
				.withOnAbort((error) -> this.provider.dispose());
			this.run = question.open(context.isEmpty() ? spec : spec.withContext(context));
		}
	}

	@Override
	public Run run() {
		return this.run;
	}

	@Override
	protected void start() {
		if (this.stream != null) {
			this.stream.begin();
			return;
		}
		this.run.started().whenComplete((started, failure) -> {
			if (failure == null) {
				subscribe();
			}
		});
	}

	private void subscribe() {
		Run before = CurrentRun.set(this.run);
		try {
			this.provider.update(this.question.call(this.run, this.caller)
				.contextWrite((context) -> this.partial.in(context).put(CurrentRun.KEY, this.run))
				.subscribe(this.run::end, this.run::error, this::emptyUnlessEnded));
		}
		catch (Throwable ex) {
			this.run.error(ex);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void emptyUnlessEnded() {
		this.run.error(new EmptyAnswerException(
				"Provider '" + this.question.providerName() + "' ended its call without an answer"));
	}

	/**
	 * Takes all chunks; their sum comes with the end of the run.
	 */
	private static final class Unbounded implements CoreSubscriber<ChatChunk> {

		private final Context context;

		private Unbounded(Context context) {
			this.context = context;
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(ChatChunk chunk) {
		}

		@Override
		public void onError(Throwable error) {
		}

		@Override
		public void onComplete() {
		}

	}

}
