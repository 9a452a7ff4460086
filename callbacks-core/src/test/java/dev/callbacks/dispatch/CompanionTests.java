// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import dev.callbacks.BodyWay;
import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.call.BlockingCall;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.Usage;
import dev.callbacks.spi.RunCompanion;
import dev.callbacks.spi.RunObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What accompanies a run: here an observation, as applications have them.
 */
class CompanionTests {

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final Observations observer = new Observations(this.registry);

	private final TestEngine engine = new TestEngine(CallbackDispatcher.builder().observer(this.observer));

	CompanionTests() {
		this.registry.observationConfig().observationHandler((context) -> true);
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(this.registry);
	}

	@AfterEach
	void nothingIsLeft() throws Exception {
		this.engine.close();
		assertThat(current()).isEqualTo("none");
		assertThat(this.observer.ended).hasSameSizeAs(this.observer.opened);
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(ObservationRegistry.NOOP);
	}

	private String current() {
		Observation current = this.registry.getCurrentObservation();
		return (current != null) ? current.getContextView().getName() : "none";
	}

	@ParameterizedTest
	@EnumSource(names = { "BLOCKING", "SUBMITTED", "FUTURE" })
	void bodyFindsTheCompanionOfItsRun(BodyWay way) {
		assertThat(way.call(this.engine.manager.run(RunKind.CHAIN, "body"), this::current)).isEqualTo("body");
		assertThat(this.observer.ended).containsExactly("body ChainEnd");
	}

	@Test
	void streamFindsTheCompanionInItsContext() {
		Flux<String> names = this.engine.manager.run(RunKind.CHAIN, "stream")
			.stream(() -> Flux.deferContextual((context) -> Flux
				.just(context.<Observation>get(ObservationThreadLocalAccessor.KEY).getContextView().getName())));
		assertThat(names.collectList().block(TestEngine.LONG)).containsExactly("stream");
	}

	@Test
	void codeThatMakesAStreamFindsTheCompanion() {
		String name = this.engine.manager.run(RunKind.CHAIN, "stream")
			.stream(() -> Flux.just(current()))
			.blockLast(TestEngine.LONG);
		assertThat(name).isEqualTo("stream");
	}

	@ParameterizedTest
	@EnumSource
	void blockingProviderFindsTheCompanion(CallWay way) {
		TestProvider provider = new TestProvider(
				() -> BlockingCall.mono(() -> ChatChunk.of(current() + " " + Run.current().info().kind())), true);
		assertThat(way.call(new CallbackChatModel(this.engine.manager, provider))).isEqualTo("test CHAT_MODEL");
	}

	@ParameterizedTest
	@EnumSource
	void handlersOfAllKindsFindTheCompanion(CallWay way) {
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		Recording.Blocking blocking = new Recording.Blocking((event) -> seen.add("blocking " + current()));
		Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true), (event) -> {
			if (event instanceof StartEvent || event instanceof TerminalEvent) {
				seen.add("inline " + current());
			}
		});
		Recording.Async async = new Recording.Async((event) -> {
			seen.add("async " + current());
			return CompletableFuture.completedFuture(null);
		});
		this.engine.with(blocking, inline, async);
		TestProvider provider = TestProvider.of(() -> Flux.just(ChatChunk.of("a"), ChatChunk.of("b")));
		assertThat(way.call(new CallbackChatModel(this.engine.manager, provider))).isEqualTo("ab");
		assertThat(this.engine.manager.openRuns()).isZero();
		assertThat(seen).hasSizeGreaterThan(8).containsOnly("blocking test", "inline test", "async test");
	}

	@ParameterizedTest
	@EnumSource
	void runBelowARunHasItsCompanionAsParent(BodyWay way) {
		way.call(this.engine.manager.run(RunKind.CHAIN, "outer"),
				() -> this.engine.manager.run(RunKind.TOOL, "inner").call(() -> "output"));
		assertThat(this.observer.opened).containsExactly("outer below none", "inner below outer");
		assertThat(this.observer.ended).containsExactly("inner ToolEnd", "outer ChainEnd");
	}

	@Test
	void scopeOfARunIsThatOfItsCompanion() {
		DrivenRun run = this.engine.manager.open(RunKind.CHAIN, "driven", Map.of());
		try (Run.Scope scope = run.scope()) {
			assertThat(scope).isNotNull();
			assertThat(current()).isEqualTo("driven");
			assertThat(Run.current().info()).isEqualTo(run.info());
		}
		assertThat(current()).isEqualTo("none");
		run.end("output");
	}

	@Test
	void companionIsToldOfTheEndingThatWins() {
		DrivenRun run = this.engine.manager.open(RunKind.CHAIN, "driven", Map.of());
		run.cancel(EndReason.CLOSED);
		run.end("late");
		assertThat(this.observer.ended).containsExactly("driven ChainError");
	}

	@Test
	void companionIsToldWhatTheModelUsedWithoutAnyHandler() {
		TestProvider provider = TestProvider.of(() -> Flux.just(ChatChunk.of("a"), ChatChunk.of("b")));
		CallWay.STREAM.call(new CallbackChatModel(this.engine.manager, provider));
		assertThat(this.observer.last).isInstanceOfSatisfying(LlmEnd.class, (end) -> {
			assertThat(end.result().text()).isEqualTo("ab");
			assertThat(end.tokens()).isEqualTo(3);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void textIsCollectedOnlyForWhoNeedsIt(boolean wanted) {
		this.observer.needsContent = false;
		if (wanted) {
			this.engine.with(new Recording.Blocking());
		}
		TestProvider provider = TestProvider.of(() -> Flux.just(ChatChunk.of("a"), ChatChunk.of("b"),
				ChatChunk.closing(Usage.of(1, 2), Map.of("model_name", "m-1"))));
		CallWay.STREAM.call(new CallbackChatModel(this.engine.manager, provider));
		assertThat(this.observer.last).isInstanceOfSatisfying(LlmEnd.class, (end) -> {
			assertThat(end.result().text()).isEqualTo(wanted ? "ab" : "");
			assertThat(end.result().first().usage()).isEqualTo(Usage.of(1, 2));
			assertThat(end.result().first().metadata()).containsEntry("model_name", "m-1");
			assertThat(end.tokens()).isEqualTo(3);
		});
	}

	@Test
	void observerThatThrowsChangesNothing() throws Exception {
		RunObserver failing = (run, start, parent) -> {
			throw new LinkageError("observer");
		};
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().observer(failing))) {
			assertThat(engine.manager.run(RunKind.CHAIN, "body").call(() -> "output")).isEqualTo("output");
		}
	}

	@ParameterizedTest
	@EnumSource
	void companionThatThrowsChangesNothing(BodyWay way) throws Exception {
		RunCompanion failing = new RunCompanion() {

			@Override
			public Run.Scope open() {
				throw new IllegalStateException("open");
			}

			@Override
			public Map<Object, Object> context() {
				throw new AssertionError("context");
			}

			@Override
			public void ended(TerminalEvent end) {
				throw new LinkageError("ended");
			}

		};
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().observer((run, start, parent) -> failing))
			.with(handler)) {
			assertThat(way.call(engine.manager.run(RunKind.CHAIN, "body"), () -> "output")).isEqualTo("output");
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(handler.names()).containsExactly("ChainStart", "ChainEnd");
		}
	}

	@Test
	void cancelledStreamEndsItsCompanion() throws Exception {
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		TestProvider provider = TestProvider
			.of(() -> Flux.<ChatChunk>never().doOnCancel(() -> cancelled.complete(null)));
		new CallbackChatModel(this.engine.manager, provider).stream(CallWay.STREAMING).subscribe().dispose();
		cancelled.get(20, TimeUnit.SECONDS);
		assertThat(this.engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
		assertThat(this.observer.ended).containsExactly("test LlmError");
	}

	@Test
	void whatACallersObservationIsComesBackAfterACall() {
		Observation callers = Observation.start("caller", this.registry);
		try (Observation.Scope scope = callers.openScope()) {
			assertThat(scope).isNotNull();
			this.engine.manager.run(RunKind.CHAIN, "body").call(() -> "output");
			this.engine.manager.run(RunKind.CHAIN, "mono").mono(() -> Mono.just("output")).block(TestEngine.LONG);
			assertThat(current()).isEqualTo("caller");
		}
		callers.stop();
		assertThat(this.observer.opened).containsExactly("body below caller", "mono below caller");
	}

	/**
	 * An observation for each run.
	 */
	@Test
	void companionThatReturnsNothingChangesNoCall() throws Exception {
		RunCompanion nothing = new RunCompanion() {

			@Override
			public Run.Scope open() {
				return null;
			}

			@Override
			public Map<Object, Object> context() {
				return null;
			}

			@Override
			public void ended(TerminalEvent end) {
			}

		};
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().observer((run, start, above) -> nothing))
			.with(handler)) {
			for (CallWay way : CallWay.values()) {
				CallbackChatModel model = new CallbackChatModel(engine.manager,
						TestProvider.of(() -> Flux.just(ChatChunk.of("a"))));
				assertThat(way.call(model)).isEqualTo("a");
			}
			assertThat(engine.manager.chain("chain").<String, RuntimeException>call(() -> "output"))
				.isEqualTo("output");
			assertThat(handler.names()).endsWith("ChainStart", "ChainEnd");
		}
	}

	private static final class Observations implements RunObserver {

		private final ObservationRegistry registry;

		private final Queue<String> opened = new ConcurrentLinkedQueue<>();

		private final Queue<String> ended = new ConcurrentLinkedQueue<>();

		private volatile @Nullable TerminalEvent last;

		private volatile boolean needsContent = true;

		Observations(ObservationRegistry registry) {
			this.registry = registry;
		}

		@Override
		public boolean needsContent() {
			return this.needsContent;
		}

		@Override
		public RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent) {
			Observation above = (parent != null)
					? (Observation) parent.context().get(ObservationThreadLocalAccessor.KEY)
					: this.registry.getCurrentObservation();
			this.opened.add(run.name() + " below " + ((above != null) ? above.getContextView().getName() : "none"));
			Observation observation = Observation.createNotStarted(run.name(), this.registry)
				.parentObservation(above)
				.start();
			return new RunCompanion() {

				@Override
				public Run.Scope open() {
					return observation.openScope()::close;
				}

				@Override
				public Map<Object, Object> context() {
					return Map.of(ObservationThreadLocalAccessor.KEY, observation);
				}

				@Override
				public void ended(TerminalEvent end) {
					Observations.this.last = end;
					Observations.this.ended.add(run.name() + " " + end.getClass().getSimpleName());
					observation.stop();
				}

			};
		}

	}

}
