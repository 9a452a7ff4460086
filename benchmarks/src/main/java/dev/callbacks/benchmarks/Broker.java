// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.common.Uuid;

/**
 * A broker of Kafka in a process of its own, so that its cost is not counted.
 */
final class Broker implements AutoCloseable {

	private static final int START_SECONDS = 60;

	private final Path folder;

	private final int port = freePort();

	private final Process process;

	Broker() throws IOException, InterruptedException {
		this.folder = Files.createTempDirectory("broker");
		Path settings = this.folder.resolve("server.properties");
		int controller = freePort();
		Properties properties = new Properties();
		properties.setProperty("process.roles", "broker,controller");
		properties.setProperty("node.id", "1");
		properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controller);
		properties.setProperty("listeners",
				"PLAINTEXT://127.0.0.1:" + this.port + ",CONTROLLER://127.0.0.1:" + controller);
		properties.setProperty("advertised.listeners", "PLAINTEXT://" + address());
		properties.setProperty("controller.listener.names", "CONTROLLER");
		properties.setProperty("log.dirs", this.folder.resolve("log").toString());
		properties.setProperty("num.partitions", "12");
		properties.setProperty("offsets.topic.replication.factor", "1");
		properties.setProperty("group.initial.rebalance.delay.ms", "0");
		try (OutputStream out = Files.newOutputStream(settings)) {
			properties.store(out, null);
		}
		java("kafka.tools.StorageTool", "format", "-t", Uuid.randomUuid().toString(), "-c", settings.toString())
			.waitFor();
		this.process = java("kafka.Kafka", settings.toString());
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
		while (!answers()) {
			if (System.nanoTime() > end) {
				close();
				throw new IOException("The broker did not start: see " + this.folder);
			}
			Thread.sleep(100);
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

	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 500);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private Process java(String... program) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
						System.getProperty("java.class.path")));
		command.addAll(List.of(program));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("output.txt").toFile()))
			.start();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
