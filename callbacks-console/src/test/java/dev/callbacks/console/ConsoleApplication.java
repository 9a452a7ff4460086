// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application with a console, over HTTP.
 */
final class ConsoleApplication implements AutoCloseable {

	static final String SECRET = "p4ssw0rd";

	/**
	 * Each request has a connection of its own. Reactor Netty 1.3.7 may not read the
	 * request after one that came while the one before was ending
	 * (reactor/reactor-netty#4361).
	 */
	private static final String NEW_CONNECTIONS = "server.netty.max-keep-alive-requests=1";

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final ConfigurableApplicationContext context;

	private final HttpClient client = HttpClient.newHttpClient();

	private ConsoleApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static ConsoleApplication start(WebApplicationType type, String... properties) {
		return start(type, new Class<?>[] { Configuration.class }, properties);
	}

	static ConsoleApplication start(WebApplicationType type, Class<?>[] configurations, String... properties) {
		return new ConsoleApplication(new SpringApplicationBuilder(configurations).web(type)
			.properties("server.port=0", "callbacks.console.enabled=true",
					"spring.reactor.netty.shutdown-quiet-period=0s", "spring.main.banner-mode=off", NEW_CONNECTIONS)
			.properties(properties)
			.run());
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	CallbackChatModel chatModel() {
		return bean(CallbackChatModel.class);
	}

	CallbackManager manager() {
		return bean(CallbackManager.class);
	}

	String url(String host, String path) {
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		return "http://" + host + ":" + port + "/callbacks" + path;
	}

	HttpResponse<String> get(String path, String... headers) {
		return send("GET", url("localhost", path), headers);
	}

	HttpResponse<String> post(String path, String... headers) {
		return send("POST", url("localhost", path), headers);
	}

	HttpResponse<String> send(String method, String url, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
			.method(method, HttpRequest.BodyPublishers.noBody());
		return send(headers.length > 0 ? request.headers(headers) : request,
				HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
	}

	JsonNode json(String path) {
		return MAPPER.readTree(get(path).body());
	}

	/**
	 * Opens the stream of events.
	 */
	Events events(String query, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url("localhost", "/api/events" + query)))
			.header("Accept", "text/event-stream");
		return new Events(
				send(headers.length > 0 ? request.headers(headers) : request, HttpResponse.BodyHandlers.ofInputStream())
					.body());
	}

	private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
		try {
			return this.client.send(request.build(), handler);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * A model that has a secret.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Configuration {

		@Bean
		ChatProvider chatProvider() {
			return EmbeddedChatProvider.answering("It is " + SECRET + " indeed.");
		}

	}

	/**
	 * A stream of events that is read line by line.
	 */
	static final class Events implements AutoCloseable {

		private final InputStream body;

		private final BufferedReader lines;

		private Events(InputStream body) {
			this.body = body;
			this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
		}

		/**
		 * Reads messages until one fits, or the stream ends.
		 * @return the messages, each by the names of its fields
		 */
		List<Map<String, String>> until(Predicate<Map<String, String>> last) {
			List<Map<String, String>> messages = new ArrayList<>();
			Map<String, String> message = new java.util.HashMap<>();
			try {
				for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
					int colon = line.indexOf(':');
					if (colon > 0) {
						message.put(line.substring(0, colon), line.substring(colon + 1));
					}
					else if (!message.isEmpty()) {
						messages.add(message);
						if (last.test(message)) {
							return messages;
						}
						message = new java.util.HashMap<>();
					}
				}
			}
			catch (IOException ex) {
				// the stream ended
			}
			return messages;
		}

		@Override
		public void close() {
			try {
				this.body.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
