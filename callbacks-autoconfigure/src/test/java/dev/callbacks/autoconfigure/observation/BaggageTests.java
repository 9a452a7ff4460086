// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainStart;
import dev.callbacks.spi.RunObserver;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.BaggageManager;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for metadata that is baggage.
 */
class BaggageTests {

	private final OtelCurrentTraceContext current = new OtelCurrentTraceContext();

	private final Tracer tracer = new OtelTracer(OpenTelemetrySdk.builder().build().getTracer("test"), this.current,
			(event) -> {
			}, new OtelBaggageManager(this.current, List.of("tenant", "user_id"), List.of()));

	private final Seen seen = new Seen();

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(Starter.with())
		.withBean(ObservationRegistry.class, ObservationRegistry::create)
		.withBean(Tracer.class, () -> this.tracer)
		.withBean(Seen.class, () -> this.seen);

	private Map<String, String> baggageOf(CallbackManager manager) {
		return manager.chain("body")
			.metadata("tenant", "a")
			.metadata("user_id", "b")
			.call(() -> this.tracer.getAllBaggage());
	}

	@Test
	void nothingIsBaggageUnlessItIsNamed() {
		this.runner.run((context) -> {
			assertThat(baggageOf(context.getBean(CallbackManager.class))).isEmpty();
			assertThat(context).doesNotHaveBean("callbackBaggageRuns");
		});
	}

	@Test
	void metadataThatIsNamedIsBaggageWhileTheRunIsCurrent() {
		this.runner.withPropertyValues("callbacks.observation.baggage=tenant, missing").run((context) -> {
			assertThat(baggageOf(context.getBean(CallbackManager.class))).isEqualTo(Map.of("tenant", "a"));
			assertThat(this.seen.tenants).hasSize(2).allMatch((tenant) -> tenant.equals(Map.of("tenant", "a")));
			assertThat(this.tracer.getAllBaggage()).isEmpty();
		});
	}

	@Test
	void withoutATracerNothingHappens() {
		new ApplicationContextRunner().withConfiguration(Starter.with())
			.withPropertyValues("callbacks.observation.baggage[0]=tenant")
			.run((context) -> {
				assertThat(baggageOf(context.getBean(CallbackManager.class))).isEmpty();
				assertThat(context).hasSingleBean(RunObserver.class);
			});
	}

	@Test
	void baggageThatCannotBeSetLeavesNoneOpen() {
		BaggageManager failing = new OtelBaggageManager(this.current, List.of("tenant", "user_id"), List.of()) {

			@Override
			public BaggageInScope createBaggageInScope(String name, String value) {
				if ("user_id".equals(name)) {
					throw new IllegalStateException("no " + name);
				}
				return super.createBaggageInScope(name, value);
			}

		};
		CallbackManager manager = CallbackDispatcher.builder()
			.observer(new BaggageRuns(failing, List.of("tenant", "user_id")))
			.build();
		assertThat(baggageOf(manager)).isEmpty();
		assertThat(this.tracer.getAllBaggage()).isEmpty();
	}

	/** A handler that looks at the baggage. */
	private final class Seen implements CallbackHandler {

		private final Queue<Map<String, String>> tenants = new ConcurrentLinkedQueue<>();

		@Override
		public void onChainStart(ChainStart event) {
			look(event);
		}

		@Override
		public void onChainEnd(ChainEnd event) {
			look(event);
		}

		private void look(CallbackEvent event) {
			this.tenants.add(BaggageTests.this.tracer.getAllBaggage());
		}

	}

}
