// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.common.Uuid;

import static org.awaitility.Awaitility.await;

/**
 * A broker in a process of its own, which can be killed, and started again with what it
 * had.
 */
final class BrokerProcess implements AutoCloseable {

	private static final Duration START = Duration.ofSeconds(60);

	private final Path folder;

	private final int port = freePort();

	private final Path settings;

	private Process process;

	BrokerProcess(Path folder) throws IOException {
		this.folder = folder;
		this.settings = folder.resolve("server.properties");
		int controller = freePort();
		Properties properties = new Properties();
		properties.setProperty("process.roles", "broker,controller");
		properties.setProperty("node.id", "1");
		properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controller);
		properties.setProperty("listeners",
				"PLAINTEXT://127.0.0.1:" + this.port + ",CONTROLLER://127.0.0.1:" + controller);
		properties.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + this.port);
		properties.setProperty("controller.listener.names", "CONTROLLER");
		properties.setProperty("log.dirs", folder.resolve("log").toString());
		properties.setProperty("offsets.topic.replication.factor", "1");
		properties.setProperty("offsets.topic.num.partitions", "1");
		properties.setProperty("transaction.state.log.replication.factor", "1");
		properties.setProperty("transaction.state.log.min.isr", "1");
		properties.setProperty("group.initial.rebalance.delay.ms", "0");
		properties.setProperty("group.min.session.timeout.ms", "500");
		// so long a broker that was killed keeps itself from coming back
		properties.setProperty("broker.session.timeout.ms", "1000");
		properties.setProperty("broker.heartbeat.interval.ms", "200");
		try (OutputStream out = Files.newOutputStream(this.settings)) {
			properties.store(out, null);
		}
		finish(java("format", "kafka.tools.StorageTool", "format", "-t", Uuid.randomUuid().toString(), "-c",
				this.settings.toString()));
		start();
	}

	private static void finish(Process process) {
		try {
			if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
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

	String address() {
		return "127.0.0.1:" + this.port;
	}

	void start() throws IOException {
		this.process = java("broker", "kafka.Kafka", this.settings.toString());
		await().atMost(START).until(this::answers);
	}

	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 500);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	void kill() {
		this.process.destroyForcibly();
		finish(this.process);
	}

	private Process java(String name, String main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty("java.class.path"), main));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve(name + ".txt").toFile()))
			.start();
	}

	@Override
	public void close() {
		kill();
	}

}
