// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of one application.
 */
final class Browser {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final int port;

	Browser(int port) {
		this.port = port;
	}

	int status(String method, String path, String... headers) {
		return reply(method, path, headers).statusCode();
	}

	HttpResponse<String> reply(String method, String path, String... headers) {
		return send(method, path, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), headers);
	}

	/**
	 * Opens a stream.
	 */
	Connection open(String path, String... headers) {
		HttpResponse<InputStream> response = send("GET", path, HttpResponse.BodyHandlers.ofInputStream(), headers);
		if (response.statusCode() != 200) {
			throw new IllegalStateException("Status " + response.statusCode());
		}
		return new Connection(response.headers(), response.body());
	}

	private <T> HttpResponse<T> send(String method, String path, HttpResponse.BodyHandler<T> handler,
			String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Accept", "text/event-stream")
			.method(method, HttpRequest.BodyPublishers.noBody());
		try {
			return this.client.send(((headers.length > 0) ? request.headers(headers) : request).build(), handler);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A server-sent event.
	 */
	record Message(@Nullable String id, @Nullable String event, @Nullable String data, @Nullable String comment,
			@Nullable String retry) {

		UUID root() {
			return UUID.fromString(String.valueOf(this.id).split(":")[0]);
		}

		long number() {
			return Long.parseLong(String.valueOf(this.id).split(":")[1]);
		}

		boolean is(String name) {
			return name.equals(this.event);
		}

		String get(String member) {
			JsonNode value = MAPPER.readTree(this.data).get(member);
			return (value != null) ? value.asString() : "";
		}

		@Override
		public String toString() {
			return this.event + " " + this.id + " " + this.data;
		}

	}

	/**
	 * An open stream.
	 */
	static final class Connection implements AutoCloseable {

		private final HttpHeaders headers;

		private final InputStream body;

		private final BufferedReader lines;

		private Connection(HttpHeaders headers, InputStream body) {
			this.headers = headers;
			this.body = body;
			this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
		}

		HttpHeaders headers() {
			return this.headers;
		}

		/**
		 * Reads the next event, comments included.
		 * @return the event, or {@code null} if the connection ended
		 */
		@Nullable Message next() {
			String id = null;
			String event = null;
			String data = null;
			String comment = null;
			String retry = null;
			boolean any = false;
			try {
				for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
					if (line.isEmpty()) {
						if (any) {
							return new Message(id, event, data, comment, retry);
						}
						continue;
					}
					any = true;
					String value = line.substring(line.indexOf(':') + 1).stripLeading();
					switch (line.substring(0, line.indexOf(':'))) {
						case "id" -> id = value;
						case "event" -> event = value;
						case "data" -> data = value;
						case "retry" -> retry = value;
						default -> comment = value;
					}
				}
			}
			catch (IOException ex) {
				// the connection broke
			}
			return null;
		}

		/**
		 * Reads events until one fits, or the connection ends.
		 * @return the events without comments
		 */
		List<Message> until(Predicate<Message> last) {
			List<Message> messages = new ArrayList<>();
			for (Message message = next(); message != null; message = next()) {
				if (message.event() != null) {
					messages.add(message);
					if (last.test(message)) {
						break;
					}
				}
			}
			return messages;
		}

		List<Message> untilToken(String text) {
			return until((message) -> message.is("token") && message.get("text").equals(text));
		}

		List<Message> rest() {
			return until((message) -> false);
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
