// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackHandler;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.Outcome;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the meters that tell an operator about a handler and the threads it gets.
 */
class HandlerMetersTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Tell me a joke").streaming();

	private final Slow slow = new Slow();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class))
		.withBean(ChatProvider.class,
				() -> EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b", "c")).build())
		.withBean("slow", Slow.class, () -> this.slow);

	@Test
	void slowestCallOfHandlerIsKnown() {
		this.runner.run((context) -> {
			this.slow.end.countDown();
			context.getBean(CallbackChatModel.class).call(STREAMING);
			Timer timer = context.getBean(MeterRegistry.class)
				.get("callbacks.handler.duration")
				.tags("handler", "slow", "event.type", "llm_end", "outcome", "success")
				.timer();
			assertThat(timer.count()).isEqualTo(1);
			assertThat(timer.max(TimeUnit.NANOSECONDS)).isPositive().isEqualTo(timer.totalTime(TimeUnit.NANOSECONDS));
		});
	}

	@Test
	void tokensAreCountedExactlyBesideTimers() {
		this.slow.end.countDown();
		this.runner.run((context) -> {
			context.getBean(CallbackChatModel.class).call(STREAMING);
			assertThat(scrape(context.getBean(PrometheusMeterRegistry.class))).contains(
					"callbacks_handler_duration_seconds_count{event_type=\"llm_new_token\",handler=\"slow\",outcome=\"success\"} 4",
					"callbacks_handler_duration_seconds_max{event_type=\"llm_end\",handler=\"slow\",outcome=\"success\"}");
		});
	}

	@Test
	void histogramIsThereIfAskedFor() {
		this.slow.end.countDown();
		this.runner
			.withPropertyValues("management.metrics.distribution.percentiles-histogram.callbacks.handler.duration=true")
			.run((context) -> {
				context.getBean(CallbackChatModel.class).call(STREAMING);
				assertThat(scrape(context.getBean(PrometheusMeterRegistry.class))).contains(
						"callbacks_handler_duration_seconds_bucket{event_type=\"llm_end\",handler=\"slow\",outcome=\"success\",le=\"+Inf\"} 1",
						"callbacks_handler_duration_seconds_bucket{event_type=\"llm_new_token\",handler=\"slow\",outcome=\"success\",le=\"+Inf\"} 4",
						"callbacks_handler_duration_seconds_count{event_type=\"llm_new_token\",handler=\"slow\",outcome=\"success\"} 4");
			});
	}

	@Test
	void histogramOfOneOfTwoRegistriesIsThere() {
		this.slow.end.countDown();
		this.runner.withConfiguration(Starter.with(SimpleMetricsExportAutoConfiguration.class))
			.withPropertyValues("management.simple.metrics.export.enabled=true",
					"management.metrics.distribution.percentiles-histogram.callbacks.handler.duration=true")
			.run((context) -> {
				context.getBean(CallbackChatModel.class).call(STREAMING);
				assertThat(scrape(context.getBean(PrometheusMeterRegistry.class))).contains(
						"callbacks_handler_duration_seconds_bucket{event_type=\"llm_new_token\",handler=\"slow\",outcome=\"success\",le=\"+Inf\"} 4");
			});
	}

	private static String scrape(PrometheusMeterRegistry registry) {
		return registry.scrape();
	}

	@Test
	void backlogOfHandlerIsWhatItIsNotDoneWith() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			CompletableFuture<?> answer = context.getBean(CallbackChatModel.class).callAsync(STREAMING);
			assertThat(this.slow.entered.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(gauge(registry, "callbacks.handler.lag", "handler", "slow")).isEqualTo(1);
			assertThat(gauge(registry, "callbacks.executor.active", "executor", "handlers")).isBetween(1.0, 8.0);
			assertThat(gauge(registry, "callbacks.executor.size", "executor", "handlers")).isEqualTo(8);
			this.slow.end.countDown();
			answer.get(20, TimeUnit.SECONDS);
			assertThat(gauge(registry, "callbacks.handler.lag", "handler", "slow")).isZero();
		});
	}

	@Test
	void windowUseIsThePartThatTheHandlerHasNotFinished() {
		this.runner.withPropertyValues("callbacks.handlers.slow.window=4").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			CompletableFuture<?> answer = context.getBean(CallbackChatModel.class).callAsync(STREAMING);
			assertThat(this.slow.entered.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(gauge(registry, "callbacks.handler.window.use", "handler", "slow")).isEqualTo(0.25);
			this.slow.end.countDown();
			answer.get(20, TimeUnit.SECONDS);
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(gauge(registry, "callbacks.handler.window.use", "handler", "slow")).isZero());
		});
	}

	@Test
	void threadThatIsStuckInHandlerIsSeenUntilItIsBack() {
		this.runner.withPropertyValues("callbacks.handlers.slow.timeout=50ms").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(CallbackChatModel.class).callAsync(STREAMING).get(20, TimeUnit.SECONDS);
			Awaitility.await().until(() -> gauge(registry, "callbacks.handler.stuck", "handler", "slow") == 1);
			this.slow.end.countDown();
			Awaitility.await().until(() -> gauge(registry, "callbacks.handler.stuck", "handler", "slow") == 0);
		});
	}

	@Test
	void everyMeterOfHandlerIsThereBeforeItsFirstEvent() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.find("callbacks.events").tag("handler", "slow").counters())
				.extracting((counter) -> counter.getId().getTag("event.type"))
				.containsExactlyInAnyOrder("chat_model_start", "llm_new_token", "llm_end");
			assertThat(
					registry.find("callbacks.events.dropped").tags("handler", "slow", "reason", "shutdown").counters())
				.hasSize(3);
			assertThat(registry.find("callbacks.handler.duration").tags("handler", "slow").meters()).hasSize(9);
			assertThat(registry.find("callbacks.runs").tag("run.kind", "chat_model").counters()).hasSize(6);
		});
	}

	@Test
	void tokensAreCountedIfTwoCallsAreTheFirstOnesOfTheHandler() throws Exception {
		MeterRegistry registry = new SimpleMeterRegistry();
		HandlerMetrics metrics = new HandlerMetrics(registry, "slow", new WindowUse(() -> null));
		Thread other = new Thread(() -> metrics.finished(EventType.LLM_NEW_TOKEN, Outcome.SUCCESS, 2, 10));
		registry.config().meterFilter(new MeterFilter() {

			@Override
			public Meter.Id map(Meter.Id id) {
				// the meters of tokens are there, and this thread is not done with them
				if (id.getName().equals("callbacks.events.dropped") && other.getState() == Thread.State.NEW) {
					other.start();
					Awaitility.await()
						.until(other::getState,
								(state) -> state == Thread.State.BLOCKED || state == Thread.State.TERMINATED);
				}
				return id;
			}

		});
		metrics.finished(EventType.LLM_NEW_TOKEN, Outcome.SUCCESS, 3, 10);
		other.join(20_000);
		assertThat(registry.get("callbacks.handler.duration")
			.tags("event.type", "llm_new_token", "outcome", "success")
			.functionTimer()
			.count()).isEqualTo(5);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void threadsAreCountedIfTheyAreVirtual() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			CompletableFuture<?> answer = context.getBean(CallbackChatModel.class).callAsync(STREAMING);
			assertThat(this.slow.entered.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(gauge(registry, "callbacks.executor.active", "executor", "handlers")).isBetween(1.0, 8.0);
			assertThat(registry.find("callbacks.executor.size").tag("executor", "work").gauge()).isNotNull();
			this.slow.end.countDown();
			answer.get(20, TimeUnit.SECONDS);
		});
	}

	private static double gauge(MeterRegistry registry, String name, String key, String value) {
		return registry.get(name).tag(key, value).gauge().value();
	}

	private static final class Slow implements CallbackHandler {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@Override
		public void onChatModelStart(ChatModelStart event) {
		}

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
			this.entered.countDown();
			boolean ended = false;
			long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
			while (!ended && System.nanoTime() < deadline) {
				try {
					ended = this.end.await(20, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					// it takes no notice when it is given up
				}
			}
		}

	}

}
