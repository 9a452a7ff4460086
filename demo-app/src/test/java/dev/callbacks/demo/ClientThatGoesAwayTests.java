// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmError;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that closes its connection in the middle of an answer.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class ClientThatGoesAwayTests {

	@LocalServerPort
	private int port;

	@Autowired
	private RecordingHandler recording;

	@Autowired
	private CallbackManager manager;

	@Test
	void endsTheRunAsClosed() throws Exception {
		CallbackTests.awaitIdle(this.manager);
		this.recording.clear();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			String body = "{\"message\": \"Tell me a long story\"}";
			OutputStream out = socket.getOutputStream();
			out.write(("POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
					+ body.length() + "\r\n\r\n" + body)
				.getBytes(StandardCharsets.US_ASCII));
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			String line = in.readLine();
			while (!line.contains("word10")) {
				line = in.readLine();
			}
		}
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(LlmError.class)).singleElement()
			.extracting(ErrorEvent::reason)
			.isEqualTo(EndReason.CLOSED);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class SlowModel {

		@Bean
		@Primary
		ChatProvider slowProvider() {
			StringBuilder story = new StringBuilder();
			for (int i = 0; i < 10_000; i++) {
				story.append(" word").append(i);
			}
			String text = story.toString();
			return EmbeddedChatProvider.builder()
				.script((request) -> EmbeddedAnswer
					.text(request.messages().get(0).text().contains("story") ? text : "Ha."))
				.delay(Duration.ofMillis(1))
				.build();
		}

		@Bean
		RecordingHandler recording() {
			return new RecordingHandler();
		}

	}

}
