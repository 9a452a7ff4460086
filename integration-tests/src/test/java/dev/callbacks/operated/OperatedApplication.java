// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.operated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application as operators have it: nothing in its code is about how it is operated.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ OperatedApplication.Chat.class, OperatedApplication.Spans.class, OperatedApplication.LastScrape.class,
		OperatedHandlers.class })
class OperatedApplication {

	public static void main(String[] args) {
		SpringApplication.run(OperatedApplication.class, args);
	}

	/**
	 * The users' side of the application.
	 */
	@RestController
	static class Chat {

		private static final Logger logger = LoggerFactory.getLogger(Chat.class);

		private final CallbackChatModel model;

		private final CallbackManager manager;

		private final AtomicInteger begun = new AtomicInteger();

		private final AtomicInteger ended = new AtomicInteger();

		Chat(CallbackChatModel model, CallbackManager manager) {
			this.model = model;
			this.manager = manager;
		}

		private static ChatRequest request(String text, String model) {
			return ChatRequest.of(text).withOptions(ChatOptions.none().withModel(model)).streaming();
		}

		@PostMapping(path = "/stream", produces = "text/event-stream")
		Flux<String> stream(@RequestBody String text, @RequestParam(defaultValue = "m-1") String model) {
			return this.model.stream(request(text, model)).map(ChatChunk::text);
		}

		@PostMapping("/turn")
		String turn(@RequestBody String text) {
			return this.manager.run(RunKind.AGENT, "planner").input(text).call(() -> {
				logger.info("The planner is at work");
				this.manager.retriever("manuals").input(text).call(() -> List.of("a document with " + text));
				this.manager.tool("search").input(text).call(() -> "found " + text);
				return this.model.call(request(text, "m-1")).text();
			});
		}

		/** Begins streams that nobody waits for. */
		@PostMapping("/streams")
		int streams(@RequestBody String text, @RequestParam int count) {
			for (int i = 0; i < count; i++) {
				this.begun.incrementAndGet();
				this.model.stream(request(text, "m-1"))
					.doFinally((signal) -> this.ended.incrementAndGet())
					.subscribe((chunk) -> {
					}, (failure) -> {
					});
			}
			return this.begun.get();
		}

		int open() {
			return this.begun.get() - this.ended.get();
		}

	}

	/**
	 * Keeps what a collector of spans would get.
	 */
	@RestController
	static class Spans implements SpanExporter {

		private final Queue<SpanData> spans = new ConcurrentLinkedQueue<>();

		@GetMapping("/spans")
		List<String> spans() {
			return this.spans.stream()
				.map((span) -> span.getTraceId() + " " + span.getSpanId() + " below " + span.getParentSpanId() + " "
						+ span.getKind() + " " + span.getName() + " " + span.getAttributes() + " " + span.getEvents())
				.toList();
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			this.spans.addAll(spans);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

	/**
	 * Writes the meters to a file when the drain is over, since no web server is there to
	 * be scraped.
	 */
	static class LastScrape implements SmartLifecycle {

		private final PrometheusMeterRegistry registry;

		private final Chat chat;

		private final Path file;

		private boolean running;

		LastScrape(PrometheusMeterRegistry registry, Chat chat, @Value("${operated.last-scrape}") Path file) {
			this.registry = registry;
			this.chat = chat;
			this.file = file;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			try {
				Files.writeString(this.file, this.registry.scrape() + "\noperated_open_streams " + this.chat.open());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return CallbacksAutoConfiguration.DRAIN_PHASE - 1;
		}

	}

}
