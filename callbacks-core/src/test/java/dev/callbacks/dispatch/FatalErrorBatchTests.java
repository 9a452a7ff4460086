// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fatal error that the end of one run brings with it keeps no other run of the same
 * call from its end, and no consumer from the end of its stream (G1, G16).
 */
class FatalErrorBatchTests {

	private static final OutOfMemoryError FATAL = new OutOfMemoryError("foreign");

	private static final List<List<ChatMessage>> CONVERSATIONS = List.of(List.of(ChatMessage.user("1")),
			List.of(ChatMessage.user("2")), List.of(ChatMessage.user("3")));

	private final Failing failing = new Failing();

	private final Recording.Blocking seen = new Recording.Blocking(HandlerSettings.none().withInline(true));

	private BoundedEngine engine() {
		return new BoundedEngine().with(this.failing, this.seen);
	}

	private static CallbackChatModel model(BoundedEngine engine) {
		return new CallbackChatModel(engine.manager, TestProvider.of(() -> {
			throw new IllegalStateException("provider");
		}));
	}

	private void assertAllEnded(BoundedEngine engine, int runs) {
		engine.assertOver();
		BoundedEngine.assertWhole(this.seen.events());
		assertThat(this.seen.events()).filteredOn(ErrorEvent.class::isInstance).hasSize(runs);
		engine.assertNextRunWorks();
	}

	@Test
	void conversationsBehindTheFirstAreAnswered() {
		try (BoundedEngine engine = engine()) {
			BoundedEngine.ended(TestFutures.of(() -> model(engine).generateAsync(CONVERSATIONS)));
			assertAllEnded(engine, 3);
		}
	}

	@Test
	void conversationsOfABlockingCallAreAnswered() {
		try (BoundedEngine engine = engine()) {
			BoundedEngine.ended(TestFutures.onThread(() -> model(engine).generate(CONVERSATIONS)));
			assertAllEnded(engine, 3);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void itemsBehindTheFirstAreCalled(int maxConcurrency) {
		try (BoundedEngine engine = engine()) {
			Step<ChatRequest, ?> step = new Steps(engine.manager).model(model(engine));
			BoundedEngine.ended(TestFutures
				.of(() -> step.batchAsync(List.of(ChatRequest.of("1"), ChatRequest.of("2"), ChatRequest.of("3")),
						RunConfig.empty().maxConcurrency(maxConcurrency))));
			assertAllEnded(engine, 3);
		}
	}

	@Test
	void runsOfABatchThatIsCancelledAllEnd() {
		try (BoundedEngine engine = engine()) {
			CompletableFuture<?> batch = new CallbackChatModel(engine.manager, TestProvider.of(Flux::never))
				.generateAsync(CONVERSATIONS);
			batch.cancel(true);
			assertAllEnded(engine, 3);
			assertThat(this.seen.events()).filteredOn(ErrorEvent.class::isInstance)
				.allMatch((event) -> ((ErrorEvent) event).reason() == EndReason.CANCELLED);
		}
	}

	@Test
	void runsOfABatchThatCannotBeOpenedAsAWholeAllEnd() {
		AtomicInteger calls = new AtomicInteger();
		ChatProvider provider = new ChatProvider() {

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				return Flux.never();
			}

			@Override
			public String name() {
				if (calls.getAndIncrement() == 4) {
					throw new IllegalStateException("name");
				}
				return "provider";
			}

		};
		try (BoundedEngine engine = engine()) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, provider);
			assertThat(BoundedEngine.ended(TestFutures.of(() -> model.generateAsync(CONVERSATIONS)))).isNotNull();
			assertAllEnded(engine, 2);
		}
	}

	@Test
	void streamOfEventsComesToItsEnd() {
		CompletableFuture<Object> end = new CompletableFuture<>();
		try (BoundedEngine engine = engine()) {
			subscribe(() -> model(engine).events("x").flux().subscribe((event) -> {
			}, end::completeExceptionally, () -> end.complete("done")));
			assertThat(BoundedEngine.ended(end)).isNotNull();
			assertAllEnded(engine, 1);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void providerOfAConsumerThatFailsIsCancelled(boolean tokens) {
		AtomicBoolean cancelled = new AtomicBoolean();
		TestProvider provider = TestProvider
			.of(() -> Flux.just(ChatChunk.of("a")).concatWith(Flux.never()).doOnCancel(() -> cancelled.set(true)));
		CompletableFuture<Object> end = new CompletableFuture<>();
		try (BoundedEngine engine = engine()) {
			Flux<?> stream = tokens ? new CallbackChatModel(engine.manager, provider).stream("x")
					: engine.manager.chain("body").stream(() -> provider.chunks().get());
			subscribe(() -> stream.subscribe(new FailingConsumer(end::completeExceptionally)));
			assertThat(cancelled).isTrue();
			assertThat(BoundedEngine.ended(end)).isNotNull();
			assertAllEnded(engine, 1);
		}
	}

	/** Subscribes where the error is thrown, or is not. */
	private static void subscribe(Runnable subscription) {
		try {
			subscription.run();
		}
		catch (OutOfMemoryError | IllegalArgumentException ex) {
			// the thread sees it
		}
	}

	/**
	 * An inline handler that fails at the first run that ends by an error.
	 */
	private static final class Failing implements CallbackHandler {

		private boolean failed;

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withInline(true);
		}

		@Override
		public void onEvent(CallbackEvent event) {
			if (event instanceof ErrorEvent && !this.failed) {
				this.failed = true;
				throw FATAL;
			}
		}

	}

	/**
	 * A consumer that fails at each item.
	 */
	private static final class FailingConsumer extends BaseSubscriber<Object> {

		private final Consumer<Throwable> onFailure;

		private FailingConsumer(Consumer<Throwable> onFailure) {
			this.onFailure = onFailure;
		}

		@Override
		protected void hookOnNext(Object item) {
			throw new IllegalArgumentException("consumer");
		}

		@Override
		protected void hookOnError(Throwable failure) {
			this.onFailure.accept(failure);
		}

	}

}
