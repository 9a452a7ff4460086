// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

/**
 * Web applications whose requests Boot observes and whose endpoint streams from the chat
 * model, with handlers of both kinds: when the requests are over, nothing of them is on
 * any thread or in memory, and nobody was warned (G5, G8).
 */
class ObservedWebApplicationTests {

	/**
	 * Each request has a connection of its own. Reactor Netty 1.3.7 may not read the
	 * request after one that came while the one before was ending
	 * (reactor/reactor-netty#4361).
	 */
	private static final String NEW_CONNECTIONS = "server.netty.max-keep-alive-requests=1";

	private static final int REQUESTS = 200;

	private static final int AT_ONCE = 8;

	/** Start, three tokens, the closing one, end. */
	private static final int EVENTS = 6;

	private static final Duration WAIT = Duration.ofSeconds(10);

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void nothingOfARequestIsLeftWhenItsStreamIsOver(WebApplicationType type) throws Exception {
		Warnings warnings = new Warnings();
		try (warnings; ConfigurableApplicationContext context = start(type)) {
			Scopes scopes = context.getBean(Scopes.class);
			Handlers handlers = context.getBean(Handlers.class);
			warnings.watch();
			send(context);
			CallbackManager manager = context.getBean(CallbackManager.class);
			assertThat(manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
			List<String> found = found(context);
			assertSoftly((softly) -> {
				softly.assertThat(handlers.seen).hasSize(2 * EVENTS * REQUESTS);
				softly.assertThat(handlers.foreign).as("events in a foreign context").isEmpty();
				softly.assertThat(scopes.requests()).as("requests that were observed").isEqualTo(REQUESTS);
				softly.assertThat(found).as("contexts of unrelated tasks").containsOnly("null/null");
				softly.assertThat(eventually(() -> scopes.open().isEmpty()))
					.as("open scopes: %s", scopes.open())
					.isTrue();
				softly.assertThat(eventually(() -> collected(scopes)))
					.as("%d requests are kept in memory", scopes.keptRequests())
					.isTrue();
				softly.assertThat(warnings.messages).as("warnings").hasSize(0);
			});
		}
	}

	private static boolean eventually(BooleanSupplier condition) {
		long deadline = System.nanoTime() + WAIT.toNanos();
		while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
			Thread.onSpinWait();
		}
		return condition.getAsBoolean();
	}

	/** A connection may keep the last request that it served. */
	private static boolean collected(Scopes scopes) {
		System.gc();
		return scopes.keptRequests() <= AT_ONCE;
	}

	private static ConfigurableApplicationContext start(WebApplicationType type) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"spring.ai.model.chat=none", "spring.ai.openai.api-key=test", "logging.level.root=warn",
					NEW_CONNECTIONS)
			.run();
	}

	private static void send(ConfigurableApplicationContext context) throws Exception {
		URI uri = URI
			.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/answer");
		HttpClient client = HttpClient.newHttpClient();
		for (int i = 0; i < REQUESTS / AT_ONCE; i++) {
			List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
			for (int j = 0; j < AT_ONCE; j++) {
				answers
					.add(client.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()));
			}
			for (CompletableFuture<HttpResponse<String>> answer : answers) {
				HttpResponse<String> response = answer.get(20, TimeUnit.SECONDS);
				assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
				assertThat(response.body()).contains("a").contains("c");
			}
		}
	}

	/**
	 * What an unrelated task finds on each thread of the callback executor.
	 */
	private static List<String> found(ConfigurableApplicationContext context) throws Exception {
		ThreadPoolTaskExecutor pool = context.getBean("callbackTaskExecutor", ThreadPoolTaskExecutor.class);
		CyclicBarrier all = new CyclicBarrier(pool.getCorePoolSize());
		List<CompletableFuture<String>> found = new ArrayList<>();
		Scopes scopes = context.getBean(Scopes.class);
		for (int i = 0; i < pool.getCorePoolSize(); i++) {
			found.add(CompletableFuture.supplyAsync(() -> {
				try {
					all.await(20, TimeUnit.SECONDS);
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				return scopes.context();
			}, pool.getThreadPoolExecutor()));
		}
		return found.stream().map(CompletableFuture::join).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Endpoint.class)
	static class Application {

		@Bean
		Scopes scopes() {
			return new Scopes();
		}

		@Bean
		Handlers handlers(Scopes scopes) {
			return new Handlers(scopes);
		}

		@Bean
		CallbackHandler blockingHandler(Handlers handlers) {
			return new BlockingHandler(handlers);
		}

		@Bean
		AsyncCallbackHandler asyncHandler(Handlers handlers) {
			return new AsyncHandler(handlers);
		}

		@Bean
		ChatProvider provider() {
			return EmbeddedChatProvider.builder()
				.answer(EmbeddedAnswer.tokens("a", "b", "c"))
				.delay(Duration.ofMillis(1))
				.build();
		}

	}

	@RestController
	static class Endpoint {

		private final CallbackChatModel model;

		Endpoint(CallbackChatModel model) {
			this.model = model;
		}

		@GetMapping(path = "/answer", produces = "text/event-stream")
		Flux<String> answer() {
			return this.model.stream(ChatRequest.of("Hello")).map(ChatChunk::text);
		}

	}

	/**
	 * Handlers note in which context they work.
	 */
	static final class Handlers {

		private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

		/** Events in which the logging context and the observation did not agree. */
		private final Set<String> foreign = ConcurrentHashMap.newKeySet();

		private final Scopes scopes;

		Handlers(Scopes scopes) {
			this.scopes = scopes;
		}

		private void look(CallbackEvent event) {
			String context = this.scopes.context();
			this.seen.add(context);
			if (!context.equals("callbacks.run in http.server.requests/own")) {
				this.foreign.add(event.getClass().getSimpleName() + " in " + context);
			}
		}

	}

	static final class BlockingHandler implements CallbackHandler {

		private final Handlers handlers;

		BlockingHandler(Handlers handlers) {
			this.handlers = handlers;
		}

		@Override
		public void onEvent(CallbackEvent event) {
			this.handlers.look(event);
		}

	}

	static final class AsyncHandler implements AsyncCallbackHandler {

		private final Handlers handlers;

		AsyncHandler(Handlers handlers) {
			this.handlers = handlers;
		}

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			this.handlers.look(event);
			return CompletableFuture.completedFuture(null);
		}

	}

	/**
	 * Keeps what is logged as a warning or worse.
	 */
	private static final class Warnings extends AppenderBase<ILoggingEvent> implements AutoCloseable {

		private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

		private Warnings() {
			start();
		}

		/** Boot sets the logging system up anew. */
		private void watch() {
			((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(this);
		}

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
				this.messages.add(event.getLoggerName() + ": " + event.getFormattedMessage());
			}
		}

		@Override
		public void close() {
			((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(this);
		}

	}

}
