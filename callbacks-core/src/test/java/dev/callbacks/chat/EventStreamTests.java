// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.StreamingMode;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The events of a call as a stream.
 */
class EventStreamTests {

	private static CallbackChatModel model(TestEngine engine, String... tokens) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens(tokens)).build());
	}

	private static CallbackChatModel endless(TestEngine engine, AtomicInteger pulled) {
		return new CallbackChatModel(engine.manager,
				TestProvider
					.of(() -> Flux.<ChatChunk>generate((sink) -> sink.next(ChatChunk.of("" + pulled.getAndIncrement())))
						.subscribeOn(Schedulers.parallel())));
	}

	private static List<String> names(List<CallbackEvent> events) {
		return events.stream().map((event) -> event.getClass().getSimpleName()).toList();
	}

	@Test
	void b70EventsOfAChainComeInOrderParentsBeforeChildren() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = model(engine, "a", "b");
			Step<String, String> chain = new Steps(engine.manager).lambda("chain", (text) -> {
				model.call(text);
				engine.manager.tool("tool").run(() -> Run.current().emit("progress", 1));
				return text;
			});
			List<CallbackEvent> events = chain.events("x").flux().collectList().block();
			assertThat(names(events)).containsExactly("ChainStart", "ChatModelStart", "LlmNewToken", "LlmNewToken",
					"LlmNewToken", "LlmEnd", "ToolStart", "CustomEvent", "ToolEnd", "ChainEnd");
			UUID root = events.get(0).run().id();
			assertThat(events.subList(1, 9)).allSatisfy((event) -> {
				assertThat(event.run().parentId()).isEqualTo(root);
				assertThat(event.run().ancestors()).containsExactly(root);
			});
			List<CallbackEvent> iterated = new ArrayList<>();
			try (EventIterator iterator = chain.events("x").iterator()) {
				iterator.forEachRemaining(iterated::add);
			}
			assertThat(names(iterated)).isEqualTo(names(events));
		}
	}

	@Test
	void observedCallIsStreamedUnlessTheModelIsNeverTo() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			assertThat(names(model(engine, "a").events(ChatRequest.of("x")).flux().collectList().block()))
				.containsExactly("ChatModelStart", "LlmNewToken", "LlmNewToken", "LlmEnd");
			ChatRequest never = ChatRequest.of("x");
			never = never.withOptions(never.options().withStreaming(StreamingMode.NEVER));
			assertThat(names(model(engine, "a").events(never).flux().collectList().block()))
				.containsExactly("ChatModelStart", "LlmEnd");
		}
	}

	@Test
	void b63ClosedIteratorCancelsTheCallAndClosesOnce() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			AtomicInteger pulled = new AtomicInteger();
			EventIterator iterator = endless(engine, pulled).events(ChatRequest.of("x")).iterator();
			for (int i = 0; i < 5; i++) {
				assertThat(iterator.hasNext()).isTrue();
				iterator.next();
			}
			iterator.close();
			iterator.close();
			assertThat(iterator.hasNext()).isFalse();
			assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			List<CallbackEvent> errors = handler.events()
				.stream()
				.filter((event) -> event instanceof ErrorEvent)
				.toList();
			assertThat(errors).hasSize(1);
			assertThat(((LlmError) errors.get(0)).reason()).isEqualTo(EndReason.CLOSED);
		}
	}

	@Test
	void iteratorClosedByAnotherThreadLetsTheWaitingOneGo() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CompletableFuture<LlmResult> never = new CompletableFuture<>();
			Step<String, LlmResult> hanging = new Steps(engine.manager).lambdaAsync("hanging", (text) -> never);
			EventIterator iterator = hanging.events("x").iterator();
			iterator.next();
			CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(iterator::hasNext,
					(task) -> new Thread(task, "reader").start());
			iterator.close();
			assertThat(more.get(20, TimeUnit.SECONDS)).isFalse();
		}
	}

	@Test
	void threadOfAForkJoinPoolMayWaitForACallThatNeedsThePool() throws Exception {
		ForkJoinPool pool = new ForkJoinPool(1);
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, TestProvider
				.of(() -> Mono.fromFuture(CompletableFuture.supplyAsync(() -> ChatChunk.of("answer"), pool)).flux()));
			List<CallbackEvent> events = new ArrayList<>();
			pool.submit(() -> model.events("x").forEach(events::add)).get(20, TimeUnit.SECONDS);
			assertThat(events).last().isInstanceOf(LlmEnd.class);
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void interruptOfTheThreadThatWaitsClosesTheCall() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CompletableFuture<LlmResult> never = new CompletableFuture<>();
			Step<String, LlmResult> hanging = new Steps(engine.manager).lambdaAsync("hanging", (text) -> never);
			EventIterator iterator = hanging.events("x").iterator();
			iterator.next();
			Thread.currentThread().interrupt();
			assertThatThrownBy(iterator::hasNext).isInstanceOf(RunCancelledException.class);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(iterator.hasNext()).isFalse();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
		}
	}

	@Test
	void messageIsEnoughAndACallMayHaveTagsOfItsOwn() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = model(engine, "a");
			assertThat(names(model.events("x").flux().collectList().block())).contains("ChatModelStart", "LlmEnd");
			assertThat(model.mono("x").map(LlmResult::text).block()).isEqualTo("a");
			handler.receipts.clear();
			assertThat(model.call(ChatRequest.of("x"), RunConfig.empty().tags("mine")).text()).isEqualTo("a");
			assertThat(handler.events()).allSatisfy((event) -> assertThat(event.run().tags()).containsExactly("mine"));
		}
	}

	@Test
	void eventsCanBeLoopedOver() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			List<String> names = new ArrayList<>();
			for (CallbackEvent event : model(engine, "a").events(ChatRequest.of("x"))) {
				names.add(event.getClass().getSimpleName());
			}
			assertThat(names).containsExactly("ChatModelStart", "LlmNewToken", "LlmNewToken", "LlmEnd");
		}
	}

	@Test
	void b63CancelledFluxClosesTheCallAndAllBelowIt() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = endless(engine, new AtomicInteger());
			Step<String, String> chain = new Steps(engine.manager).lambdaAsync("chain",
					(text) -> model.callAsync(text).thenApply((answer) -> answer.text()));
			chain.events("x").flux().take(6).blockLast();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(names(handler.events()).stream().filter((name) -> name.endsWith("Error")))
				.containsExactly("LlmError", "ChainError");
		}
	}

	@Test
	void b72ErrorEventsOfModelAndChainComeBeforeTheFailure() throws Exception {
		IllegalStateException failure = new IllegalStateException("no model");
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.failure(failure)).build());
			Step<String, String> chain = new Steps(engine.manager).lambda("chain", (text) -> model.call(text).text());
			List<CallbackEvent> seen = new ArrayList<>();
			assertThatThrownBy(() -> chain.events("x").flux().doOnNext(seen::add).blockLast()).isSameAs(failure);
			assertThat(names(seen)).containsExactly("ChainStart", "ChatModelStart", "LlmError", "ChainError");
			List<CallbackEvent> iterated = new ArrayList<>();
			EventIterator iterator = chain.events("x").iterator();
			assertThatThrownBy(() -> iterator.forEachRemaining(iterated::add)).isSameAs(failure);
			assertThat(names(iterated)).isEqualTo(names(seen));
		}
	}

	@Test
	void b73SlowConsumerHoldsTheRunAndMemoryIsBounded() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			AtomicInteger pulled = new AtomicInteger();
			StepVerifier.create(endless(engine, pulled).events(ChatRequest.of("x")).withBound(8).flux(), 0)
				.thenAwait()
				.then(() -> await().until(() -> pulled.get() >= 8))
				.thenRequest(3)
				.expectNextCount(3)
				.then(() -> await().until(() -> pulled.get() >= 11))
				.thenCancel()
				.verify();
			// what waits, what the consumer got, and what the run holds in its hand
			assertThat(pulled.get()).isBetween(11, 14);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
		}
	}

	@Test
	void eventsOfManyRunsAtOnceShareTheBound() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = model(engine, "a", "b", "c");
			Step<Integer, Integer> fan = new Steps(engine.manager).lambdaAsync("fan", (count) -> {
				List<CompletableFuture<?>> all = new ArrayList<>();
				for (int i = 0; i < count; i++) {
					all.add(model.callAsync("x"));
				}
				return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply((done) -> count);
			});
			List<CallbackEvent> events = fan.events(20).withBound(2).flux().limitRate(1).collectList().block();
			assertThat(events).hasSize(2 + 20 * 6);
			events.stream().map((event) -> event.run().id()).distinct().forEach((run) -> {
				List<Long> sequence = events.stream()
					.filter((event) -> event.run().id().equals(run))
					.map(CallbackEvent::sequence)
					.toList();
				assertThat(sequence).isSorted();
			});
			assertThat(events.get(events.size() - 1).run().parentId()).isNull();
		}
	}

	@Test
	void filtersPickRunsByNameKindAndTagAndChangeNothingElse() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = model(engine, "a").with(RunConfig.empty().localTags("picked"));
			Step<String, String> chain = new Steps(engine.manager).lambda("chain", (text) -> {
				engine.manager.tool("tool").run(() -> {
				});
				return model.call(text).text();
			});
			EventStream events = chain.events("x");
			assertThat(names(events.names("tool").flux().collectList().block())).containsExactly("ToolStart",
					"ToolEnd");
			assertThat(names(events.kinds(RunKind.CHAIN).flux().collectList().block())).containsExactly("ChainStart",
					"ChainEnd");
			List<CallbackEvent> tagged = events.tags("picked").flux().collectList().block();
			assertThat(names(tagged)).containsExactly("ChatModelStart", "LlmNewToken", "LlmNewToken", "LlmEnd");
			assertThat(((LlmNewToken) tagged.get(1)).token()).isEqualTo("a");
			assertThat(tagged.get(0).run().tags()).containsExactly("picked");
			assertThat(events.kinds(RunKind.TOOL).tags("picked").flux().collectList().block()).isEmpty();
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> events.withBound(0));
		}
	}

	@Test
	void eventsAfterTheCallsOwnEndingAreLeftOut() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CompletableFuture<Object> body = new CompletableFuture<>();
			Step<String, String> chain = new Steps(engine.manager).lambda("chain", (text) -> {
				engine.manager.tool("left open").callAsync(() -> body);
				return text;
			});
			List<CallbackEvent> events = new ArrayList<>();
			chain.events("x").flux().doOnNext(events::add).blockLast();
			body.complete("late");
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(names(events)).containsExactly("ChainStart", "ToolStart", "ChainEnd");
		}
	}

	/**
	 * Emits two events, of which one waits behind the other if the bound is one.
	 */
	private static Step<String, String> emitting(TestEngine engine, CompletableFuture<Run> run) {
		return new Steps(engine.manager).lambda("emitting", (text) -> {
			Run.current().emit("one", 1);
			Run.current().emit("two", 2);
			run.complete(Run.current());
			return text;
		});
	}

	@Test
	void terminalEventComesAlsoIfNobodyAwaitsTheEnd() throws Exception {
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().awaitEnd(false))) {
			CompletableFuture<Run> run = new CompletableFuture<>();
			List<CallbackEvent> events = new ArrayList<>();
			StepVerifier.create(emitting(engine, run).events("x").withBound(1).flux(), 0)
				.then(() -> run.join().finished().toCompletableFuture().join())
				.thenRequest(Long.MAX_VALUE)
				.recordWith(() -> events)
				.expectNextCount(4)
				.verifyComplete();
			assertThat(names(events)).containsExactly("ChainStart", "CustomEvent", "CustomEvent", "ChainEnd");
		}
	}

	@Test
	void streamEndsWithoutItsTerminalEventIfThatIsDroppedAtShutdown() throws Exception {
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().awaitEnd(false))) {
			CompletableFuture<Run> run = new CompletableFuture<>();
			StepVerifier.create(emitting(engine, run).events("x").withBound(1).flux(), 0).then(() -> {
				run.join().finished().toCompletableFuture().join();
				assertThat(engine.manager.stop(Duration.ZERO)).isFalse();
			}).thenRequest(Long.MAX_VALUE).expectNextCount(2).expectComplete().verify(TestEngine.LONG);
		}
	}

	@Test
	void streamWithoutHandlersEndsWithItsCall() throws Exception {
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().enabled(false).awaitEnd(false))) {
			StepVerifier.create(model(engine, "a").events("x").flux()).expectComplete().verify(TestEngine.LONG);
		}
	}

	@Test
	void streamThatNobodyReadsHoldsUpNoCancelledRunAbove() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			AtomicInteger pulled = new AtomicInteger();
			CompletableFuture<EventIterator> iterator = new CompletableFuture<>();
			CompletableFuture<Object> outer = engine.manager.chain("outer").callAsync(() -> {
				iterator.complete(endless(engine, pulled).events("x").withBound(1).iterator());
				return new CompletableFuture<>();
			});
			await().until(() -> iterator.isDone() && pulled.get() > 0);
			outer.cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			List<CallbackEvent> events = new ArrayList<>();
			assertThatThrownBy(() -> iterator.join().forEachRemaining(events::add))
				.isInstanceOf(RunCancelledException.class);
			assertThat(names(events)).last().isEqualTo("LlmError");
		}
	}

	@Test
	void observedCallInsideARunIsItsChildAndEndsTheStream() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = model(engine, "a");
			List<CallbackEvent> events = engine.manager.chain("outer")
				.call(() -> model.events(ChatRequest.of("x")).flux().collectList().block());
			assertThat(names(events)).containsExactly("ChatModelStart", "LlmNewToken", "LlmNewToken", "LlmEnd");
			assertThat(events.get(0).run().parentId()).isNotNull();
			// and through the context of Reactor
			List<CallbackEvent> hopped = engine.manager.chain("outer")
				.stream(() -> Flux.just(1)
					.publishOn(Schedulers.parallel())
					.flatMap((i) -> model.events(ChatRequest.of("x")).flux()))
				.collectList()
				.block();
			assertThat(hopped.get(0).run().parentId()).isNotNull();
		}
	}

	@Test
	void refusedCallFailsTheStreamWithoutEvents() throws Exception {
		TestEngine engine = new TestEngine();
		CallbackChatModel model = model(engine, "a");
		engine.manager.stop(TestEngine.LONG);
		StepVerifier.create(model.events(ChatRequest.of("x")).flux())
			.expectError(dev.callbacks.ManagerStoppedException.class)
			.verify();
		engine.close();
	}

	@Test
	void monoIsColdAndClosesItsRunWhenItIsCancelled() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			reactor.core.publisher.Mono<dev.callbacks.message.LlmResult> mono = model(engine, "a")
				.mono(ChatRequest.of("x"));
			assertThat(handler.events()).isEmpty();
			assertThat(mono.block().text()).isEqualTo("a");
			assertThat(mono.block().text()).isEqualTo("a");
			assertThat(handler.names()).containsExactly("ChatModelStart", "LlmEnd", "ChatModelStart", "LlmEnd");
			handler.receipts.clear();
			CallbackChatModel hanging = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a").hanging()).build());
			hanging.mono(ChatRequest.of("x")).subscribe().dispose();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(((ErrorEvent) handler.events().get(handler.events().size() - 1)).reason())
				.isEqualTo(EndReason.CLOSED);
		}
	}

	@Test
	void tenThousandEventStreamsLeaveNothingBehind() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = model(engine, "a");
			List<CompletableFuture<Long>> all = new ArrayList<>();
			for (int i = 0; i < 10_000; i++) {
				EventStream events = model.events(ChatRequest.of("x"));
				all.add(((i % 2 == 0) ? events.flux() : events.flux().take(2)).count().toFuture());
			}
			all.forEach((count) -> assertThat(count).succeedsWithin(30, TimeUnit.SECONDS));
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(engine.manager.openRuns()).isZero();
		}
	}

}
