// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.LogCapture;
import dev.callbacks.OnFull;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.message.ChatRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real observation and the logging context, in every scenario of calling (G5, G8, B64):
 * each handler works in those of the caller, and when the call is over no scope is open
 * on any thread.
 */
class ObservationContextTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	private static final int THREADS = 4;

	private final ObservationProbe probe = new ObservationProbe();

	private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

	private final ExecutorService later = Executors.newSingleThreadExecutor();

	private ExecutorService work;

	@BeforeEach
	void start() {
		this.work = Executors.newCachedThreadPool((task) -> new Thread(task, "work"));
	}

	@AfterEach
	void stop() {
		this.later.shutdownNow();
		this.work.shutdownNow();
		this.probe.close();
	}

	private void look(String handler, CallbackEvent event) {
		this.seen.add(handler + " had " + event.getClass().getSimpleName() + " in " + this.probe.context());
	}

	private void assertThatAllWasSeenIn(String context) {
		assertThat(this.seen).isNotEmpty();
		assertThat(this.seen).filteredOn((one) -> !one.endsWith(" in " + context)).isEmpty();
	}

	private Recording.Blocking blocking() {
		return blocking("blocking", HandlerSettings.none());
	}

	private Recording.Blocking blocking(String name, HandlerSettings settings) {
		return new Recording.Blocking(settings, (event) -> look(name, event));
	}

	/**
	 * One handler of each kind.
	 */
	private Handler[] handlers() {
		Recording.Async atOnce = new Recording.Async((event) -> {
			look("async", event);
			return CompletableFuture.completedFuture(null);
		});
		Recording.Async stage = new Recording.Async((event) -> {
			look("stage", event);
			return CompletableFuture.runAsync(() -> {
			}, this.later);
		});
		Recording.Blocking failing = new Recording.Blocking((event) -> {
			look("failing", event);
			throw new IllegalStateException("handler");
		});
		Recording.Async failingAsync = new Recording.Async((event) -> {
			look("failing async", event);
			return CompletableFuture.failedFuture(new IllegalStateException("stage"));
		});
		HandlerSettings none = HandlerSettings.none();
		return new Handler[] { blocking(), atOnce, stage, failing, failingAsync,
				blocking("inline", none.withInline(true)), blocking("serialized", none.withSerialized(true)),
				blocking("lockstep", none.withWindow(1)), blocking("shedding", none.withOnFull(OnFull.SHED_TOKENS)) };
	}

	private TestEngine engine(Handler... handlers) {
		return new TestEngine(THREADS, CallbackDispatcher.builder().work(this.work)).with(handlers);
	}

	private static CallbackChatModel model(TestEngine engine, Duration delay) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b", "c")).delay(delay).build());
	}

	private void assertThatNothingIsLeft(TestEngine engine) throws Exception {
		assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
		assertThat(this.probe.contextsOf(engine.pool(), THREADS)).containsOnly("null/null");
		assertThat(this.probe.contextsOf(this.work, 8)).containsOnly("null/null");
		assertThat(this.probe.contextsOf(this.later, 1)).containsOnly("null/null");
		this.probe.assertThatNoScopeIsOpen();
	}

	/**
	 * A call in the scope of an observation, which is still the current one after it.
	 */
	private void inScope(String name, CallScenario scenario, TestEngine engine, Duration delay) throws Exception {
		Observation observation = this.probe.start(name);
		try (Observation.Scope scope = observation.openScope()) {
			MDC.put("trace", name);
			scenario.call(engine, model(engine, delay));
			assertThat(this.probe.registry.getCurrentObservationScope()).isSameAs(scope);
			assertThat(MDC.get("trace")).isEqualTo(name);
		}
		MDC.clear();
		observation.stop();
	}

	private void assertThatHandlersWorkInTheCallersObservation(CallScenario scenario, Duration delay) throws Exception {
		try (TestEngine engine = engine(handlers()); LogCapture failures = LogCapture.of(CallbackDispatcher.class)) {
			inScope("caller", scenario, engine, delay);
			assertThatNothingIsLeft(engine);
			assertThat(this.seen).hasSizeGreaterThanOrEqualTo(2 * 9);
			assertThatAllWasSeenIn("caller/caller");
			assertThat(failures.events()).isNotEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void handlersWorkInTheCallersObservationAndNoScopeStaysOpen(CallScenario scenario) throws Exception {
		assertThatHandlersWorkInTheCallersObservation(scenario, Duration.ZERO);
	}

	@ParameterizedTest
	@EnumSource
	void noScopeStaysOpenIfTheTokensComeOnAnotherThread(CallScenario scenario) throws Exception {
		assertThatHandlersWorkInTheCallersObservation(scenario, Duration.ofMillis(1));
	}

	@ParameterizedTest
	@EnumSource
	void callerWithoutAnObservationGetsNobodyElses(CallScenario scenario) throws Exception {
		try (TestEngine engine = engine(handlers()); LogCapture failures = LogCapture.of(CallbackDispatcher.class)) {
			inScope("before", scenario, engine, Duration.ZERO);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			this.seen.clear();
			scenario.call(engine, model(engine, Duration.ZERO));
			assertThatNothingIsLeft(engine);
			assertThatAllWasSeenIn("null/null");
			assertThat(failures.events()).isNotEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "STREAM", "MONO", "EVENTS", "CHAIN_STREAM", "CHAIN_MONO", "STEP_STREAM", "CANCELLED_STREAM" })
	void observationOfTheReactorContextWinsOverThatOfTheThread(CallScenario scenario) throws Exception {
		try (TestEngine engine = engine(blocking(), new Recording.Async((event) -> {
			look("async", event);
			return null;
		}))) {
			Observation reactor = this.probe.start("reactor");
			Observation thread = this.probe.start("thread");
			try (Observation.Scope scope = thread.openScope()) {
				scenario.flux(engine, model(engine, Duration.ZERO))
					.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, reactor))
					.blockLast(TestEngine.LONG);
				assertThat(this.probe.registry.getCurrentObservationScope()).isSameAs(scope);
			}
			assertThatNothingIsLeft(engine);
			assertThatAllWasSeenIn("reactor/null");
		}
	}

	@Test
	void observationOfAPoolThreadIsHiddenFromHandlersAndComesBack() throws Exception {
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder()).with(blocking())) {
			Observation threads = this.probe.start("threads");
			Observation.Scope scope = engine.pool().submit(threads::openScope).get();
			engine.pool().submit(() -> MDC.put("trace", "threads")).get();
			CallScenario.STREAM.call(engine, model(engine, Duration.ZERO));
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThatAllWasSeenIn("null/null");
			assertThat(engine.pool().submit(this.probe.registry::getCurrentObservationScope).get()).isSameAs(scope);
			assertThat(engine.pool().submit(this.probe::context).get()).isEqualTo("threads/threads");
			engine.pool().submit(scope::close).get();
			engine.pool().submit(MDC::clear).get();
			this.probe.assertThatNoScopeIsOpen();
		}
	}

	@Test
	void scopesDoNotPileUpWhileManyStreamsShareThreads() throws Exception {
		try (TestEngine engine = engine(blocking(), blocking())) {
			List<CompletableFuture<?>> all = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				Observation observation = this.probe.start("request");
				try (Observation.Scope scope = observation.openScope()) {
					assertThat(scope).isNotNull();
					all.add(model(engine, Duration.ofMillis(1)).stream(STREAMING).then().toFuture());
				}
			}
			all.forEach((one) -> assertThat(one).succeedsWithin(TestEngine.LONG));
			assertThatNothingIsLeft(engine);
			assertThat(this.seen).hasSize(200 * 2 * 6);
			assertThatAllWasSeenIn("request/null");
		}
	}

	@Test
	void unrelatedTaskFindsNothingWhileAHandlerWorks() throws Exception {
		CountDownLatch working = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		try (TestEngine engine = engine(new Recording.Blocking((event) -> {
			if (event instanceof ChatModelStart) {
				working.countDown();
				TestEngine.hang(release);
			}
		}), blocking())) {
			Observation observation = this.probe.start("caller");
			CompletableFuture<?> call;
			try (Observation.Scope scope = observation.openScope()) {
				assertThat(scope).isNotNull();
				MDC.put("trace", "caller");
				call = model(engine, Duration.ZERO).callAsync(STREAMING);
			}
			MDC.clear();
			assertThat(working.await(20, TimeUnit.SECONDS)).isTrue();
			await().until(() -> !this.seen.isEmpty());
			List<String> found = this.probe.contextsOf(engine.pool(), THREADS - 1);
			release.countDown();
			assertThat(call).succeedsWithin(TestEngine.LONG);
			assertThat(found).containsOnly("null/null");
			assertThatNothingIsLeft(engine);
		}
	}

	@Test
	void futuresCompleteWithoutAForeignObservation() throws Exception {
		try (TestEngine engine = engine(handlers()); LogCapture failures = LogCapture.of(CallbackDispatcher.class)) {
			CompletableFuture<String> after;
			Observation observation = this.probe.start("caller");
			try (Observation.Scope scope = observation.openScope()) {
				assertThat(scope).isNotNull();
				after = model(engine, Duration.ofMillis(1)).callAsync(STREAMING)
					.thenApply((result) -> Thread.currentThread().getName().equals("work") ? this.probe.context() : "");
			}
			assertThat(after.get(20, TimeUnit.SECONDS)).isIn("null/null", "caller/null", "");
			assertThatNothingIsLeft(engine);
			assertThat(failures.events()).isNotEmpty();
		}
	}

}
