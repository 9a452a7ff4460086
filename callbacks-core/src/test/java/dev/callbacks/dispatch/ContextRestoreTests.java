// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.CallWay;
import dev.callbacks.HandlerSettings;
import dev.callbacks.LogCapture;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.message.ChatRequest;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * The restoring of a thread's context, also after a handler that changes the logging
 * context or leaves an interrupt (G8, B64).
 */
class ContextRestoreTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	private final Stacks stacks = new Stacks();

	private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

	@AfterEach
	void clear() {
		ContextRegistry.getInstance().removeThreadLocalAccessor("outer");
		ContextRegistry.getInstance().removeThreadLocalAccessor("inner");
		MDC.clear();
		Thread.interrupted();
	}

	private static CallbackChatModel model(TestEngine engine) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b", "c")).build());
	}

	private void look(CallbackEvent event) {
		this.seen.add(MDC.get("trace") + "/" + MDC.get("own"));
	}

	@ParameterizedTest
	@EnumSource
	void eachValueIsTakenOffByRestoreInReverseOrder(CallWay way) throws Exception {
		CountingAccessor outer = new CountingAccessor("outer", this.stacks);
		CountingAccessor inner = new CountingAccessor("inner", this.stacks);
		ContextRegistry.getInstance().registerThreadLocalAccessor(outer);
		ContextRegistry.getInstance().registerThreadLocalAccessor(inner);
		Recording.Async async = new Recording.Async((event) -> {
			this.seen.add(outer.getValue() + "/" + inner.getValue());
			return CompletableFuture.completedFuture(null);
		});
		Recording.Blocking blocking = new Recording.Blocking(
				(event) -> this.seen.add(outer.getValue() + "/" + inner.getValue()));
		try (TestEngine engine = new TestEngine(2, CallbackDispatcher.builder()).with(blocking, async)) {
			outer.value.set("a");
			way.call(model(engine));
			inner.value.set("b");
			way.call(model(engine));
			outer.value.remove();
			way.call(model(engine));
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(this.seen).hasSize(3 * 2 * 6).containsOnly("a/null", "a/b", "null/b");
			// who waits for the call carries the context already
			assertThat(way == CallWay.BLOCKING || this.stacks.isUsed()).isTrue();
			this.stacks.assertThatAllIsTakenOff();
		}
		finally {
			outer.value.remove();
			inner.value.remove();
		}
	}

	@Test
	void valueOfTheReactorContextIsTakenOffByRestore() throws Exception {
		CountingAccessor outer = new CountingAccessor("outer", this.stacks);
		ContextRegistry.getInstance().registerThreadLocalAccessor(outer);
		Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true),
				(event) -> this.seen.add(String.valueOf(outer.getValue())));
		Recording.Blocking blocking = new Recording.Blocking(
				(event) -> this.seen.add(String.valueOf(outer.getValue())));
		try (TestEngine engine = new TestEngine(2, CallbackDispatcher.builder()).with(blocking, inline)) {
			outer.value.set("thread");
			model(engine).stream(STREAMING)
				.contextWrite((context) -> context.put("outer", "reactor"))
				.blockLast(TestEngine.LONG);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(outer.value.get()).isEqualTo("thread");
			assertThat(this.seen).hasSize(2 * 6).containsOnly("reactor");
			this.stacks.assertThatAllIsTakenOff();
		}
		finally {
			outer.value.remove();
		}
	}

	@ParameterizedTest
	@EnumSource
	void b64ChangeOfTheLoggingContextReachesNeitherTheCallerNorOtherHandlers(CallWay way) throws Exception {
		Recording.Blocking changing = new Recording.Blocking((event) -> {
			MDC.put("trace", "changed");
			MDC.put("own", "left");
		});
		Recording.Async changingAsync = new Recording.Async((event) -> {
			MDC.clear();
			MDC.put("own", "left");
			return null;
		});
		Recording.Blocking failing = new Recording.Blocking((event) -> {
			MDC.remove("trace");
			throw new IllegalStateException("handler");
		});
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder()).with(changing,
				new Recording.Blocking(this::look), changingAsync, new Recording.Async((event) -> {
					look(event);
					return null;
				}), failing, new Recording.Blocking(this::look));
				LogCapture failures = LogCapture.of(CallbackDispatcher.class)) {
			MDC.put("trace", "caller");
			way.call(model(engine));
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("trace", "caller"));
			assertThat(this.seen).hasSize(3 * 6).containsOnly("caller/null");
			assertThat(failures.events()).isNotEmpty();
			await()
				.untilAsserted(() -> assertThat(engine.pool().submit(MDC::getCopyOfContextMap).get()).isNullOrEmpty());
		}
	}

	@ParameterizedTest
	@EnumSource
	void b64ChangeOfTheLoggingContextByAnInlineHandlerReachesTheCaller(CallWay way) throws Exception {
		Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true),
				(event) -> MDC.put("trace", "inline"));
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder()).with(inline,
				new Recording.Blocking(this::look), new Recording.Async((event) -> {
					look(event);
					return null;
				}))) {
			MDC.put("trace", "caller");
			way.call(model(engine));
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(MDC.get("trace")).isEqualTo("inline");
			assertThat(this.seen).hasSize(2 * 6).containsOnly("inline/null");
		}
	}

	@ParameterizedTest
	@EnumSource
	void interruptThatAHandlerLeavesReachesNoOther(CallWay way) throws Exception {
		List<Boolean> flags = Collections.synchronizedList(new ArrayList<>());
		Recording.Blocking before = new Recording.Blocking(
				(event) -> flags.add(Thread.currentThread().isInterrupted()));
		Recording.Blocking leaving = new Recording.Blocking((event) -> Thread.currentThread().interrupt());
		Recording.Blocking after = new Recording.Blocking((event) -> flags.add(Thread.currentThread().isInterrupted()));
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder()).with(before, leaving, after)) {
			// in a blocking call the flag may end the call, as an interrupt does
			Throwable failure = catchThrowable(() -> way.call(model(engine)));
			boolean interrupted = Thread.interrupted();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(flags).isNotEmpty().containsOnly(false);
			if (way != CallWay.BLOCKING) {
				assertThat(failure).isNull();
				assertThat(interrupted).isFalse();
			}
			ExecutorService pool = engine.pool();
			assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
		}
	}

	@Test
	void interruptOfTheCallerIsNotSeenByHandlersAndComesBack() throws Exception {
		List<Boolean> flags = Collections.synchronizedList(new ArrayList<>());
		Recording.Blocking blocking = new Recording.Blocking(
				(event) -> flags.add(Thread.currentThread().isInterrupted()));
		Recording.Async async = new Recording.Async((event) -> {
			flags.add(Thread.currentThread().isInterrupted());
			return null;
		});
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder()).with(blocking, async)) {
			Thread.currentThread().interrupt();
			Throwable failure = catchThrowable(() -> CallWay.BLOCKING.call(model(engine)));
			boolean flag = Thread.interrupted();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(flag).as("flag of the caller after the call, which brought %s", failure).isTrue();
			assertThat(flags).isNotEmpty().containsOnly(false);
		}
	}

	@Test
	void interruptOfAnOverdueHandlerDoesNotReachTheNext() throws Exception {
		CountDownLatch hung = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		List<Boolean> flags = Collections.synchronizedList(new ArrayList<>());
		Recording.Blocking overdue = new Recording.Blocking(HandlerSettings.none().withTimeout(Duration.ofMillis(20)),
				(event) -> {
					if (hung.getCount() == 1) {
						hung.countDown();
						while (!Thread.currentThread().isInterrupted()) {
							Thread.onSpinWait();
						}
						interrupted.set(true);
					}
				});
		Recording.Blocking next = new Recording.Blocking((event) -> flags.add(Thread.currentThread().isInterrupted()));
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder()).with(overdue, next);
				LogCapture warning = LogCapture.of(CallbackDispatcher.class)) {
			CallWay.STREAM.call(model(engine));
			CallWay.STREAM.call(model(engine));
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(warning.events()).isNotEmpty();
			// the run is over before the thread that was given up goes on
			Awaitility.await().untilTrue(interrupted);
			assertThat(flags).hasSize(2 * 6).containsOnly(false);
			assertThat(engine.pool().submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
		}
	}

	/**
	 * For each thread the values that were put on it and not taken off, the newest last.
	 */
	private static final class Stacks {

		private final Map<Thread, Deque<String>> open = new ConcurrentHashMap<>();

		private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());

		private void put(Object key) {
			this.open.computeIfAbsent(Thread.currentThread(), (thread) -> new ArrayDeque<>())
				.addLast(String.valueOf(key));
		}

		private void take(Object key) {
			String newest = this.open.getOrDefault(Thread.currentThread(), new ArrayDeque<>()).pollLast();
			if (!key.equals(newest)) {
				this.wrong.add("restored '" + key + "' when the newest was '" + newest + "'");
			}
		}

		private boolean isUsed() {
			return !this.open.isEmpty();
		}

		private void assertThatAllIsTakenOff() {
			await()
				.untilAsserted(() -> assertThat(this.open.values()).allSatisfy((stack) -> assertThat(stack).isEmpty()));
			assertThat(this.wrong).isEmpty();
		}

	}

	/**
	 * An accessor whose scopes nest: each value that is set has to be restored, and set
	 * is no way to do that.
	 */
	private static final class CountingAccessor implements ThreadLocalAccessor<Object> {

		private final ThreadLocal<@Nullable Object> value = new ThreadLocal<>();

		private final String key;

		private final Stacks stacks;

		private CountingAccessor(String key, Stacks stacks) {
			this.key = key;
			this.stacks = stacks;
		}

		@Override
		public Object key() {
			return this.key;
		}

		@Override
		public @Nullable Object getValue() {
			return this.value.get();
		}

		@Override
		public void setValue(Object value) {
			this.stacks.put(this.key);
			this.value.set(value);
		}

		@Override
		public void setValue() {
			this.stacks.put(this.key);
			this.value.remove();
		}

		@Override
		public void restore(Object previous) {
			this.stacks.take(this.key);
			this.value.set(previous);
		}

		@Override
		public void restore() {
			this.stacks.take(this.key);
			this.value.remove();
		}

	}

}
