// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/**
 * A client of the endpoint over HTTP.
 */
final class EndpointClient {

	private final HttpClient client = HttpClient.newHttpClient();

	private final String base;

	EndpointClient(ApplicationContext context) {
		this.base = "http://127.0.0.1:" + ((ServletWebServerApplicationContext) context).getWebServer().getPort()
				+ "/actuator/callbacks";
	}

	HttpResponse<String> get(String path) {
		return send("GET", path, "");
	}

	JsonNode json(String path) {
		return JsonMapper.builder().build().readTree(get(path).body());
	}

	HttpResponse<String> send(String method, String path, String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.base + path))
			.timeout(Duration.ofSeconds(20))
			.header("Content-Type", "application/json")
			.method(method, BodyPublishers.ofString(body))
			.build();
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
