// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;

/**
 * The connection of this instance to the door of the broker. It starts the broker unless
 * there is one, and keeps it alive.
 */
final class BrokerConnection implements KafkaConnectionDetails, AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final int PAUSE = 100;

	private final Socket socket;

	private final String address;

	private BrokerConnection(Socket socket, String address) {
		this.socket = socket;
		this.address = address;
	}

	/**
	 * Connects to the broker.
	 * @param port the port of its door
	 */
	static BrokerConnection open(int port) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		BrokerProcess started = null;
		BrokerConnection connection = knock(port);
		while (connection == null) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("At port " + port + " there is something else than the broker of the"
						+ " demo: name another one by 'demo.broker-port', for all instances");
			}
			if (started == null || !started.isAlive()) {
				started = BrokerProcess.start(port);
			}
			Thread.sleep(PAUSE);
			connection = knock(port);
		}
		return connection;
	}

	/**
	 * Asks for the address of the broker, which is told when the broker is ready.
	 * @return the connection, or {@code null} if there is no broker
	 */
	private static @Nullable BrokerConnection knock(int port) throws IOException {
		Socket socket = new Socket();
		try {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			String address = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
				.readLine();
			if (address != null) {
				return new BrokerConnection(socket, address);
			}
		}
		catch (IOException ex) {
			// nobody is there
		}
		socket.close();
		return null;
	}

	@Override
	public List<String> getBootstrapServers() {
		return List.of(this.address);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
