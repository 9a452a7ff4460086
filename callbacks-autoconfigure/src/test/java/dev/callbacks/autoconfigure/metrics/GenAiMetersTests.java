// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.message.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.observation.ChatModelMeterObservationHandler;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for the meters of the GenAI conventions, in a real context with a real registry.
 */
class GenAiMetersTests {

	private static final Usage USAGE = new Usage(100, 20, 120, Map.of("cache_read", 40L, "cache_creation", 10L),
			Map.of("reasoning", 5L));

	private static final Tags CALL = Tags.of("gen_ai.operation.name", "chat", "gen_ai.provider.name", "mistral_ai",
			"gen_ai.request.model", "m-1", "gen_ai.response.model", "m-1-2026");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class))
		.withBean(ChatProvider.class, Provider::new);

	private static ChatRequest request(String text, String model) {
		return ChatRequest.of(text).withOptions(ChatOptions.none().withModel(model)).streaming();
	}

	@Test
	void callIsTimedAndItsTokensAreCounted() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(CallbackChatModel.class).call(request("answer", "m-1"));
			Timer duration = registry.get("gen_ai.client.inference.duration")
				.tags(CALL.and("error.type", "none", "callbacks.outcome", "success"))
				.timer();
			Timer first = registry.get("gen_ai.client.inference.time_to_first_chunk").tags(CALL).timer();
			assertThat(duration.count()).isEqualTo(1);
			assertThat(first.count()).isEqualTo(1);
			assertThat(first.totalTime(TimeUnit.NANOSECONDS))
				.isLessThanOrEqualTo(duration.totalTime(TimeUnit.NANOSECONDS));
			Tags usage = CALL.and("callbacks.usage", "reported");
			assertThat(tokens(registry, "input_tokens", usage)).isEqualTo(100);
			assertThat(tokens(registry, "output_tokens", usage)).isEqualTo(20);
			assertThat(tokens(registry, "cache_read.input_tokens", usage)).isEqualTo(40);
			assertThat(tokens(registry, "cache_write.input_tokens", usage)).isEqualTo(10);
			assertThat(tokens(registry, "reasoning.output_tokens", usage)).isEqualTo(5);
			assertThat(registry.get("gen_ai.client.inference.operation.output_tokens").tags(usage).summary().max())
				.isEqualTo(20);
			assertThat(registry.find("gen_ai.client.inference.time_per_output_chunk").meters()).isEmpty();
		});
	}

	@Test
	void bucketsAreThoseOfTheConventions() {
		this.runner.run((context) -> {
			context.getBean(CallbackChatModel.class).call(request("answer", "m-1"));
			assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
				.containsPattern("gen_ai_client_inference_duration_seconds_bucket\\{.*le=\"0.01\"}")
				.containsPattern("gen_ai_client_inference_duration_seconds_bucket\\{.*le=\"81.92\"}")
				.containsPattern("gen_ai_client_inference_operation_input_tokens_bucket\\{.*le=\"1.0\"}")
				.containsPattern("gen_ai_client_inference_operation_input_tokens_bucket\\{.*le=\"6.7108864E7\"}")
				.containsPattern("gen_ai_client_inference_usage_input_tokens_total\\{.*} 100");
		});
	}

	@Test
	void failedCallHasItsErrorAndWhatIsKnownOfItsTokens() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			catchThrowable(() -> model.call(request("fail", "m-1")));
			Tags call = CALL.and("gen_ai.response.model", "none");
			assertThat(registry.get("gen_ai.client.inference.duration")
				.tags(call.and("error.type", "java.lang.IllegalStateException", "callbacks.outcome", "failed"))
				.timer()
				.count()).isEqualTo(1);
			assertThat(tokens(registry, "output_tokens", call.and("callbacks.usage", "estimated"))).isEqualTo(2);
			assertThat(tokens(registry, "input_tokens", call.and("callbacks.usage", "estimated"))).isZero();
		});
	}

	@Test
	void tokensAreCountedByTheirModality() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			model.call(request("listen", "m-1"));
			assertThat(tokens(registry, "input_tokens", CALL.and("gen_ai.token.modality", "audio"))).isEqualTo(70);
			assertThat(tokens(registry, "input_tokens", CALL.and("gen_ai.token.modality", "unknown"))).isEqualTo(30);
			assertThat(tokens(registry, "output_tokens", CALL.and("gen_ai.token.modality", "unknown"))).isEqualTo(20);
			catchThrowable(() -> model.call(request("refuse", "m-2")));
			assertThat(tokens(registry, "input_tokens",
					Tags.of("gen_ai.request.model", "m-2", "gen_ai.token.modality", "unknown")))
				.isZero();
		});
	}

	@Test
	void modelThatNobodyNamesIsTheProvidersOwn() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			catchThrowable(() -> context.getBean(CallbackChatModel.class).call("refuse"));
			assertThat(count(registry, "gen_ai.client.inference.duration", "gen_ai.request.model", "m-default"))
				.isEqualTo(1);
		});
	}

	@Test
	void tokensOfEmbeddingsAreCounted() {
		this.runner
			.withPropertyValues("callbacks.cost.prices.[e-1].input=1000000", "callbacks.cost.prices.[e-1].output=1")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean(CallbackManager.class)
					.run(RunKind.EMBEDDING, "embeddings")
					.metadata("provider", "openai")
					.call(() -> new EmbeddingResult(2, "e-1", Usage.of(7, 0)));
				Tags call = Tags.of("gen_ai.operation.name", "embeddings", "gen_ai.provider.name", "openai",
						"gen_ai.response.model", "e-1");
				assertThat(tokens(registry, "input_tokens", call)).isEqualTo(7);
				assertThat(registry.get("callbacks.cost").tags(call).counter().count()).isEqualTo(7);
			});
	}

	@Test
	void cancelledCallIsNoError() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(CallbackChatModel.class).stream(request("hang", "m-1")).blockFirst();
			org.awaitility.Awaitility.await()
				.until(() -> registry.find("gen_ai.client.inference.duration")
					.tags("error.type", "none", "callbacks.outcome", "closed")
					.timer() != null);
		});
	}

	@Test
	void toolsAgentsChainsAndRetrieversAreTimed() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			CallbackManager manager = context.getBean(CallbackManager.class);
			manager.run(RunKind.TOOL, "weather").call(() -> "sunny");
			manager.run(RunKind.AGENT, "planner").call(() -> "done");
			manager.run(RunKind.CHAIN, "summary").call(() -> "done");
			manager.run(RunKind.RETRIEVER, "manuals").call(List::of);
			manager.run(RunKind.EMBEDDING, "embeddings").call(() -> 1);
			manager.run(RunKind.PROMPT, "prompt").call(() -> "text");
			assertThat(count(registry, "gen_ai.execute_tool.duration", "gen_ai.tool.name", "weather")).isEqualTo(1);
			assertThat(count(registry, "gen_ai.invoke_agent.duration", "gen_ai.agent.name", "planner")).isEqualTo(1);
			assertThat(count(registry, "gen_ai.invoke_agent.duration", "gen_ai.operation.name", "invoke_workflow"))
				.isEqualTo(1);
			assertThat(count(registry, "gen_ai.client.operation.duration", "gen_ai.data_source.id", "manuals"))
				.isEqualTo(1);
			assertThat(count(registry, "gen_ai.client.operation.duration", "gen_ai.operation.name", "embeddings"))
				.isEqualTo(1);
			assertThat(context.getBean(PrometheusMeterRegistry.class).scrape()).contains(
					"gen_ai_client_operation_duration_seconds_count", "gen_ai_execute_tool_duration_seconds_count");
		});
	}

	private static long count(MeterRegistry registry, String name, String key, String value) {
		return registry.get(name).tag(key, value).timer().count();
	}

	@Test
	void profileHasTheNamesOfItsVersion() {
		this.runner.withPropertyValues("callbacks.observation.semconv=v1_41").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(CallbackChatModel.class).call(request("answer", "m-1"));
			context.getBean(CallbackManager.class).run(RunKind.RETRIEVER, "manuals").call(List::of);
			assertThat(registry.get("gen_ai.client.operation.duration").timers()).hasSize(2);
			assertThat(registry.get("gen_ai.client.operation.time_to_first_chunk").tags(CALL).timer().count())
				.isEqualTo(1);
			assertThat(registry.get("gen_ai.client.token.usage")
				.tags(CALL.and("gen_ai.token.type", "input"))
				.summary()
				.totalAmount()).isEqualTo(100);
			assertThat(registry.getMeters()).extracting((meter) -> meter.getId().getName())
				.noneMatch((name) -> name.startsWith("gen_ai.client.inference"));
			assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
				.contains("gen_ai_operation_name=\"retrieval\"", "gen_ai_operation_name=\"chat\"");
		});
	}

	@Test
	void meterThatSpringAiHasIsLeftToIt() {
		this.runner.withPropertyValues("callbacks.observation.semconv=v1_41")
			.withBean(ChatModelMeterObservationHandler.class)
			.run((context) -> {
				context.getBean(CallbackChatModel.class).call(request("answer", "m-1"));
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.find("gen_ai.client.token.usage").meters()).isEmpty();
				assertThat(registry.find("gen_ai.client.operation.duration").meters()).isNotEmpty();
			});
	}

	@Test
	void timePerOutputChunkIsRecordedIfAskedFor() {
		this.runner.withPropertyValues("callbacks.metrics.time-per-output-chunk=true").run((context) -> {
			context.getBean(CallbackChatModel.class).call(request("answer", "m-1"));
			assertThat(context.getBean(MeterRegistry.class)
				.get("gen_ai.client.inference.time_per_output_chunk")
				.tags("gen_ai.request.model", "m-1")
				.timer()
				.count()).isEqualTo(2);
		});
	}

	@Test
	void namesThatUsersChooseAreBounded() {
		this.runner.run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			CompletableFuture<?>[] answers = new CompletableFuture<?>[150];
			for (int i = 0; i < answers.length; i++) {
				answers[i] = model.callAsync(request("answer", "m-" + i));
			}
			CompletableFuture.allOf(answers).get(20, TimeUnit.SECONDS);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("gen_ai.client.inference.duration").timers())
				.extracting((timer) -> timer.getId().getTag("gen_ai.request.model"))
				.contains("_OTHER")
				.hasSizeLessThanOrEqualTo(150)
				.doesNotHaveDuplicates()
				.hasSize(101);
		});
	}

	@Test
	void noGenAiMetersIfSwitchedOff() {
		this.runner.withPropertyValues("callbacks.metrics.gen-ai=false").run((context) -> {
			context.getBean(CallbackChatModel.class).call(request("answer", "m-1"));
			assertThat(context.getBean(MeterRegistry.class).getMeters()).extracting(Meter::getId)
				.noneMatch((id) -> id.getName().startsWith("gen_ai."));
		});
	}

	private static double tokens(MeterRegistry registry, String name, Tags tags) {
		Counter counter = registry.get("gen_ai.client.inference.usage." + name).tags(tags).counter();
		return counter.count();
	}

	/** Does what the request says. */
	private static final class Provider implements ChatProvider {

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			Flux<ChatChunk> tokens = Flux.just(ChatChunk.of("a"), ChatChunk.of("b"));
			return switch (request.messages().get(0).text()) {
				case "fail" -> tokens.concatWith(Flux.error(new IllegalStateException("secret")));
				case "refuse" -> Flux.error(new IllegalStateException("refused"));
				case "listen" ->
					tokens.concatWithValues(ChatChunk.closing(new Usage(100, 20, 120, Map.of("audio", 70L), Map.of()),
							Map.of("model_name", "m-1-2026")));
				case "hang" -> tokens.concatWith(Flux.never());
				default -> tokens.concatWithValues(ChatChunk.closing(USAGE, Map.of("model_name", "m-1-2026")));
			};
		}

		@Override
		public String name() {
			return "mistralai";
		}

		@Override
		public String defaultModel() {
			return "m-default";
		}

	}

}
