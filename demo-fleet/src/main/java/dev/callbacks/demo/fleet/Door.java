// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The door of the broker: instances ask here for its address, and stay connected as long
 * as they live. Whoever gets the port is the only broker.
 * <p>
 * <b>Thread-safety</b>: any thread may use it.
 */
final class Door implements AutoCloseable {

	/** The time without an instance after which the door is closed for good. */
	private static final Duration LINGER = Duration.ofSeconds(3);

	private final ServerSocket socket;

	private final CompletableFuture<String> address = new CompletableFuture<>();

	/** The number of instances. Guarded by this. */
	private int instances;

	/** The reading of the clock since which there is none. Guarded by this. */
	private long emptySince = System.nanoTime();

	/** Guarded by this. */
	private boolean closed;

	Door(int port) throws IOException {
		this.socket = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "door");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Sends the address of the broker to all who ask, and have asked.
	 */
	void open(String address) {
		this.address.complete(address);
	}

	private void accept() {
		try {
			while (true) {
				Socket instance = this.socket.accept();
				enter();
				start(() -> serve(instance));
			}
		}
		catch (IOException ex) {
			// it is closed
		}
	}

	private void serve(Socket instance) {
		try (instance) {
			instance.getOutputStream().write((this.address.join() + "\n").getBytes(StandardCharsets.US_ASCII));
			while (instance.getInputStream().read() != -1) {
				// an instance says nothing, and is gone at the end
			}
		}
		catch (IOException ex) {
			// it is gone
		}
		finally {
			leave();
		}
	}

	private synchronized void enter() throws IOException {
		if (this.closed) {
			throw new IOException("The door is closed");
		}
		this.instances++;
	}

	private synchronized void leave() {
		this.instances--;
		this.emptySince = System.nanoTime();
		notifyAll();
	}

	/**
	 * Waits until there has been no instance for a while, and closes the door.
	 */
	synchronized void awaitEmpty() {
		try {
			while (!this.closed) {
				long rest = LINGER.toMillis() - (System.nanoTime() - this.emptySince) / 1_000_000;
				if (this.instances == 0 && rest <= 0) {
					close();
				}
				else {
					wait((this.instances == 0) ? rest : 0);
				}
			}
		}
		catch (InterruptedException ex) {
			close();
		}
	}

	/**
	 * Closes the door. Instances that wait for the address learn that there will be none.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// it is of no more use
		}
		notifyAll();
	}

}
