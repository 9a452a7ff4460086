// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackRun;
import dev.callbacks.Run;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.test.CallbackAssertions;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs across the asynchronous dispatch of Spring MVC, and in WebFlux (G9).
 */
class WebControllerTests {

	private static final AutoConfigurations CALLBACKS = Starter.with(TaskExecutionAutoConfiguration.class);

	@Test
	void runsOfMvcControllersKeepTheirTreeAcrossAsyncDispatch() {
		new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class,
					DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class,
					HttpMessageConvertersAutoConfiguration.class))
			.withConfiguration(CALLBACKS)
			.withPropertyValues("server.port=0")
			.withBean(ChatProvider.class, () -> EmbeddedChatProvider.answering("Yes"))
			.withBean(RecordingHandler.class)
			.withBean(Controller.class)
			.run((context) -> {
				int port = ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer()
					.getPort();
				HttpClient client = HttpClient.newHttpClient();
				for (String path : new String[] { "blocking", "future", "mono", "flux", "callable" }) {
					HttpResponse<String> response = client.send(
							HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path)).build(),
							HttpResponse.BodyHandlers.ofString());
					assertThat(response.statusCode()).as(path).isEqualTo(200);
					assertThat(response.body()).as(path).contains("Yes");
				}
				check(context.getBean(CallbackManager.class), context.getBean(RecordingHandler.class), "blocking",
						"future", "mono", "flux", "callable");
			});
	}

	@Test
	void runsOfWebFluxControllersKeepTheirTree() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CALLBACKS)
			.withBean(ChatProvider.class, () -> EmbeddedChatProvider.answering("Yes"))
			.withBean(RecordingHandler.class)
			.withBean(Controller.class)
			.run((context) -> {
				WebTestClient client = WebTestClient.bindToController(context.getBean(Controller.class)).build();
				for (String path : new String[] { "future", "mono", "flux" }) {
					client.get()
						.uri("/" + path)
						.exchange()
						.expectStatus()
						.isOk()
						.expectBody(String.class)
						.value((body) -> assertThat(body).contains("Yes"));
				}
				check(context.getBean(CallbackManager.class), context.getBean(RecordingHandler.class), "future", "mono",
						"flux");
			});
	}

	private static void check(CallbackManager manager, RecordingHandler recording, String... names) {
		CallbackTests.awaitIdle(manager);
		CallbackAssertions.assertThat(recording).isWellFormed();
		for (String name : names) {
			CallbackAssertions.assertThat(recording.run(name)).isRoot().succeeded();
		}
		assertThat(recording.runs()).filteredOn((run) -> run.info().name().equals("embedded"))
			.hasSize(names.length)
			.extracting((run) -> run.info().parentId())
			.doesNotContainNull()
			.doesNotHaveDuplicates();
		assertThat(Run.find()).isEmpty();
	}

	@RestController
	static class Controller {

		private final CallbackChatModel model;

		private final CallbackManager manager;

		Controller(CallbackChatModel model, CallbackManager manager) {
			this.model = model;
			this.manager = manager;
		}

		@CallbackRun
		@GetMapping("/blocking")
		public String blocking() {
			return this.model.call("Hello").text();
		}

		@CallbackRun
		@GetMapping("/future")
		public CompletableFuture<String> future() {
			return this.model.callAsync("Hello").thenApply((answer) -> answer.text());
		}

		@CallbackRun
		@GetMapping("/mono")
		public Mono<String> mono() {
			return Mono.just("Hello")
				.publishOn(Schedulers.parallel())
				.flatMap((text) -> this.model.mono(dev.callbacks.message.ChatRequest.of(text)))
				.map((answer) -> answer.text());
		}

		@CallbackRun
		@GetMapping("/flux")
		public Flux<String> flux() {
			return Mono.just("Hello")
				.publishOn(Schedulers.boundedElastic())
				.flatMapMany(this.model::stream)
				.map((chunk) -> chunk.text())
				.filter((text) -> !text.isEmpty());
		}

		@GetMapping("/callable")
		public Callable<String> callable() {
			return () -> this.manager.chain("callable").call(() -> this.model.call("Hello").text());
		}

	}

}
