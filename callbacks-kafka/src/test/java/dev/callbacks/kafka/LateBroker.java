// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Another address of the broker of the tests, at which it does not answer before it comes
 * up.
 */
final class LateBroker implements AutoCloseable {

	private final ServerSocket server = new ServerSocket();

	private final List<Closeable> open = new CopyOnWriteArrayList<>(List.of(this.server));

	private final InetSocketAddress address;

	LateBroker() throws IOException {
		try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
			this.address = new InetSocketAddress(free.getInetAddress(), free.getLocalPort());
		}
	}

	String address() {
		return this.address.getHostString() + ":" + this.address.getPort();
	}

	void comeUp() throws IOException {
		this.server.bind(this.address);
		start(() -> {
			while (true) {
				Socket client = this.server.accept();
				URI broker = URI.create("kafka://" + TestBroker.address());
				Socket real = new Socket(broker.getHost(), broker.getPort());
				this.open.addAll(List.of(client, real));
				start(() -> client.getInputStream().transferTo(real.getOutputStream()));
				start(() -> real.getInputStream().transferTo(client.getOutputStream()));
			}
		});
	}

	private static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// one of the two is gone
			}
		}, "late-broker");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		for (Closeable each : this.open) {
			each.close();
		}
	}

	/**
	 * What a thread does.
	 */
	@FunctionalInterface
	private interface Work {

		void run() throws IOException;

	}

}
