// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackListener;
import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackSettings;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.autoconfigure.operation.HandlerCounters;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbacksEndpoint}, over HTTP.
 */
class CallbacksEndpointTests {

	private static final ChatRequest QUESTION = ChatRequest.of("Tell me a secret").streaming();

	private final WebApplicationContextRunner runner = EndpointClient.application()
		.withPropertyValues("callbacks.handlers.printer.window=5")
		.withBean("printer", Printer.class)
		.withBean("waker", Waker.class)
		.withBean("audit", Audit.class);

	private void run(ChatProvider provider, BiConsumer<AssertableWebApplicationContext, EndpointClient> test) {
		this.runner.withBean(ChatProvider.class, () -> provider)
			.run((context) -> test.accept(context, EndpointClient.of(context)));
	}

	@Test
	void handlersHaveTheirKindsSettingsWithSourcesAndCounts() {
		run(EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b")).build(), (context, client) -> {
			context.getBean(CallbackChatModel.class).call(QUESTION);
			JsonNode handlers = client.json("").get("handlers");
			assertThat(handlers.findValuesAsString("name")).containsExactlyInAnyOrder("printer", "waker", "audit",
					"callbackRunRecorder");
			JsonNode printer = client.json("/handlers/printer");
			assertThat(printer.get("kind").asString()).isEqualTo("BLOCKING");
			assertThat(printer.get("type").asString()).isEqualTo(Printer.class.getName());
			assertThat(setting(printer, "window")).isEqualTo("5 PROPERTY");
			assertThat(setting(printer, "timeout")).isEqualTo("PT9S ANNOTATION");
			assertThat(setting(printer, "enabled")).isEqualTo("true DEFAULT");
			// two tokens, the closing one, and the end
			assertThat(printer.get("calls").asInt()).isEqualTo(4);
			assertThat(printer.get("errors").asInt()).isEqualTo(1);
			assertThat(printer.get("timeouts").asInt()).isZero();
			assertThat(printer.get("backlog").asInt()).isZero();
			assertThat(printer.get("stuck").asBoolean()).isFalse();
			assertThat(client.json("/handlers/waker").get("kind").asString()).isEqualTo("AWAITED");
			assertThat(client.json("/handlers/audit").get("kind").asString()).isEqualTo("BLOCKING");
			assertThat(client.get("/handlers/nobody").statusCode()).isEqualTo(404);
			assertThat(client.get("/nothing/printer").statusCode()).isEqualTo(404);
		});
	}

	private static String setting(JsonNode handler, String name) {
		JsonNode setting = handler.get("settings").get(name);
		return setting.get("value").asString() + " " + setting.get("source").asString();
	}

	@Test
	void activeRunTellsItsTokensAndWhoHoldsItUp() {
		run(EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b").hanging()).build(),
				(context, client) -> {
					Printer printer = context.getBean(Printer.class);
					printer.closed = new CountDownLatch(1);
					CompletableFuture<?> call = context.getBean(CallbackChatModel.class).callAsync(QUESTION);
					Awaitility.await().until(() -> client.json("").at("/activeRuns/0/tokens").asInt() == 2);
					JsonNode active = client.json("").at("/activeRuns/0");
					assertThat(active.get("kind").asString()).isEqualTo("CHAT_MODEL");
					assertThat(active.get("rootId")).isEqualTo(active.get("id"));
					assertThat(active.get("age").asString()).startsWith("PT");
					assertThat(active.at("/waitsFor/printer").asInt()).isEqualTo(2);
					assertThat(client.json("/handlers/printer").get("backlog").asInt()).isEqualTo(2);
					JsonNode run = client.json("/runs/" + active.get("id").asString());
					assertThat(run.at("/active/id")).isEqualTo(active.get("id"));
					assertThat(run.at("/recorded/outcome").asString()).isEqualTo("OPEN");
					printer.closed.countDown();
					call.cancel(true);
					Awaitility.await().until(() -> client.json("").get("activeRuns").isEmpty());
				});
	}

	@Test
	void recentRunsAreTreesWithoutContent() {
		run(EmbeddedChatProvider.answering("The secret is 42"), (context, client) -> {
			context.getBean(CallbackManager.class)
				.chain("joke")
				.metadata("tenant", "secret")
				.run(() -> context.getBean(CallbackChatModel.class).call(QUESTION));
			JsonNode root = client.json("").at("/recentRuns/0");
			assertThat(root.get("name").asString()).isEqualTo("joke");
			assertThat(root.get("outcome").asString()).isEqualTo("SUCCESS");
			JsonNode model = root.at("/children/0");
			assertThat(model.get("parentId")).isEqualTo(root.get("id"));
			assertThat(model.get("tokens").asInt()).isPositive();
			assertThat(model.has("timeToFirstToken")).isTrue();
			String id = model.get("id").asString();
			assertThat(client.get("").body()).doesNotContain("secret");
			assertThat(client.get("/runs/" + id).body()).contains(id).doesNotContain("secret");
		});
	}

	@Test
	void idOfNoRunIsNotFoundAndNoIdIsRefused() {
		run(EmbeddedChatProvider.create(), (context, client) -> {
			assertThat(client.get("/runs/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
			for (String text : new String[] { "42", "1-1-1-1-1", "secret" }) {
				assertThat(client.get("/runs/" + text).statusCode()).as(text).isEqualTo(400);
			}
		});
	}

	@Test
	void recentRunsAreBoundedByAProperty() {
		this.runner.withPropertyValues("management.endpoint.callbacks.recent-runs=2").run((context) -> {
			for (int i = 0; i < 5; i++) {
				context.getBean(CallbackChatModel.class).call(QUESTION);
			}
			assertThat(EndpointClient.of(context).json("").get("recentRuns")).hasSize(2);
		});
		this.runner.withPropertyValues("management.endpoint.callbacks.recent-runs=0").run((context) -> {
			context.getBean(CallbackChatModel.class).call(QUESTION);
			JsonNode reply = EndpointClient.of(context).json("");
			assertThat(reply.get("recentRuns")).isEmpty();
			assertThat(reply.get("handlers")).hasSize(3);
		});
		this.runner.withPropertyValues("management.endpoint.callbacks.recent-runs=-1")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void executorIsDescribed() {
		run(EmbeddedChatProvider.create(), (context, client) -> {
			JsonNode before = client.json("").get("executor");
			assertThat(before.get("bean").asString()).isEqualTo("callbackTaskExecutor");
			assertThat(before.get("maxWorkers").asInt()).isEqualTo(8);
			context.getBean(CallbackChatModel.class).callAsync(QUESTION).join();
			JsonNode after = client.json("").get("executor");
			assertThat(after.get("poolSize").asInt()).isPositive();
			assertThat(after.get("queueCapacity").asInt()).isEqualTo(1024);
		});
	}

	@Test
	void nothingIsThereUnlessTheEndpointIsExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(CallbacksEndpoint.class)
				.doesNotHaveBean(HandlerCounters.class)
				.doesNotHaveBean(RunRecording.class));
		new ApplicationContextRunner().withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(CallbacksEndpoint.class);
				assertThat(context.getBean(CallbackDispatcher.class).handlers()).isEmpty();
			});
	}

	@Test
	void endpointWorksWhileCallbacksAreOff() {
		this.runner.withPropertyValues("callbacks.enabled=false").run((context) -> {
			context.getBean(CallbackChatModel.class).call(QUESTION);
			JsonNode reply = EndpointClient.of(context).json("");
			assertThat(reply.get("enabled").asBoolean()).isFalse();
			assertThat(reply.get("recentRuns")).isEmpty();
		});
	}

	@CallbackSettings(timeout = "PT9S")
	static class Printer implements CallbackHandler {

		volatile CountDownLatch closed = new CountDownLatch(0);

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			try {
				this.closed.await(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
			throw new IllegalStateException("The secret");
		}

	}

	static class Waker implements AsyncCallbackHandler {

		@Override
		public CompletableFuture<?> onLlmEnd(LlmEnd event) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Audit {

		@CallbackListener
		void save(LlmEnd end) {
		}

	}

}
