// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.tokenstream;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import dev.callbacks.CallbackManager;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class TokenStreamApplicationTests {

	@LocalServerPort
	int port;

	@Autowired
	CallbackManager manager;

	@Test
	void jokeComesInTokensAndIsMeasured() throws Exception {
		assertThat(get("/joke")).contains("data:{\"text\":\"Why\"}");
		assertThat(this.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
		assertThat(get("/actuator/prometheus")).contains("callbacks_runs_total{outcome=\"success\"");
		assertThat(get("/")).contains("joke.js");
	}

	private String get(String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

}
