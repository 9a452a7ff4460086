// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.CallbackManager;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Providers, and consumers, that throw where Reactive Streams forbids it: the run ends,
 * and the caller sees why (G1, G10, G16).
 */
class ProviderFaultTests {

	private final Recording.Blocking handler = new Recording.Blocking();

	/** The failure. */
	enum Fault {

		RUNTIME, LINKAGE;

		Throwable make() {
			return (this == RUNTIME) ? new IllegalStateException("foreign code") : new LinkageError("foreign code");
		}

	}

	/** The place where a provider throws. */
	enum Place {

		STREAM, SUBSCRIBE, REQUEST, SECOND_REQUEST

	}

	static CallbackChatModel model(CallbackManager manager, Supplier<? extends Publisher<ChatChunk>> stream) {
		return new CallbackChatModel(manager, TestProvider.of(stream));
	}

	static Stream<Arguments> cells() {
		List<Arguments> cells = new ArrayList<>();
		for (CallWay way : CallWay.values()) {
			for (Fault fault : Fault.values()) {
				for (Place place : Place.values()) {
					cells.add(Arguments.of(way, fault, place));
				}
			}
		}
		return cells.stream();
	}

	private Publisher<ChatChunk> failing(Place place, Throwable error) {
		if (place == Place.STREAM) {
			throw Hostile.<RuntimeException>sneaky(error);
		}
		return (subscriber) -> {
			if (place == Place.SUBSCRIBE) {
				throw Hostile.<RuntimeException>sneaky(error);
			}
			subscriber.onSubscribe(new Failing(subscriber, place, error));
		};
	}

	private EndReason reason() {
		List<CallbackEvent> terminal = this.handler.events().stream().filter(TerminalEvent.class::isInstance).toList();
		assertThat(terminal).hasSize(1);
		return (terminal.get(0) instanceof ErrorEvent error) ? error.reason() : null;
	}

	private static Throwable unwrapped(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	@ParameterizedTest
	@MethodSource("cells")
	void whatAProviderThrowsFailsItsRun(CallWay way, Fault fault, Place place) {
		Throwable error = fault.make();
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			CallbackChatModel model = model(engine.manager, () -> failing(place, error));
			Throwable failure = BoundedEngine.ended(way.ask(model));
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(reason()).isEqualTo(EndReason.FAILED);
			assertThat(failure).isNotNull();
			assertThat(Stream.iterate(unwrapped(failure), (one) -> one != null, Throwable::getCause).toList())
				.contains(error);
			engine.assertNextRunWorks();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatAProviderThrowsFailsACallThatDoesNotStream(Fault fault) {
		for (Place place : List.of(Place.STREAM, Place.SUBSCRIBE, Place.REQUEST)) {
			this.handler.receipts.clear();
			Throwable error = fault.make();
			try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
				CallbackChatModel model = model(engine.manager, () -> failing(place, error));
				assertThat(BoundedEngine.ended(TestFutures.onThread(() -> model.call("Hello"))))
					.as("blocking call, " + place)
					.isNotNull();
				assertThat(BoundedEngine.ended(TestFutures.of(() -> model.callAsync("Hello"))))
					.as("asynchronous call, " + place)
					.isNotNull();
				engine.assertOver();
				BoundedEngine.assertWhole(this.handler.events());
				assertThat(this.handler.names()).containsExactly("ChatModelStart", "LlmError", "ChatModelStart",
						"LlmError");
			}
		}
	}

	private static final class Failing implements Subscription {

		private final Subscriber<? super ChatChunk> subscriber;

		private final Place place;

		private final Throwable error;

		private int requests;

		private Failing(Subscriber<? super ChatChunk> subscriber, Place place, Throwable error) {
			this.subscriber = subscriber;
			this.place = place;
			this.error = error;
		}

		@Override
		public void request(long count) {
			if (this.requests++ == ((this.place == Place.REQUEST) ? 0 : 1)) {
				throw Hostile.<RuntimeException>sneaky(this.error);
			}
			this.subscriber.onNext(ChatChunk.of("a"));
		}

		@Override
		public void cancel() {
		}

	}

	static Stream<Arguments> cancels() {
		return Stream.of(Fault.values())
			.flatMap((fault) -> Stream.of(true, false).map((streams) -> Arguments.of(fault, streams)));
	}

	/**
	 * A provider that never answers, and throws when it is cancelled.
	 */
	private CallbackChatModel uncancellable(BoundedEngine engine, Fault fault) {
		return model(engine.manager, () -> (subscriber) -> subscriber.onSubscribe(new Subscription() {

			@Override
			public void request(long count) {
			}

			@Override
			public void cancel() {
				throw Hostile.<RuntimeException>sneaky(fault.make());
			}

		}));
	}

	@ParameterizedTest
	@MethodSource("cancels")
	void futureThatIsCancelledEndsItsRunThoughTheProviderThrows(Fault fault, boolean streams) {
		ChatRequest request = streams ? CallWay.STREAMING : ChatRequest.of("Hello");
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			CompletableFuture<LlmResult> future = uncancellable(engine, fault).callAsync(request);
			BoundedEngine.until("the start is done", () -> this.handler.names().contains("ChatModelStart"));
			future.cancel(true);
			assertThat(future).isCancelled();
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(reason()).isEqualTo(EndReason.CANCELLED);
		}
	}

	@ParameterizedTest
	@MethodSource("cancels")
	void callThatTakesTooLongEndsThoughTheProviderThrows(Fault fault, boolean streams) {
		ChatRequest request = streams ? CallWay.STREAMING : ChatRequest.of("Hello");
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			CallbackChatModel model = uncancellable(engine, fault)
				.with(RunConfig.empty().timeout(Duration.ofMillis(50)));
			assertThat(BoundedEngine.ended(TestFutures.onThread(() -> model.call(request))))
				.isInstanceOf(RunTimeoutException.class);
			assertThat(unwrapped(BoundedEngine.ended(model.callAsync(request))))
				.isInstanceOf(RunTimeoutException.class);
			assertThat(BoundedEngine.ended(model.stream(request).then().toFuture()))
				.isInstanceOf(RunTimeoutException.class);
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
		}
	}

	@ParameterizedTest
	@EnumSource
	void streamThatIsClosedEndsItsRunThoughTheProviderThrows(Fault fault) {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			Disposable stream = uncancellable(engine, fault).stream("Hello").subscribe();
			BoundedEngine.until("the start is done", () -> this.handler.names().contains("ChatModelStart"));
			try {
				stream.dispose();
			}
			catch (IllegalStateException | LinkageError ex) {
				// the consumer may see it; the run has to end in any case
			}
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(reason()).isEqualTo(EndReason.CLOSED);
		}
	}

	@Test
	void runAboveEndsThoughTheProviderBelowThrows() {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			CompletableFuture<LlmResult> above = engine.manager.chain("above")
				.callAsync(() -> uncancellable(engine, Fault.RUNTIME).callAsync("Hello"));
			BoundedEngine.until("the start is done", () -> this.handler.names().contains("ChatModelStart"));
			above.cancel(true);
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(this.handler.names()).hasSize(4);
		}
	}

	@ParameterizedTest
	@EnumSource
	void streamWhoseConsumerThrowsEndsItsRun(Fault fault) {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			CoreSubscriber<ChatChunk> consumer = new CoreSubscriber<>() {

				@Override
				public void onSubscribe(Subscription subscription) {
					subscription.request(Long.MAX_VALUE);
				}

				@Override
				public void onNext(ChatChunk chunk) {
					throw Hostile.<RuntimeException>sneaky(fault.make());
				}

				@Override
				public void onError(Throwable error) {
				}

				@Override
				public void onComplete() {
				}

			};
			try {
				engine.model("a", "b").stream("Hello").subscribe(consumer);
			}
			catch (IllegalStateException | LinkageError ex) {
				// it is the consumer's own
			}
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			engine.assertNextRunWorks();
		}
	}

}
