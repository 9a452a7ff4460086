// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatChunk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The profiles with real models, against a server that answers as they do.
 */
class ModelsTests {

	private HttpServer server;

	private volatile String answer = "";

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			exchange.getRequestBody().readAllBytes();
			exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write(this.answer.getBytes(StandardCharsets.UTF_8));
		}
	}

	private void assertThatDemoStreams(String profile, String... properties) {
		String url = "http://localhost:" + this.server.getAddress().getPort();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(DemoApplication.class)
			.web(WebApplicationType.NONE)
			.profiles(profile)
			.run(arguments(url, properties))) {
			List<ChatChunk> chunks = context.getBean(CallbackChatModel.class).stream("Hello").collectList().block();
			assertThat(chunks).extracting(ChatChunk::text).containsExactly("Hel", "lo", "");
		}
	}

	private static String[] arguments(String url, String... properties) {
		String[] arguments = new String[properties.length + 1];
		for (int i = 0; i < properties.length; i++) {
			arguments[i] = "--" + properties[i] + ((properties[i].endsWith("URL=")) ? url : "");
		}
		arguments[properties.length] = "--spring.main.banner-mode=off";
		return arguments;
	}

	@Test
	void openAi() {
		this.answer = """
				data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}

				data: {"id":"1","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

				data: [DONE]

				""";
		assertThatDemoStreams("openai", "OPENAI_BASE_URL=", "OPENAI_API_KEY=test");
	}

	@Test
	void anthropic() {
		this.answer = """
				event: message_start
				data: {"type":"message_start","message":{"id":"1","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}

				event: content_block_start
				data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

				event: content_block_delta
				data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}

				event: content_block_delta
				data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}

				event: content_block_stop
				data: {"type":"content_block_stop","index":0}

				event: message_delta
				data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}

				event: message_stop
				data: {"type":"message_stop"}

				""";
		assertThatDemoStreams("anthropic", "ANTHROPIC_BASE_URL=", "ANTHROPIC_API_KEY=test");
	}

	@Test
	void ollama() {
		this.answer = """
				{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hel"},"done":false}
				{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"lo"},"done":false}
				{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":1,"eval_count":2}
				""";
		assertThatDemoStreams("ollama", "OLLAMA_BASE_URL=");
	}

	@Test
	void missingKeyIsNamed() {
		assertThatThrownBy(() -> new SpringApplicationBuilder(DemoApplication.class).web(WebApplicationType.NONE)
			.profiles("openai")
			.run("--spring.main.banner-mode=off")).hasStackTraceContaining("OPENAI_API_KEY");
	}

}
