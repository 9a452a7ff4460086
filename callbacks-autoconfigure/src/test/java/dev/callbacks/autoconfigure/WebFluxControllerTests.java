// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stream returned from a WebFlux controller.
 */
class WebFluxControllerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(Starter.with())
		.withBean(ChatProvider.class,
				() -> EmbeddedChatProvider.builder()
					.answer("one,two")
					.answer(EmbeddedAnswer.tokens("a", "b").hanging())
					.build())
		.withBean(RecordingHandler.class);

	@Test
	void fluxOfAControllerIsStreamedAndMayBeClosedByTheClient() {
		this.runner.run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			RecordingHandler recording = context.getBean(RecordingHandler.class);
			WebTestClient client = WebTestClient.bindToController(new Controller(model)).build();
			Flux<String> body = client.get().uri("/joke").exchange().returnResult(String.class).getResponseBody();
			StepVerifier.create(body.collectList().map((parts) -> String.join("", parts)))
				.expectNext("one,two")
				.verifyComplete();
			CallbackTests.awaitIdle(context.getBean(dev.callbacks.CallbackManager.class));
			assertThat(recording.events(LlmEnd.class)).hasSize(1);
			Flux<String> hanging = client.get().uri("/joke").exchange().returnResult(String.class).getResponseBody();
			StepVerifier.create(hanging).expectNext("a").thenCancel().verify();
			CallbackTests.awaitIdle(context.getBean(dev.callbacks.CallbackManager.class));
			assertThat(recording.events(LlmError.class)).singleElement()
				.extracting(ErrorEvent::reason)
				.isEqualTo(EndReason.CLOSED);
		});
	}

	@RestController
	static class Controller {

		private final CallbackChatModel model;

		Controller(CallbackChatModel model) {
			this.model = model;
		}

		@GetMapping(path = "/joke", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> joke() {
			return this.model.stream("Tell me a joke").map((chunk) -> chunk.text()).filter((text) -> !text.isEmpty());
		}

	}

}
