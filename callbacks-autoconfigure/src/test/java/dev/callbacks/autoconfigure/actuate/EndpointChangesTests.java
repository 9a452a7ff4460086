// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changes by {@link CallbacksEndpoint}, over HTTP.
 */
class EndpointChangesTests {

	private final WebApplicationContextRunner runner = EndpointClient.application().withBean("ends", Ends.class);

	private final WebApplicationContextRunner opened = this.runner
		.withPropertyValues("management.endpoint.callbacks.access=UNRESTRICTED");

	@Test
	void nothingCanBeChangedUnlessTheApplicationOpensTheEndpoint() {
		this.runner.run((context) -> {
			EndpointClient client = EndpointClient.of(context);
			assertThat(client.get("/handlers/ends").statusCode()).isEqualTo(200);
			assertThat(client.send("POST", "/handlers/ends", "{\"enabled\":false}").statusCode()).isEqualTo(405);
			assertThat(client.send("DELETE", "/runs/" + UUID.randomUUID(), "").statusCode()).isEqualTo(405);
		});
		this.runner.withPropertyValues("management.endpoint.callbacks.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(CallbacksEndpoint.class));
	}

	@Test
	void handlerIsDisabledAndEnabledFromTheNextRunOn() {
		this.opened.run((context) -> {
			EndpointClient client = EndpointClient.of(context);
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			Ends ends = context.getBean(Ends.class);
			assertThat(client.send("POST", "/handlers/ends", "{\"enabled\":false}").body())
				.contains("\"enabled\":{\"value\":false,\"source\":\"OPERATOR\"}");
			model.call("Hello");
			assertThat(ends.ends).isEmpty();
			client.send("POST", "/handlers/ends", "{\"enabled\":true}");
			model.call("Hello");
			assertThat(ends.ends).hasSize(1);
		});
	}

	@Test
	void windowOfAHandlerIsChanged() {
		this.opened.run((context) -> {
			EndpointClient client = EndpointClient.of(context);
			assertThat(client.send("POST", "/handlers/ends", "{\"window\":3}").statusCode()).isEqualTo(200);
			JsonNode window = client.json("/handlers/ends").at("/settings/window");
			assertThat(window.get("value").asInt()).isEqualTo(3);
			assertThat(window.get("source").asString()).isEqualTo("OPERATOR");
		});
	}

	@Test
	void changeThatCannotBeMadeIsRefused() {
		this.opened.run((context) -> {
			EndpointClient client = EndpointClient.of(context);
			for (String body : new String[] { "{}", "{\"window\":0}", "{\"window\":\"much\"}" }) {
				assertThat(client.send("POST", "/handlers/ends", body).statusCode()).as(body).isEqualTo(400);
			}
			assertThat(client.send("POST", "/handlers/nobody", "{\"window\":3}").statusCode()).isEqualTo(404);
			assertThat(client.send("POST", "/runs/ends", "{\"window\":3}").statusCode()).isEqualTo(404);
			assertThat(client.send("DELETE", "/handlers/ends", "").statusCode()).isEqualTo(404);
			assertThat(client.send("DELETE", "/runs/" + UUID.randomUUID(), "").statusCode()).isEqualTo(404);
			assertThat(client.send("DELETE", "/runs/42", "").statusCode()).isEqualTo(400);
		});
	}

	@Test
	void runIsCancelled() {
		this.opened
			.withBean(ChatProvider.class,
					() -> EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a").hanging()).build())
			.run((context) -> {
				EndpointClient client = EndpointClient.of(context);
				CompletableFuture<?> call = context.getBean(CallbackChatModel.class)
					.callAsync(ChatRequest.of("Hello").streaming());
				Awaitility.await().until(() -> client.json("").get("activeRuns").size() == 1);
				String id = client.json("").at("/activeRuns/0/id").asString();
				assertThat(client.send("DELETE", "/runs/" + id, "").body()).contains(id);
				Awaitility.await().until(call::isCompletedExceptionally);
				Awaitility.await().until(() -> client.json("").get("activeRuns").isEmpty());
				assertThat(context.getBean(Ends.class).errors).singleElement()
					.extracting(LlmError::reason)
					.isEqualTo(EndReason.CANCELLED);
				assertThat(client.json("/runs/" + id).at("/recorded/outcome").asString()).isEqualTo("CANCELLED");
			});
	}

	static class Ends implements CallbackHandler {

		final Queue<LlmEnd> ends = new ConcurrentLinkedQueue<>();

		final Queue<LlmError> errors = new ConcurrentLinkedQueue<>();

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
			this.ends.add(event);
		}

		@Override
		public void onLlmError(LlmError event) {
			this.errors.add(event);
		}

	}

}
