// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.callbacks.DrivenRun;
import dev.callbacks.LogCapture;
import dev.callbacks.Recording;
import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.call.LawfulFlux;
import dev.callbacks.call.WindowOverflowException;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Calls below runs that are over, calls of providers that fail, block or break the rules,
 * and calls that follow them.
 */
@Timeout(60)
class CallEdgesTests {

	private static final ChatRequest HELLO = ChatRequest.of("Hello");

	private static CallbackChatModel model(TestEngine engine, Supplier<? extends Publisher<ChatChunk>> chunks) {
		return new CallbackChatModel(engine.manager, TestProvider.of(chunks));
	}

	private static CallbackChatModel good(TestEngine engine) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a")).build());
	}

	private static CallbackChatModel bad(TestEngine engine) {
		return model(engine, () -> Flux.error(new IllegalStateException("provider")));
	}

	@Test
	void whatFollowsAStreamIsNotBelowItsRun() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			assertThat(
					bad(engine).stream("x").onErrorResume((failure) -> good(engine).stream("y")).collectList().block())
				.hasSize(2);
			assertThat(good(engine).stream("x").concatWith(good(engine).stream("y")).collectList().block()).hasSize(4);
			assertThat(good(engine).stream("x").repeat(1).collectList().block()).hasSize(4);
			assertThat(handler.events()).allSatisfy((event) -> assertThat(event.run().parentId()).isNull());
		}
	}

	@Test
	void whatFollowsAStreamFindsTheCallersRun() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			List<Object> found = Collections.synchronizedList(new ArrayList<>());
			Step<String, String> broken = new Steps(engine.manager).lambda("broken", (input) -> {
				throw new IllegalStateException("step");
			});
			engine.manager.chain("caller").run(() -> {
				bad(engine).stream("x").onErrorResume((failure) -> {
					found.add(Run.current().info().name());
					return Flux.empty();
				}).blockLast();
				good(engine).stream("x").doOnComplete(() -> found.add(Run.current().info().name())).blockLast();
				broken.stream("x").onErrorResume((failure) -> {
					found.add(Run.current().info().name());
					return Flux.empty();
				}).blockLast();
			});
			assertThat(found).containsExactly("caller", "caller", "caller");
		}
	}

	@ParameterizedTest
	@EnumSource
	void errorsOfAProviderReachTheCallerAndTheHandlers(ModelMethod way) throws Exception {
		for (Error error : List.of(new NoClassDefFoundError("x"), new AssertionError("y"), new LinkageError("z"))) {
			List<Supplier<Publisher<ChatChunk>>> sources = List.of(() -> {
				throw error;
			}, () -> Flux.defer(() -> {
				throw error;
			}), () -> Flux.error(error));
			for (Supplier<Publisher<ChatChunk>> source : sources) {
				Recording.Blocking handler = new Recording.Blocking();
				try (TestEngine engine = new TestEngine().with(handler)) {
					Throwable thrown = catchThrowable(() -> way.ask(model(engine, source)));
					assertThat((thrown.getCause() != null) ? thrown.getCause() : thrown).isSameAs(error);
					assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
					assertThat(((LlmError) handler.events().get(1)).error()).isSameAs(error);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void errorsOfAProviderThatBlocksReachTheCallerAndTheHandlers(ModelMethod way) throws Exception {
		Error error = new NoSuchMethodError("of another version");
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			TestProvider provider = new TestProvider(() -> Flux.create((sink) -> {
				throw error;
			}), true);
			Throwable thrown = catchThrowable(() -> way.ask(new CallbackChatModel(engine.manager, provider)));
			assertThat((thrown.getCause() != null) ? thrown.getCause() : thrown).isSameAs(error);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(((LlmError) handler.events().get(1)).error()).isSameAs(error);
		}
	}

	@ParameterizedTest
	@EnumSource
	void nothingBeginsBelowARunThatIsOver(ModelMethod way) throws Exception {
		AtomicInteger asked = new AtomicInteger();
		try (TestEngine engine = new TestEngine().with(new Recording.Blocking())) {
			CallbackChatModel model = model(engine, () -> {
				asked.incrementAndGet();
				return Flux.just(ChatChunk.of("a"));
			});
			List<DrivenRun> over = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				DrivenRun run = engine.manager.open(RunKind.CHAIN, "over", Map.of());
				run.started().toCompletableFuture().get(10, TimeUnit.SECONDS);
				over.add(run);
			}
			over.get(0).cancel();
			over.get(1).error(new IllegalStateException("over"));
			over.get(2).end(null);
			for (DrivenRun run : over) {
				try (Run.Scope scope = run.scope()) {
					assertThat(scope).isNotNull();
					assertThatThrownBy(() -> way.ask(model)).isInstanceOf(RunCancelledException.class);
					assertThatThrownBy(() -> engine.manager.chain("body").run(asked::incrementAndGet))
						.isInstanceOf(RunCancelledException.class);
					assertThatThrownBy(() -> engine.manager.chain("body")
						.stream(() -> Flux.just(asked.incrementAndGet()))
						.blockLast()).isInstanceOf(RunCancelledException.class);
					assertThatThrownBy(() -> engine.manager.chain("body")
						.callAsync(() -> CompletableFuture.completedFuture(asked.incrementAndGet()))
						.join()).hasCauseInstanceOf(RunCancelledException.class);
				}
			}
			assertThat(asked).hasValue(0);
		}
	}

	@Test
	void runBelowARunThatIsOverEndsForItsReason() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			DrivenRun run = engine.manager.open(RunKind.CHAIN, "over", Map.of());
			run.cancel(EndReason.SHUTDOWN);
			try (Run.Scope scope = run.scope()) {
				assertThat(scope).isNotNull();
				catchThrowable(() -> good(engine).call("x"));
			}
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(handler.events()).filteredOn(LlmError.class::isInstance)
				.singleElement()
				.satisfies((event) -> assertThat(((LlmError) event).reason()).isEqualTo(EndReason.SHUTDOWN));
		}
	}

	@Test
	void whatIsOnlyObservedGoesOnBelowARunThatIsOver() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			DrivenRun run = engine.manager.open(RunKind.CHAIN, "over", Map.of());
			run.cancel();
			ObservedModel model = new ObservedModel(engine.manager, "theirs", () -> HELLO, Map.of(), RunConfig.empty());
			try (Run.Scope scope = run.scope()) {
				assertThat(scope).isNotNull();
				assertThat(model.<String, RuntimeException>call(() -> "answer", (answer) -> LlmResult.none()))
					.isEqualTo("answer");
			}
			assertThat(handler.events()).filteredOn(LlmEnd.class::isInstance)
				.singleElement()
				.satisfies((event) -> assertThat(event.run().parentId()).isNull());
		}
	}

	@Test
	void contextOfTheSubscriberReachesTheProvider() throws Exception {
		List<String> seen = Collections.synchronizedList(new ArrayList<>());
		try (TestEngine engine = new TestEngine().with(new Recording.Blocking())) {
			CallbackChatModel model = model(engine, () -> Flux.deferContextual((context) -> {
				seen.add(context.getOrDefault("tenant", "none"));
				return Flux.just(ChatChunk.of("a"));
			}));
			Steps steps = new Steps(engine.manager);
			Step<ChatRequest, LlmResult> step = steps.model(model);
			Step<ChatRequest, String> text = steps.text(model);
			List<Mono<?>> calls = List.of(model.mono(HELLO), model.mono(HELLO.streaming()), model.stream(HELLO).then(),
					model.events(HELLO).flux().then(), step.mono(HELLO), step.stream(HELLO).then(),
					text.then(steps.lambda("length", String::length)).mono(HELLO), text.stream(HELLO).then(),
					step.withFallbacks(step).mono(HELLO), step.withRetry(RetryPolicy.maxAttempts(2)).mono(HELLO),
					steps.parallel(Map.of("one", step, "other", step)).mono(HELLO),
					steps.<ChatRequest, ChatChunk>generator("generated", (pieces) -> pieces.concatMap(model::stream))
						.mono(HELLO));
			calls.forEach((call) -> call.contextWrite((context) -> context.put("tenant", "a")).block());
			assertThat(seen).hasSize(calls.size() + 1).containsOnly("a");
		}
	}

	@Test
	void moreThanWasAskedForIsATypedFailure() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			assertThatThrownBy(() -> model(engine, () -> unasked(50)).call(HELLO.streaming()))
				.isInstanceOf(WindowOverflowException.class)
				.hasMessageContaining("request(n)");
			assertThat(handler.names()).endsWith("LlmError");
		}
	}

	@Test
	void whatComesAfterTheEndIsDroppedWithAWord() throws Exception {
		try (TestEngine engine = new TestEngine(); LogCapture log = LogCapture.of(LawfulFlux.class)) {
			Publisher<ChatChunk> source = (subscriber) -> {
				unasked(1).subscribe(subscriber);
				subscriber.onNext(ChatChunk.of("late"));
				subscriber.onNext(ChatChunk.of("later"));
			};
			assertThat(model(engine, () -> source).stream("x").map(ChatChunk::text).collectList().block())
				.containsExactly("0", "");
			assertThat(log.events()).hasSize(1);
		}
	}

	/** Brings items whether or not anybody asks. */
	private static Publisher<ChatChunk> unasked(int count) {
		return (subscriber) -> {
			subscriber.onSubscribe(new Subscription() {

				@Override
				public void request(long more) {
				}

				@Override
				public void cancel() {
				}

			});
			for (int i = 0; i < count; i++) {
				subscriber.onNext(ChatChunk.of(String.valueOf(i)));
			}
			subscriber.onComplete();
		};
	}

	private static CallbackChatModel sleeping(TestEngine engine, CountDownLatch inside, boolean declared) {
		return new CallbackChatModel(engine.manager,
				new TestProvider(() -> Flux.defer(() -> Flux.just(sleepThen(inside, ChatChunk.of("late")))), declared));
	}

	private static <T> T sleepThen(CountDownLatch inside, T value) {
		try {
			inside.countDown();
			new CountDownLatch(1).await(20, TimeUnit.SECONDS);
			return value;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "CALL", "CALL_STREAMED", "COMPLETE" })
	void timeoutReachesAProviderThatBlocksTheCaller(ModelMethod way) throws Exception {
		for (boolean declared : List.of(true, false)) {
			Recording.Blocking handler = new Recording.Blocking();
			try (TestEngine engine = new TestEngine().with(handler)) {
				CountDownLatch inside = new CountDownLatch(1);
				CallbackChatModel model = sleeping(engine, inside, declared)
					.with(RunConfig.empty().timeout(Duration.ofMillis(50)));
				assertThatThrownBy(() -> way.ask(model)).isInstanceOf(RunTimeoutException.class);
				assertThat(Thread.interrupted()).isFalse();
				assertThat(((LlmError) handler.events().get(1)).reason()).isEqualTo(EndReason.TIMED_OUT);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "CALL", "CALL_STREAMED", "COMPLETE" })
	void interruptOfACallerInAProviderIsACancellation(ModelMethod way) throws Exception {
		for (boolean declared : List.of(true, false)) {
			Recording.Blocking handler = new Recording.Blocking();
			try (TestEngine engine = new TestEngine().with(handler)) {
				CountDownLatch inside = new CountDownLatch(1);
				CallbackChatModel model = sleeping(engine, inside, declared);
				CompletableFuture<Boolean> flag = new CompletableFuture<>();
				Thread caller = new Thread(() -> {
					Throwable thrown = catchThrowable(() -> way.ask(model));
					flag.complete(Thread.currentThread().isInterrupted() && thrown instanceof RunCancelledException);
				});
				caller.start();
				assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
				caller.interrupt();
				assertThat(flag.get(20, TimeUnit.SECONDS)).isTrue();
				assertThat(((LlmError) handler.events().get(1)).reason()).isEqualTo(EndReason.CANCELLED);
			}
		}
	}

	@Test
	void endOfARunTellsItsInput() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			good(engine).call("Hello");
			assertThat(((LlmEnd) handler.events().get(1)).start()).isSameAs(handler.events().get(0));
			catchThrowable(() -> bad(engine).call("Hello"));
			assertThat(((LlmError) handler.events().get(3)).start()).isSameAs(handler.events().get(2));
			assertThat(handler.events().get(1).toString()).doesNotContain("Hello");
			assertThat(List.of(ChatMessage.user("Hello")))
				.isEqualTo(((ChatModelStart) ((LlmEnd) handler.events().get(1)).start()).messages());
		}
	}

}
