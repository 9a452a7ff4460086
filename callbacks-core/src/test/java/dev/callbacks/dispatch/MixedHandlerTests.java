// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerDescriptor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler with several methods for an event, one of which is awaited.
 */
class MixedHandlerTests {

	private final CompletableFuture<Object> stage = new CompletableFuture<>();

	private final CountDownLatch busy = new CountDownLatch(1);

	private final CountDownLatch resumed = new CountDownLatch(1);

	private final CompletableFuture<Object> nested = new CompletableFuture<>();

	/** Serialized: an awaited method, and one that may block. */
	private HandlerDescriptor mixed() {
		List<EventMethod> methods = List.of((event) -> event.run().name().equals("first") ? this.stage : null,
				(event) -> null);
		return new HandlerDescriptor("mixed", this, getClass(), null, Map.of(EventType.CHAIN_START, methods), true,
				true, HandlerSettings.none().withSerialized(true));
	}

	/**
	 * The lane of the first run has the only permit, and waits for the only worker. That
	 * is in a handler, which waits for a run of its own, which waits for the permit.
	 */
	@Test
	void serializedHandlerWaitsForNoWorkerBetweenTwoOfItsMethods() throws Exception {
		HandlerDescriptor mixed = mixed();
		try (TestEngine engine = new TestEngine(1, CallbackDispatcher.builder())) {
			Recording.Blocking calling = new Recording.Blocking((event) -> {
				if (event.type() == EventType.CHAIN_START) {
					callFrom(engine);
				}
			});
			engine.manager.register(List.of(mixed));
			DrivenRun first = engine.manager.open(RunKind.CHAIN, "first", Map.of());
			engine.manager.unregister(List.of(mixed));
			engine.manager.add(calling);
			DrivenRun second = engine.manager.open(RunKind.CHAIN, "second", Map.of());
			assertThat(this.busy.await(20, TimeUnit.SECONDS)).isTrue();
			engine.manager.register(List.of(mixed));
			this.stage.complete("done");
			this.resumed.countDown();
			assertThat(this.nested.get(40, TimeUnit.SECONDS)).isEqualTo("started");
			first.end(null);
			second.end(null);
		}
	}

	private void callFrom(TestEngine engine) {
		try {
			this.busy.countDown();
			this.resumed.await();
			DrivenRun run = engine.manager.open(RunKind.CHAIN, "nested", Map.of());
			run.started().toCompletableFuture().get(5, TimeUnit.SECONDS);
			run.end(null);
			this.nested.complete("started");
		}
		catch (Exception ex) {
			this.nested.complete(ex);
		}
	}

}
