// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;

import dev.callbacks.autoconfigure.Starter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.actuate.web.WebMvcEndpointManagementContextConfiguration;
import org.springframework.context.ApplicationContext;

/**
 * A client of the endpoint over HTTP.
 */
final class EndpointClient {

	private final HttpClient client = HttpClient.newHttpClient();

	private final String base;

	private final String authorization;

	private EndpointClient(String base, String authorization) {
		this.base = base;
		this.authorization = authorization;
	}

	/**
	 * An application with a web server, that exposes the endpoint.
	 */
	static WebApplicationContextRunner application() {
		return new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class,
					DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class,
					JacksonAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
					EndpointAutoConfiguration.class, JacksonEndpointAutoConfiguration.class,
					WebEndpointAutoConfiguration.class, ManagementContextAutoConfiguration.class,
					WebMvcEndpointManagementContextConfiguration.class))
			.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class))
			.withPropertyValues("server.port=0", "management.endpoints.web.exposure.include=callbacks");
	}

	static EndpointClient of(AssertableWebApplicationContext context) {
		ApplicationContext source = Objects.requireNonNull(context.getSourceApplicationContext());
		int port = Objects.requireNonNull(((ServletWebServerApplicationContext) source).getWebServer()).getPort();
		return new EndpointClient("http://127.0.0.1:" + port + "/actuator/callbacks", "none");
	}

	/**
	 * The same as a user whose password is the name.
	 */
	EndpointClient as(String user) {
		String credentials = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
		return new EndpointClient(this.base, "Basic " + credentials);
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
			.header("Authorization", this.authorization)
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
