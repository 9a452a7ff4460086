// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.operated;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application in a process of its own. All that it ever tells is kept.
 */
final class OperatedProcess implements AutoCloseable {

	private static final Duration LONG = Duration.ofSeconds(20);

	/** A cold start of an application with all libraries on a machine that is busy. */
	private static final Duration START = Duration.ofSeconds(60);

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<String> told = new ArrayList<>();

	private final Path output;

	private final Path log;

	private final Path lastScrape;

	private final Process process;

	private final String base;

	OperatedProcess(Path folder, String... arguments) throws IOException {
		this.output = folder.resolve("output.txt");
		this.log = folder.resolve("application.log");
		this.lastScrape = folder.resolve("last-scrape.txt");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
						"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
						OperatedApplication.class.getName(), "--spring.config.location=classpath:operated.yml",
						"--logging.file.name=" + this.log, "--operated.last-scrape=" + this.lastScrape));
		command.addAll(List.of(arguments));
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.output.toFile())
			.start();
		this.base = "http://127.0.0.1:" + awaitPort();
	}

	private String awaitPort() {
		try {
			return await().atMost(START).until(this::port, (port) -> !port.isEmpty());
		}
		catch (RuntimeException | Error ex) {
			close();
			throw ex;
		}
	}

	private String port() throws IOException {
		assertThat(this.process.isAlive()).as(() -> output()).isTrue();
		Matcher port = PORT.matcher(Files.readString(this.output));
		return port.find() ? port.group(1) : "";
	}

	private String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * Reads what an operator sees.
	 */
	String get(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + path)).timeout(LONG);
		if (headers.length != 0) {
			request.headers(headers);
		}
		return kept(send(request.build()));
	}

	/**
	 * Changes something as an operator does.
	 */
	String post(String path, String json) {
		return kept(send(HttpRequest.newBuilder(URI.create(this.base + path))
			.timeout(LONG)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build()));
	}

	private String kept(HttpResponse<String> response) {
		this.told.add(response.body());
		assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
		return response.body();
	}

	private HttpResponse<String> send(HttpRequest request) {
		return this.client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
			.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS)
			.join();
	}

	/**
	 * Asks as a user does. Users see what they wrote.
	 */
	CompletableFuture<HttpResponse<String>> ask(String path, String text) {
		return this.client.sendAsync(HttpRequest.newBuilder(URI.create(this.base + path))
			.header("Content-Type", "text/plain")
			.POST(HttpRequest.BodyPublishers.ofString(text))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * Stops the application as a container does.
	 * @return the meters when the drain was over
	 */
	String stop() throws Exception {
		this.process.destroy();
		assertThat(this.process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).as("exit in time").isTrue();
		assertThat(this.process.exitValue()).as(this::output).isEqualTo(143);
		String scrape = Files.readString(this.lastScrape);
		this.told.add(scrape);
		return scrape;
	}

	/**
	 * Returns everything that the application has told: replies, meters, log and output.
	 */
	List<String> told() throws IOException {
		List<String> all = new ArrayList<>(this.told);
		all.add(Files.readString(this.log));
		all.add(output());
		return all;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
