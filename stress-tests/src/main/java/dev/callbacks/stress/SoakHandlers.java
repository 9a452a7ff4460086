// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;

/**
 * The handlers of a soak: good ones, and one for each fault.
 */
final class SoakHandlers {

	private static final OrderWatch WATCH = new OrderWatch();

	private static final SerializedHandler SERIALIZED = new SerializedHandler();

	private SoakHandlers() {
	}

	static List<Handler> all() {
		return List.of(WATCH, SERIALIZED, new SlowHandler(), new FailingHandler(), new HangingHandler(),
				new IncompleteHandler(), new LateHandler());
	}

	/**
	 * Creates a handler for a call.
	 */
	static Handler named() {
		return new LateHandler();
	}

	static void violations(List<String> violations) {
		if (!WATCH.open.isEmpty()) {
			violations.add(WATCH.open.size() + " runs did not report their end to a good handler");
		}
		if (WATCH.wrong.sum() != 0) {
			violations.add(WATCH.wrong.sum() + " events were out of order at a good handler");
		}
		if (SERIALIZED.overlaps.sum() != 0) {
			violations.add("a serialized handler overlapped itself " + SERIALIZED.overlaps.sum() + " times");
		}
	}

	/**
	 * A good handler, which checks that each run starts, is in order, and ends once.
	 */
	private static final class OrderWatch implements CallbackHandler {

		private final Map<UUID, Long> open = new ConcurrentHashMap<>();

		private final LongAdder wrong = new LongAdder();

		@Override
		public void onEvent(CallbackEvent event) {
			UUID run = event.run().id();
			Long before = (event instanceof TerminalEvent) ? this.open.remove(run)
					: this.open.put(run, event.sequence());
			boolean right = (event instanceof StartEvent) ? before == null
					: (before != null && event.sequence() > before);
			if (!right) {
				this.wrong.increment();
			}
		}

	}

	private static final class SerializedHandler implements CallbackHandler {

		private final AtomicInteger inside = new AtomicInteger();

		private final LongAdder overlaps = new LongAdder();

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withSerialized(true);
		}

		@Override
		public void onEvent(CallbackEvent event) {
			if (this.inside.incrementAndGet() != 1) {
				this.overlaps.increment();
			}
			this.inside.decrementAndGet();
		}

	}

	private static final class SlowHandler implements CallbackHandler {

		@Override
		public void onEvent(CallbackEvent event) {
			if (isOneIn(2000)) {
				sleep(5);
			}
		}

	}

	private static final class FailingHandler implements CallbackHandler {

		@Override
		public void onEvent(CallbackEvent event) {
			if (isOneIn(1000)) {
				throw new IllegalStateException("The handler failed");
			}
		}

	}

	/**
	 * A handler that at times hangs beyond its timeout, but not for ever.
	 */
	private static final class HangingHandler implements CallbackHandler {

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withTimeout(Duration.ofMillis(200));
		}

		@Override
		public void onEvent(CallbackEvent event) {
			if (isOneIn(100_000)) {
				sleep(1000);
			}
		}

	}

	/**
	 * A handler with some stages that never complete.
	 */
	private static final class IncompleteHandler implements AsyncCallbackHandler {

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			return isOneIn(20_000) ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
		}

	}

	/**
	 * A handler with some stages that complete later.
	 */
	private static final class LateHandler implements AsyncCallbackHandler {

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			CompletableFuture<Object> stage = new CompletableFuture<>();
			if (event instanceof LlmNewToken && isOneIn(10)) {
				return stage.completeOnTimeout("done", 2, TimeUnit.MILLISECONDS);
			}
			stage.complete("done");
			return stage;
		}

	}

	private static boolean isOneIn(int many) {
		return ThreadLocalRandom.current().nextInt(many) == 0;
	}

	private static void sleep(long millis) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		while (System.nanoTime() < end) {
			try {
				TimeUnit.NANOSECONDS.sleep(Math.max(1, end - System.nanoTime()));
			}
			catch (InterruptedException ex) {
				// continues to hang, as bad handlers do
			}
		}
	}

}
