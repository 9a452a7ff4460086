// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Usage;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that GenAI meters count what ends, or is first seen, after Spring Boot has closed
 * the registry.
 */
class GenAiDrainTests {

	private static final int STREAMS = 20;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(LifecycleAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				PrometheusMetricsExportAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withPropertyValues("callbacks.shutdown.timeout=100ms", "callbacks.cost.prices.m-1.input=1",
				"callbacks.cost.prices.m-1.output=1000000")
		.withBean(ChatProvider.class, Provider::new);

	private static ChatRequest request(String text, String model) {
		return ChatRequest.of(text).withOptions(ChatOptions.none().withModel(model)).streaming();
	}

	private static double sum(MeterRegistry registry, String model, String outcome) {
		return registry.find("gen_ai.client.inference.duration")
			.tags("gen_ai.request.model", model, "callbacks.outcome", outcome)
			.timers()
			.stream()
			.mapToLong(Timer::count)
			.sum();
	}

	@Test
	void callsThatAreTheFirstToEndAreCountedByTheirModel() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			List<CompletableFuture<?>> answers = new ArrayList<>();
			for (int i = 0; i < STREAMS; i++) {
				answers.add(model.callAsync(request("hang", "m-1")));
			}
			await().until(() -> context.getBean(CallbackDispatcher.class)
				.runs()
				.stream()
				.allMatch((run) -> run.tokens() == 2));
			context.getSourceApplicationContext().close();
			assertThat(registry.isClosed()).isTrue();
			CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
				.handle((nothing, failure) -> failure)
				.get(20, TimeUnit.SECONDS);
			assertThat(sum(registry, "m-1", "shutdown")).isEqualTo(STREAMS);
			assertThat(registry.get("gen_ai.client.inference.usage.output_tokens")
				.tags("gen_ai.request.model", "m-1", "callbacks.usage", "estimated")
				.counter()
				.count()).isEqualTo(2 * STREAMS);
			assertThat(registry.get("gen_ai.client.inference.time_to_first_chunk")
				.tag("gen_ai.request.model", "m-1")
				.timer()
				.count()).isEqualTo(STREAMS);
			assertThat(registry.get("callbacks.cost").tag("callbacks.usage", "estimated").counters())
				.anyMatch((cost) -> cost.count() == 2 * STREAMS);
		});
	}

	@Test
	void callsThatBeginOnceTheRegistryIsClosedAreCountedAsOthers() {
		this.runner.withBean(LateCaller.class).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getSourceApplicationContext().close();
			assertThat(sum(registry, "_OTHER", "success")).isEqualTo(1);
			assertThat(registry.get("gen_ai.execute_tool.duration")
				.tags("gen_ai.tool.name", "_OTHER", "callbacks.outcome", "success")
				.timer()
				.count()).isEqualTo(1);
			assertThat(registry.get("callbacks.cost.unpriced")
				.tags("gen_ai.operation.name", "chat", "gen_ai.request.model", "_OTHER", "gen_ai.response.model",
						"_OTHER")
				.counter()
				.count()).isEqualTo(1);
		});
	}

	@Test
	void nothingIsRegisteredAheadWhileTheApplicationRuns() {
		this.runner.run((context) -> {
			context.getBean(CallbackChatModel.class).call(request("answer", "m-1"));
			assertThat(context.getBean(MeterRegistry.class).get("gen_ai.client.inference.duration").timers())
				.hasSize(1);
			assertThat(context.getBean(CallbackDispatcher.class).handlers()).isEmpty();
		});
	}

	@Test
	void nothingIsRegisteredAheadWhenAChildContextCloses() {
		this.runner.run((context) -> {
			List<Meter> before = context.getBean(MeterRegistry.class).getMeters();
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(context);
				child.refresh();
			}
			assertThat(context.getBean(MeterRegistry.class).getMeters()).hasSameSizeAs(before);
		});
	}

	/** Calls a model when the web server would have stopped. */
	private static final class LateCaller implements SmartLifecycle {

		private final CallbackManager manager;

		private final CallbackChatModel model;

		private boolean running;

		LateCaller(CallbackManager manager, CallbackChatModel model) {
			this.manager = manager;
			this.model = model;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.model.call(request("answer", "m-late"));
			this.manager.tool("late").call(() -> "done");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return CallbacksAutoConfiguration.DRAIN_PHASE + 1;
		}

	}

	private static final class Provider implements ChatProvider {

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			Flux<ChatChunk> tokens = Flux.just(ChatChunk.of("a"), ChatChunk.of("b"));
			return request.messages().get(0).text().equals("hang") ? tokens.concatWith(Flux.never())
					: tokens.concatWithValues(ChatChunk.closing(Usage.of(1, 2), Map.of()));
		}

		@Override
		public String name() {
			return "test";
		}

	}

}
