// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.browser;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.callbacks.demo.DemoApplication;
import org.awaitility.core.ConditionTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances of the demo, each in a process of its own, with their broker. The second
 * one is killed now and then, and started again.
 */
final class DemoFleet implements AutoCloseable {

	private static final Duration START = Duration.ofMinutes(3);

	private static final Duration SOON = Duration.ofSeconds(20);

	private final int brokerPort = freePort();

	private final List<String> origins = List.of("http://localhost:" + freePort(), "http://localhost:" + freePort());

	private final Path folder = Files.createDirectories(Path.of("target", "fleet"));

	private final Process first;

	private Process second;

	DemoFleet() throws IOException {
		this.first = start(0);
		try {
			awaitReady(0, this.first);
			this.second = start(1);
			awaitReady(1, this.second);
		}
		catch (IOException | ConditionTimeoutException | AssertionError ex) {
			close();
			throw ex;
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Process start(int number) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp",
				System.getProperty("java.class.path"), DemoApplication.class.getName(),
				"--spring.profiles.active=fleet", "--server.port=" + origin(number).replaceAll(".*:", ""),
				"--demo.instances=" + String.join(",", this.origins), "--demo.broker-port=" + this.brokerPort,
				"--demo.pace=20ms", "--callbacks.handlers.waker.enabled=false")
			.redirectErrorStream(true)
			.redirectOutput(output(number).toFile())
			.start();
	}

	private Path output(int number) {
		return this.folder.resolve("instance-" + number + ".txt");
	}

	private void awaitReady(int number, Process process) {
		await().atMost(START).until(() -> {
			String printed = Files.readString(output(number));
			assertThat(process.isAlive()).as(printed).isTrue();
			return printed.contains("Now open");
		});
	}

	String origin(int number) {
		return this.origins.get(number);
	}

	/**
	 * Returns the name that the page has for an instance.
	 */
	String name(int number) {
		return origin(number).replace("http://", "");
	}

	/**
	 * Kills the second instance.
	 */
	void kill() throws InterruptedException {
		this.second.destroyForcibly().waitFor();
	}

	/**
	 * Starts the second instance again if it is gone.
	 */
	void restore() throws IOException {
		if (!this.second.isAlive()) {
			this.second = start(1);
			awaitReady(1, this.second);
		}
	}

	/**
	 * Kills both instances, and waits for the end of the broker.
	 */
	@Override
	public void close() {
		List<ProcessHandle> brokers = this.first.descendants().toList();
		this.first.destroyForcibly();
		if (this.second != null) {
			this.second.destroyForcibly();
		}
		await().atMost(SOON).until(() -> brokers.stream().noneMatch(ProcessHandle::isAlive));
	}

}
