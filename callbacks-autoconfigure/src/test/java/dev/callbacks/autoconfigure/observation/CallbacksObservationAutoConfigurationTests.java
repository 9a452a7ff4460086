// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.RunObserver;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link CallbacksObservationAutoConfiguration}, with the spans that come of
 * the observations.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallbacksObservationAutoConfigurationTests {

	private final Spans spans = new Spans();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(ObservationAutoConfiguration.class))
		.withBean(ObservationHandler.class, this.spans::handler);

	private ApplicationContextRunner answering(EmbeddedAnswer answer) {
		return this.runner.withBean(ChatProvider.class, () -> EmbeddedChatProvider.builder().answer(answer).build());
	}

	private static CallbackManager manager(ApplicationContext context) {
		return context.getBean(CallbackManager.class);
	}

	private static CallbackChatModel model(ApplicationContext context) {
		return context.getBean(CallbackChatModel.class);
	}

	@Test
	void turnWithTwoToolsIsATree() {
		answering(EmbeddedAnswer.tokens("Hi")).run((context) -> {
			manager(context).run(RunKind.AGENT, "planner").call(() -> {
				model(context).call("Which?");
				manager(context).tool("weather").call(() -> "sun");
				manager(context).tool("time").call(() -> "noon");
				return model(context).call("Tell me").text();
			});
			assertThat(this.spans.tree()).containsExactly("invoke_agent planner INTERNAL", "  chat embedded CLIENT",
					"  execute_tool weather INTERNAL", "  execute_tool time INTERNAL", "  chat embedded CLIENT");
			assertThat(Spans.attributes(this.spans.named("execute_tool time")))
				.isEqualTo(Map.of("gen_ai.operation.name", "execute_tool", "callbacks.outcome", "success",
						"gen_ai.tool.name", "time", "gen_ai.tool.type", "function"));
		});
	}

	@Test
	void streamedCallSaysHowLongItsFirstChunkTook() {
		answering(EmbeddedAnswer.tokens("a", "b")).run((context) -> {
			assertThat(model(context).stream("Hello").collectList().block()).isNotEmpty();
			SpanData span = this.spans.named("chat embedded");
			assertThat(Spans.attributes(span)).containsEntry("gen_ai.operation.name", "chat")
				.containsEntry("callbacks.outcome", "success")
				.containsEntry("gen_ai.request.stream", "true")
				.containsKeys("gen_ai.response.time_to_first_chunk", "langfuse.observation.completion_start_time",
						"gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
				.doesNotContainKeys("gen_ai.input.messages", "gen_ai.output.messages", "error.type");
		});
	}

	@Test
	void failureIsAnError() {
		answering(EmbeddedAnswer.failure(new IllegalStateException("wire"))).run((context) -> {
			assertThatThrownBy(() -> model(context).call("Hello")).hasMessageContaining("wire");
			assertThat(this.spans.tree()).containsExactly("chat embedded CLIENT ERROR");
			assertThat(Spans.attributes(this.spans.named("chat embedded"))).containsEntry("callbacks.outcome", "failed")
				.containsEntry("error.type", IllegalStateException.class.getName());
		});
	}

	@Test
	void cancelledStreamIsNoError() {
		answering(EmbeddedAnswer.tokens("a", "b").hanging()).run((context) -> {
			model(context).stream("Hello").take(1).blockLast();
			await().until(() -> !this.spans.all().isEmpty());
			assertThat(this.spans.tree()).containsExactly("chat embedded CLIENT");
			assertThat(Spans.attributes(this.spans.named("chat embedded"))).containsEntry("callbacks.outcome",
					"closed");
		});
	}

	@Test
	void batchHasASpanForEachItem() {
		this.runner
			.withBean(ChatProvider.class,
					() -> EmbeddedChatProvider.builder()
						.answer(EmbeddedAnswer.text("one"))
						.answer(EmbeddedAnswer.failure(new IllegalStateException("wire")))
						.build())
			.run((context) -> {
				List<List<ChatMessage>> questions = List.of(List.of(ChatMessage.user("a")),
						List.of(ChatMessage.user("b")));
				assertThatThrownBy(() -> manager(context).chain("both").call(() -> model(context).generate(questions)))
					.hasMessageContaining("wire");
				assertThat(this.spans.tree()).hasSize(3)
					.startsWith("invoke_workflow both INTERNAL ERROR")
					.contains("  chat embedded CLIENT", "  chat embedded CLIENT ERROR");
			});
	}

	@Test
	void retrieverTellsLangfuseAndLangSmithItsKind() {
		this.runner.run((context) -> {
			manager(context).run(RunKind.RETRIEVER, "books").call(() -> List.of("cats"));
			assertThat(Spans.attributes(this.spans.named("retrieval books")))
				.containsEntry("gen_ai.data_source.id", "books")
				.containsEntry("langfuse.observation.type", "retriever")
				.containsEntry("langsmith.span.kind", "retriever");
		});
		this.runner.withPropertyValues("callbacks.observation.backend-attributes=false").run((context) -> {
			manager(context).run(RunKind.RETRIEVER, "plain").call(() -> List.of("cats"));
			assertThat(Spans.attributes(this.spans.named("retrieval plain")))
				.doesNotContainKeys("langfuse.observation.type", "langsmith.span.kind");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "conversation_id", "memoryId" })
	void conversationIsOnEverySpanOfItsTree(String key) {
		answering(EmbeddedAnswer.text("Hi")).run((context) -> {
			manager(context).chain("steps")
				.metadata(key, "wxyz")
				.metadata("user_id", "kim")
				.call(() -> model(context).call("Hello").text());
			assertThat(this.spans.all()).hasSize(2)
				.allSatisfy((span) -> assertThat(Spans.attributes(span)).containsEntry("gen_ai.conversation.id", "wxyz")
					.containsEntry("session.id", "wxyz")
					.containsEntry("user.id", "kim"));
		});
	}

	@Test
	void defaultMemoryIsNoConversation() {
		this.runner.run((context) -> {
			manager(context).chain("steps").metadata("memoryId", "default").call(() -> "done");
			assertThat(Spans.attributes(this.spans.named("invoke_workflow steps")))
				.doesNotContainKey("gen_ai.conversation.id");
		});
	}

	@Test
	void olderNamesAreAProfile() {
		this.runner.withPropertyValues("callbacks.observation.semconv=v1-41").run((context) -> {
			manager(context).chain("steps").call(() -> "done");
			assertThat(Spans.attributes(this.spans.named("invoke_workflow steps")))
				.containsEntry("gen_ai.workflow.name", "steps")
				.doesNotContainKey("gen_ai.agent.name");
		});
	}

	@Test
	void runIsBelowTheUsersObservationAndItsBodyAboveIt() {
		this.runner.run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			Observation.createNotStarted("request", registry)
				.observe(() -> manager(context).chain("steps")
					.call(() -> Observation.createNotStarted("query", registry)
						.observe(() -> manager(context).tool("weather").call(() -> "sun"))));
			assertThat(this.spans.tree()).containsExactly("request INTERNAL", "  invoke_workflow steps INTERNAL",
					"    query INTERNAL", "      execute_tool weather INTERNAL");
		});
	}

	@Test
	void handlersSeeTheSpanOfTheirRunOnAllThreads() {
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		CallbackHandler handler = new CallbackHandler() {

			@Override
			public void onEvent(CallbackEvent event) {
				seen.add(event.run().name() + " "
						+ CallbacksObservationAutoConfigurationTests.this.spans.tracer()
							.currentSpan()
							.context()
							.spanId());
			}

		};
		answering(EmbeddedAnswer.tokens("a", "b")).withBean("handler", CallbackHandler.class, () -> handler)
			.run((context) -> {
				manager(context).chain("steps")
					.callAsync(() -> model(context).callAsync(ChatRequest.of("Hello").streaming()))
					.join();
				String chain = this.spans.named("invoke_workflow steps").getSpanId();
				String chat = this.spans.named("chat embedded").getSpanId();
				assertThat(seen).hasSizeGreaterThan(5).containsOnly("steps " + chain, "embedded " + chat);
				assertThat(this.spans.tracer().currentSpan()).isNull();
			});
	}

	@Test
	void contentIsCapturedOnDemandAndRedacted() {
		answering(EmbeddedAnswer.text("The secret is wxyz")).withBean(ContentRedactor.class, () -> redactor("wxyz"))
			.withPropertyValues("callbacks.observation.capture-content=span-only")
			.run((context) -> {
				model(context).call("My secret is \"wxyz\"");
				SpanData span = this.spans.named("chat embedded");
				assertThat(Spans.attribute(span, "gen_ai.input.messages")).isEqualTo(
						"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"My secret is \\\"***\\\"\"}]}]");
				assertThat(Spans.attribute(span, "gen_ai.output.messages")).isEqualTo(
						"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"The secret is ***\"}]}]");
			});
	}

	@Test
	void redactorThatFailsLeavesNoSpanOpenAndShowsNothing() {
		ContentRedactor failing = new ContentRedactor() {

			@Override
			public String redact(String text) {
				throw new AssertionError("redactor");
			}

			@Override
			public int longestMatch() {
				return 1;
			}

		};
		answering(EmbeddedAnswer.text("wxyz")).withBean(ContentRedactor.class, () -> failing)
			.withPropertyValues("callbacks.observation.capture-content=span-only")
			.run((context) -> {
				assertThat(model(context).call("wxyz").text()).isEqualTo("wxyz");
				SpanData span = this.spans.named("chat embedded");
				assertThat(Spans.attribute(span, "gen_ai.output.messages")).contains("(redaction failed)");
				assertThat(Spans.attributes(span).values().toString()).doesNotContain("wxyz");
			});
	}

	private static ContentRedactor redactor(String secret) {
		return new ContentRedactor() {

			@Override
			public String redact(String text) {
				return text.replace(secret, "***");
			}

			@Override
			public int longestMatch() {
				return secret.length();
			}

		};
	}

	@Test
	void noSpanHasContentUnlessAsked() {
		answering(EmbeddedAnswer.text("wxyz")).run((context) -> {
			manager(context).chain("steps").input("wxyz").call(() -> {
				manager(context).tool("weather").input("wxyz").call(() -> "wxyz");
				manager(context).run(RunKind.RETRIEVER, "books").input("wxyz").call(() -> List.of("wxyz"));
				return model(context).call("wxyz").text();
			});
			assertThat(this.spans.all()).hasSize(4)
				.allSatisfy((span) -> assertThat(Spans.attributes(span).values().toString()).doesNotContain("wxyz"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "gen_ai.client.operation", "gen_ai.client.operation.duration" })
	void frameworksObservationOfACallIsLeftOutAndSaidOnce(String name, CapturedOutput output) {
		this.runner.run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			for (int i = 0; i < 2; i++) {
				manager(context).run(RunKind.CHAIN, "steps")
					.call(() -> Observation.createNotStarted(name, registry).observe(() -> "kept, as it is alone"));
				dev.callbacks.DrivenRun run = manager(context).open(RunKind.EMBEDDING, "model", Map.of());
				try (dev.callbacks.Run.Scope scope = run.scope()) {
					assertThat(scope).isNotNull();
					Observation.createNotStarted(name, registry).observe(() -> "left out");
				}
				run.end("answer");
			}
			assertThat(this.spans.all().stream().filter((span) -> span.getName().equals(name))).hasSize(2);
			assertThat(output).containsOnlyOnce("Observations '" + name + "'");
		});
	}

	@Test
	void runInsideOfTheFrameworksObservationOfTheSameCallHasNone() {
		this.runner.run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			Observation.createNotStarted("spring.ai.tool", registry)
				.observe(() -> manager(context).tool("weather")
					.call(() -> manager(context).chain("below").call(() -> "sun")));
			assertThat(this.spans.tree()).containsExactly("spring.ai.tool INTERNAL",
					"  invoke_workflow below INTERNAL");
		});
	}

	@Test
	void bothObservationsAreKeptIfAPropertySaysSo() {
		this.runner.withPropertyValues("callbacks.observation.duplicates=keep").run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			manager(context).tool("weather")
				.call(() -> Observation.createNotStarted("spring.ai.tool", registry).observe(() -> "sun"));
			assertThat(this.spans.tree()).containsExactly("execute_tool weather INTERNAL", "  spring.ai.tool INTERNAL");
		});
	}

	@Test
	void oursYieldIfAPropertySaysSo() {
		answering(EmbeddedAnswer.text("Hi")).withPropertyValues("callbacks.observation.duplicates=yield")
			.run((context) -> {
				manager(context).chain("steps").call(() -> model(context).call("Hello").text());
				assertThat(this.spans.tree()).containsExactly("invoke_workflow steps INTERNAL");
			});
	}

	@Test
	void conventionOfTheApplicationReplacesOurs() {
		RunObservationConvention own = new RunObservationConvention() {

			@Override
			public String getName() {
				return "own";
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(Observation.Context context) {
				return KeyValues.of("kind", ((RunObservationContext) context).run().kind().name());
			}

		};
		this.runner.withBean(RunObservationConvention.class, () -> own).run((context) -> {
			manager(context).chain("steps").call(() -> "done");
			assertThat(Spans.attributes(this.spans.named("own"))).isEqualTo(Map.of("kind", "CHAIN"));
		});
	}

	@Test
	void nothingIsObservedIfAPropertySaysSo() {
		this.runner.withPropertyValues("callbacks.observation.enabled=false").run((context) -> {
			manager(context).chain("steps").call(() -> "done");
			assertThat(this.spans.all()).isEmpty();
			assertThat(context).doesNotHaveBean(RunObserver.class);
		});
	}

	@Test
	void nothingIsObservedIfThereAreSeveralRegistriesOfWhichNoneIsPrimary() {
		this.runner.withBean("one", ObservationRegistry.class, ObservationRegistry::create)
			.withBean("other", ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("callbackObservedRuns"));
	}

	@Test
	void loggingContextHasTheIdsOfTheRunOnDemand() {
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		CallbackHandler handler = new CallbackHandler() {

			@Override
			public void onEvent(CallbackEvent event) {
				seen.add(event.run().id() + " " + event.run().rootId() + " is " + MDC.get("callbacks.run.id") + " "
						+ MDC.get("callbacks.root.id"));
			}

		};
		this.runner.withBean("handler", CallbackHandler.class, () -> handler)
			.withPropertyValues("callbacks.observation.logging-context=true")
			.run((context) -> {
				manager(context).chain("outer")
					.submit(() -> manager(context).chain("inner").call(() -> MDC.get("callbacks.run.id")))
					.join();
				assertThat(seen).hasSize(4).allSatisfy((line) -> {
					String[] ids = line.split(" is ");
					assertThat(ids[1]).isEqualTo(ids[0]);
				});
				assertThat(MDC.get("callbacks.run.id")).isNull();
				assertThat(CompletableFuture.supplyAsync(() -> String.valueOf(MDC.get("callbacks.run.id"))).join())
					.isEqualTo("null");
				assertThat(this.spans.tree()).containsExactly("invoke_workflow outer INTERNAL",
						"  invoke_workflow inner INTERNAL");
			});
	}

}
