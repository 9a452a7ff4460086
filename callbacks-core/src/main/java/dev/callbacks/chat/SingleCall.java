/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.chat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import dev.callbacks.CallerLoop;
import dev.callbacks.CurrentRun;
import dev.callbacks.EmptyAnswerException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One call for a whole answer, streamed or not. The run is opened, and its start
 * appended, when the call is made; the provider is asked from {@link #begin()} on.
 */
final class SingleCall {

	private final CallbackChatModel model;

	private final ChatRequest request;

	private final @Nullable CallerLoop caller;

	private final @Nullable Run callersRun = Run.find().orElse(null);

	private final CompletableFuture<LlmResult> future = new CompletableFuture<>();

	private final Disposable.Swap provider = Disposables.swap();

	private final @Nullable StreamCall stream;

	private final Run run;

	SingleCall(CallbackChatModel model, ChatRequest request, RunConfig config, @Nullable CallerLoop caller) {
		this.model = model;
		this.request = request;
		this.caller = caller;
		if (model.streams(request, config)) {
			this.stream = new StreamCall(model, request, config, new Unbounded(), caller, true);
			this.run = this.stream.run();
		}
		else {
			this.stream = null;
			RunSpec spec = model.spec(request, config)
				.withCaller(caller)
				.withOnAbort((error) -> this.provider.dispose());
			this.run = model.manager().open(RunKind.CHAT_MODEL, model.provider().name(), spec);
		}
	}

	Run openRun() {
		return this.run;
	}

	CompletableFuture<LlmResult> future() {
		return this.future;
	}

	/**
	 * Asks the provider once the start is finished.
	 */
	void begin() {
		this.run.finished()
			.whenComplete((result, failure) -> Calls.complete(this.future, this.callersRun, (LlmResult) result,
					Calls.unwrap(failure)));
		// however else the future is completed, the run ends
		this.future.whenComplete((result, failure) -> cancel(failure));
		if (this.stream != null) {
			this.stream.begin();
		}
		else {
			this.run.started().whenComplete((started, failure) -> {
				if (failure == null) {
					subscribe();
				}
			});
		}
	}

	private void cancel(@Nullable Throwable failure) {
		EndReason reason = Calls.reasonOf(failure);
		if (failure instanceof TimeoutException) {
			// comes on the one thread that all timeouts share
			this.model.manager().workExecutor().execute(() -> this.run.cancel(reason));
		}
		else {
			this.run.cancel(reason);
		}
	}

	private void subscribe() {
		Run before = CurrentRun.set(this.run);
		try {
			Mono<LlmResult> answer = this.model.provider().call(this.request);
			if (this.caller != null) {
				answer = answer.publishOn(Schedulers.fromExecutor(this.caller));
			}
			else if (this.model.provider().isBlocking()) {
				answer = answer.subscribeOn(Schedulers.fromExecutor(this.model.manager().workExecutor()));
			}
			this.provider.update(answer.contextWrite((context) -> context.put(CurrentRun.KEY, this.run))
				.subscribe(this.run::end, this.run::error, this::emptyUnlessEnded));
		}
		catch (RuntimeException ex) {
			this.run.error(ex);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void emptyUnlessEnded() {
		this.run.error(new EmptyAnswerException(
				"Provider '" + this.model.provider().name() + "' ended its call without an answer"));
	}

	/**
	 * Makes the call on this thread, which works off the loop until it is done.
	 */
	void runOn(CallerLoop loop) {
		loop.onInterrupt(() -> this.run.cancel(EndReason.CANCELLED));
		begin();
		loop.runUntilDone(this.future);
	}

	/**
	 * Takes all chunks; their sum comes with the end of the run.
	 */
	private static final class Unbounded implements CoreSubscriber<ChatChunk> {

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
