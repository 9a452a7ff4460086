// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.concurrent.CompletableFuture;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.HandlerDescriptor;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbacksMetricsAutoConfiguration}.
 */
class CallbacksMetricsAutoConfigurationTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Tell me a joke").streaming();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withBean("tokens", Tokens.class, Tokens::new);

	@Test
	void runsAndHandlersAreMeasured() {
		this.runner
			.withBean(ChatProvider.class,
					() -> EmbeddedChatProvider.builder()
						.answer(EmbeddedAnswer.tokens("a", "b"))
						.answer(EmbeddedAnswer.failure(new IllegalStateException("wire")))
						.answer(EmbeddedAnswer.tokens("a").hanging())
						.build())
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				CallbackChatModel model = context.getBean(CallbackChatModel.class);
				model.callAsync(STREAMING).join();
				model.callAsync(STREAMING).handle((result, failure) -> failure).join();
				assertThat(runs(registry, "success")).isEqualTo(1);
				assertThat(runs(registry, "failed")).isEqualTo(1);
				assertThat(registry.get("callbacks.runs.active").tag("run.kind", "chat_model").gauge().value())
					.isZero();
				FunctionTimer tokens = duration(registry, "llm_new_token", "success");
				assertThat(tokens.count()).isEqualTo(3);
				assertThat(registry.get("callbacks.handler.duration")
					.tags("handler", "tokens", "event.type", "llm_end", "outcome", "error")
					.timer()
					.count()).isEqualTo(1);
				assertThat(registry.get("callbacks.events")
					.tags("handler", "tokens", "event.type", "llm_new_token")
					.counter()
					.count()).isEqualTo(3);
				assertThat(registry.get("callbacks.lane.wait").tag("handler", "tokens").timer().count()).isPositive();
				CompletableFuture<?> hanging = model.callAsync(STREAMING);
				assertThat(registry.get("callbacks.runs.active").tag("run.kind", "chat_model").gauge().value())
					.isEqualTo(1);
				hanging.cancel(true);
				org.awaitility.Awaitility.await().until(() -> runs(registry, "cancelled") == 1);
			});
	}

	private static double runs(MeterRegistry registry, String outcome) {
		var counter = registry.find("callbacks.runs").tags("run.kind", "chat_model", "outcome", outcome).counter();
		return (counter != null) ? counter.count() : 0;
	}

	private static FunctionTimer duration(MeterRegistry registry, String type, String outcome) {
		return registry.get("callbacks.handler.duration")
			.tags("handler", "tokens", "event.type", type, "outcome", outcome)
			.functionTimer();
	}

	@Test
	void droppedEventsAreCountedByReason() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new HandlerMetrics(registry, "h", new WindowUse(() -> null))
			.dropped(dev.callbacks.event.EventType.LLM_NEW_TOKEN, dev.callbacks.spi.DropReason.CUT_OFF, 3);
		assertThat(registry.get("callbacks.events.dropped")
			.tags("handler", "h", "event.type", "llm_new_token", "reason", "cut_off")
			.counter()
			.count()).isEqualTo(3);
	}

	@Test
	void namesOfHandlersAreBounded() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		CallbackMetrics metrics = new CallbackMetrics(registry, new WindowUse(() -> null));
		for (int i = 0; i < 150; i++) {
			metrics.handler(new HandlerDescriptor("h" + i, new Object(), Object.class, null, java.util.Map.of(), true,
					false, HandlerSettings.none()));
		}
		assertThat(registry.find("callbacks.lane.wait").timers()).hasSize(101);
		assertThat(registry.find("callbacks.lane.wait").tag("handler", "_OTHER").timer()).isNotNull();
	}

	@Test
	void noMetersIfSwitchedOff() {
		for (String property : new String[] { "callbacks.metrics.enabled=false", "callbacks.enabled=false" }) {
			this.runner.withPropertyValues(property).run((context) -> {
				context.getBean(CallbackChatModel.class).call(STREAMING);
				assertThat(context.getBean(MeterRegistry.class).getMeters()).extracting(Meter::getId)
					.noneMatch((id) -> id.getName().startsWith("callbacks."));
			});
		}
	}

	@Test
	void registryOfTheApplicationHasAllMetersWithoutThoseOfSpringBoot() {
		bare().withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.find("callbacks.runs").counters()).isNotEmpty();
			assertThat(registry.find("callbacks.executor.size").gauges()).hasSize(2);
		});
	}

	@Test
	void noMetersIfThereAreSeveralRegistriesOfWhichNoneIsPrimary() {
		bare().withBean("one", MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("other", MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallbackMetrics.class));
	}

	private static ApplicationContextRunner bare() {
		return new ApplicationContextRunner().withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class));
	}

	@Test
	void worksWithoutMicrometer() {
		new ApplicationContextRunner().withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text()).isNotEmpty());
	}

	static class Tokens implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
			throw new IllegalStateException("counted");
		}

	}

}
