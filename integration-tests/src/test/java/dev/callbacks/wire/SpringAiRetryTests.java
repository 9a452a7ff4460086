// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.callbacks.event.Retry;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.retry.RetryUtils;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.ai.retry.autoconfigure.SpringAiRetryAutoConfiguration;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;

import static dev.callbacks.wire.SpringAiRig.recorded;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Retries by the template that Spring AI gives its models, told on the runs that do the
 * retrying.
 */
class SpringAiRetryTests {

	private static ApplicationContextRunner application() {
		return new ApplicationContextRunner()
			.withConfiguration(Starter.with(ChatClientAutoConfiguration.class, ToolCallingAutoConfiguration.class,
					SpringAiRetryAutoConfiguration.class))
			.withBean(RecordingHandler.class)
			.withBean(RetryingModel.class)
			.withPropertyValues("spring.ai.retry.max-attempts=2", "spring.ai.retry.backoff.initial-interval=1ms");
	}

	private static List<String> retries(ApplicationContext context) {
		return recorded(context).events(Retry.class)
			.stream()
			.map((retry) -> retry.run().kind() + " attempt " + retry.attempt() + " after " + retry.error().getMessage())
			.toList();
	}

	private static ChatClient client(ApplicationContext context) {
		return context.getBean(ChatClient.Builder.class).build();
	}

	private static String content(Flux<String> content) {
		return String.join("", content.collectList().block(Duration.ofSeconds(20)));
	}

	@Test
	void retriesOfACallAreThoseOfItsModel() {
		application().run((context) -> {
			assertThat(client(context).prompt("Hello").call().content()).isEqualTo("Yes");
			assertThat(retries(context)).containsExactly("CHAT_MODEL attempt 2 after failure 1",
					"CHAT_MODEL attempt 3 after failure 2");
			assertThat(recorded(context).tree()).containsExactly("CHAIN chat-client", "  CHAT_MODEL chat-model");
		});
	}

	@Test
	void retriesOfAStreamAreThoseOfItsModel() {
		application().run((context) -> {
			assertThat(content(client(context).prompt("Hello").stream().content())).isEqualTo("Yes");
			assertThat(retries(context)).containsExactly("CHAT_MODEL attempt 2 after failure 1",
					"CHAT_MODEL attempt 3 after failure 2");
		});
	}

	@Test
	void retriesOfAStreamOnAnotherThreadAreThoseOfItsModel() {
		application().run((context) -> {
			context.getBean(RetryingModel.class).elsewhere = true;
			assertThat(content(client(context).prompt("Hello").stream().content())).isEqualTo("Yes");
			assertThat(retries(context)).containsExactly("CHAT_MODEL attempt 2 after failure 1",
					"CHAT_MODEL attempt 3 after failure 2");
		});
	}

	@Test
	void retriesOfEachRoundAreThoseOfItsModel() {
		application().run((context) -> {
			RetryingModel model = context.getBean(RetryingModel.class);
			model.asksForTheTool = true;
			FunctionToolCallback<?, ?> tool = FunctionToolCallback.builder("tool", () -> model.retried(() -> "answer"))
				.build();
			assertThat(content(client(context).prompt("Hello").toolCallbacks(tool).stream().content()))
				.isEqualTo("Yes");
			assertThat(retries(context)).containsExactly("CHAT_MODEL attempt 2 after failure 1",
					"CHAT_MODEL attempt 3 after failure 2", "TOOL attempt 2 after failure 1",
					"TOOL attempt 3 after failure 2", "CHAT_MODEL attempt 2 after failure 1",
					"CHAT_MODEL attempt 3 after failure 2");
			assertThat(recorded(context).tree()).containsExactly("CHAIN chat-client", "  CHAT_MODEL chat-model",
					"  TOOL tool", "  CHAT_MODEL chat-model");
			assertThat(recorded(context).events(Retry.class).stream().map((retry) -> retry.run().id()).distinct())
				.hasSize(3);
		});
	}

	@Test
	void retriesOfAModelUsedDirectlyAreThoseOfItsRun() {
		application().withPropertyValues("callbacks.spring-ai.instrument-models=true").run((context) -> {
			ChatModel model = context.getBean(ChatModel.class);
			assertThat(model.call("Hello")).isEqualTo("Yes");
			assertThat(content(model.stream("Hello"))).isEqualTo("Yes");
			assertThat(retries(context))
				.containsOnly("CHAT_MODEL attempt 2 after failure 1", "CHAT_MODEL attempt 3 after failure 2")
				.hasSize(4);
		});
	}

	@Test
	void retriesOfEmbeddingsAreThoseOfTheirRun() {
		application().withBean("embeddings", RetryingEmbeddings.class).run((context) -> {
			assertThat(context.getBean(EmbeddingModel.class).embed("Hello")).containsExactly(1);
			assertThat(retries(context)).containsExactly("EMBEDDING attempt 2 after failure 1",
					"EMBEDDING attempt 3 after failure 2");
		});
	}

	@Test
	void retryOutsideOfAnyRunIsToldToNobody() {
		application().run((context) -> {
			assertThat(context.getBean(RetryingModel.class).retried(() -> "answer")).isEqualTo("answer");
			assertThat(recorded(context).events()).isEmpty();
		});
	}

	@Test
	void templateIsLeftAloneIfAPropertySaysSo() {
		application().withPropertyValues("callbacks.spring-ai.beans.retry-template=false").run((context) -> {
			assertThat(client(context).prompt("Hello").call().content()).isEqualTo("Yes");
			assertThat(retries(context)).isEmpty();
		});
	}

	@Test
	void templateOfTheApplicationIsObservedIfAPropertySaysSo() {
		ApplicationContextRunner application = application().withBean("mine", RetryTemplate.class,
				() -> new RetryTemplate(RetryPolicy.builder().maxRetries(2).delay(Duration.ZERO).build()));
		application.run((context) -> {
			assertThat(client(context).prompt("Hello").call().content()).isEqualTo("Yes");
			assertThat(retries(context)).isEmpty();
		});
		application.withPropertyValues("callbacks.spring-ai.beans.mine=true").run((context) -> {
			assertThat(client(context).prompt("Hello").call().content()).isEqualTo("Yes");
			assertThat(retries(context)).hasSize(2);
		});
	}

	@Test
	void templatesOwnListenerIsToldToo() {
		List<String> told = new CopyOnWriteArrayList<>();
		RetryTemplate template = new RetryTemplate(RetryPolicy.builder().maxRetries(2).delay(Duration.ZERO).build());
		template.setRetryListener(new RetryListener() {

			@Override
			public void onRetryFailure(RetryPolicy policy, Retryable<?> retryable, Throwable failure) {
				told.add(failure.getMessage());
			}

		});
		application().withBean("retryTemplate", RetryTemplate.class, () -> template).run((context) -> {
			assertThat(client(context).prompt("Hello").call().content()).isEqualTo("Yes");
			assertThat(retries(context)).hasSize(2);
			assertThat(told).containsExactly("failure 2");
		});
	}

	/**
	 * Tries everything three times, as models of upstream do.
	 */
	static final class RetryingModel implements ChatModel {

		private final RetryTemplate retries;

		private volatile boolean elsewhere;

		private volatile boolean asksForTheTool;

		RetryingModel(RetryTemplate retries) {
			this.retries = retries;
		}

		<T> T retried(Supplier<T> body) {
			AtomicInteger failures = new AtomicInteger();
			return RetryUtils.execute(this.retries, () -> {
				if (failures.incrementAndGet() < 3) {
					throw new TransientAiException("failure " + failures);
				}
				return body.get();
			});
		}

		@Override
		public ChatOptions getOptions() {
			return ToolCallingChatOptions.builder().build();
		}

		@Override
		public ChatResponse call(Prompt prompt) {
			return retried(() -> answer(prompt));
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			Flux<ChatResponse> responses = Flux.deferContextual((context) -> retried(() -> Flux.just(answer(prompt))));
			return this.elsewhere ? responses.subscribeOn(Schedulers.boundedElastic()) : responses;
		}

		private ChatResponse answer(Prompt prompt) {
			boolean answered = prompt.getInstructions().stream().anyMatch(ToolResponseMessage.class::isInstance);
			AssistantMessage message = (this.asksForTheTool && !answered) ? AssistantMessage.builder()
				.toolCalls(List.of(new AssistantMessage.ToolCall("call_1", "function", "tool", "{}")))
				.build() : new AssistantMessage("Yes");
			return new ChatResponse(List.of(new Generation(message)));
		}

	}

	static class RetryingEmbeddings implements EmbeddingModel {

		private final RetryingModel model;

		RetryingEmbeddings(RetryingModel model) {
			this.model = model;
		}

		@Override
		public EmbeddingResponse call(EmbeddingRequest request) {
			return this.model.retried(() -> new EmbeddingResponse(List.of(new Embedding(new float[] { 1 }, 0))));
		}

		@Override
		public float[] embed(Document document) {
			return embed(document.getText());
		}

	}

}
