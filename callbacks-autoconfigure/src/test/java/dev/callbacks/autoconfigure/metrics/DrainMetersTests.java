// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.callbacks.CallbackHandler;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatRequest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the meters balance when the application stops while runs are under way,
 * although Spring Boot closes the registry first.
 */
class DrainMetersTests {

	private static final int STREAMS = 200;

	private final CountDownLatch never = new CountDownLatch(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(LifecycleAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				PrometheusMetricsExportAutoConfiguration.class))
		.withPropertyValues("callbacks.shutdown.timeout=200ms", "spring.lifecycle.timeout-per-shutdown-phase=300ms")
		.withBean(ChatProvider.class,
				() -> EmbeddedChatProvider.builder()
					.answer(EmbeddedAnswer.tokens("a", "b", "c").hanging())
					.answer(EmbeddedAnswer.tokens("a", "b", "c"))
					.build())
		.withBean("quick", Quick.class, Quick::new)
		.withBean("hanging", Hanging.class, Hanging::new);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatWasAcceptedIsDeliveredOrDroppedInTheMeters(boolean histogram) {
		this.runner
			.withPropertyValues(
					"management.metrics.distribution.percentiles-histogram.callbacks.handler.duration=" + histogram)
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				List<CompletableFuture<?>> answers = start(context.getBean(CallbackChatModel.class));
				Awaitility.await().until(() -> sum(registry, "callbacks.events", "quick", null) > STREAMS);
				context.getSourceApplicationContext().close();
				assertThat(registry.isClosed()).isTrue();
				CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
					.handle((nothing, failure) -> failure)
					.get(20, TimeUnit.SECONDS);
				Awaitility.await().untilAsserted(() -> assertThatItBalances(registry));
				assertThat(sum(registry, "callbacks.events.dropped", "hanging", null)).isPositive();
				assertThat(registry.get("callbacks.runs")
					.tags("run.kind", "chat_model", "outcome", "shutdown")
					.counter()
					.count()).isPositive();
				assertThat(registry.get("callbacks.runs.active").tag("run.kind", "chat_model").gauge().value())
					.isZero();
				assertThat(registry.get("callbacks.handler.lag").tag("handler", "hanging").gauge().value()).isZero();
				this.never.countDown();
			});
	}

	private static List<CompletableFuture<?>> start(CallbackChatModel model) {
		List<CompletableFuture<?>> answers = new ArrayList<>();
		IntStream.range(0, STREAMS)
			.forEach((i) -> answers.add(model.callAsync(ChatRequest.of("Tell me a joke").streaming())));
		return answers;
	}

	private static void assertThatItBalances(MeterRegistry registry) {
		for (String handler : List.of("quick", "hanging")) {
			for (EventType type : List.of(EventType.LLM_NEW_TOKEN, EventType.LLM_END, EventType.LLM_ERROR)) {
				double accepted = sum(registry, "callbacks.events", handler, type);
				assertThat(sum(registry, "callbacks.handler.duration", handler, type)
						+ sum(registry, "callbacks.events.dropped", handler, type))
					.as("%s of %s", type, handler)
					.isEqualTo(accepted);
			}
		}
	}

	private static double sum(MeterRegistry registry, String name, String handler, @Nullable EventType type) {
		return registry.find(name)
			.tag("handler", handler)
			.meters()
			.stream()
			.filter((meter) -> type == null || MeterTags.value(type).equals(meter.getId().getTag("event.type")))
			.mapToDouble(DrainMetersTests::count)
			.sum();
	}

	private static double count(Meter meter) {
		double count = 0;
		for (var measurement : meter.measure()) {
			count += (measurement.getStatistic() == Statistic.COUNT) ? measurement.getValue() : 0;
		}
		return count;
	}

	private static final class Quick implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
		}

		@Override
		public void onLlmError(LlmError event) {
		}

	}

	/** Never comes back from an error. */
	private final class Hanging implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

		@Override
		public void onLlmError(LlmError event) {
			boolean ended = false;
			while (!ended) {
				try {
					ended = DrainMetersTests.this.never.await(20, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					// it takes no notice
				}
			}
		}

	}

}
