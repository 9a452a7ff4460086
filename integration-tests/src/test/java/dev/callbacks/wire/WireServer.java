// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server on loopback that answers by script: in turn, the last one again and again.
 */
final class WireServer implements AutoCloseable {

	private static final Pattern STREAMING = Pattern.compile("\"stream\"\\s*:\\s*true");

	private final Wire wire;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Deque<Script> scripts = new ConcurrentLinkedDeque<>();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger gone = new AtomicInteger();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	WireServer(Wire wire) throws IOException {
		this.wire = wire;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	String url() {
		return "http://localhost:" + this.server.getAddress().getPort();
	}

	WireServer answers(Script... scripts) {
		this.scripts.clear();
		this.scripts.addAll(List.of(scripts));
		return this;
	}

	/**
	 * How many answers are under way.
	 */
	int open() {
		return this.open.get();
	}

	/**
	 * How many clients closed their connections before their answers were complete.
	 */
	int gone() {
		return this.gone.get();
	}

	List<String> requests() {
		return this.requests;
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.open.incrementAndGet();
		try {
			String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			this.requests.add(request);
			Script script = (this.scripts.size() > 1) ? this.scripts.poll() : this.scripts.peek();
			if (script.status() != 200) {
				exchange.getResponseHeaders().add("retry-after", "1");
				send(exchange, script.status(), this.wire.failure(script.status()));
			}
			else if (STREAMING.matcher(request).find()) {
				stream(exchange, script);
			}
			else {
				pause(script);
				send(exchange, 200, this.wire.whole(script));
			}
			exchange.close();
		}
		catch (IOException ex) {
			this.gone.incrementAndGet();
			exchange.close();
		}
		finally {
			this.open.decrementAndGet();
		}
	}

	private static void send(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	private void stream(HttpExchange exchange, Script script) throws IOException {
		exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
		exchange.sendResponseHeaders(200, 0);
		OutputStream body = exchange.getResponseBody();
		write(body, this.wire.begin());
		int sent = 0;
		for (String token : script.tokens()) {
			if (sent++ == script.brokenAfter()) {
				breakOff(body, script);
				return;
			}
			pause(script);
			write(body, List.of(this.wire.token(token)));
		}
		write(body, this.wire.calls(script.calls()));
		write(body, this.wire.end(script));
		body.close();
	}

	private void breakOff(OutputStream body, Script script) throws IOException {
		switch (script.fault()) {
			// the server closes the connection of a handler that throws, and no more
			case CUT -> throw new Cut();
			case ERROR -> {
				write(body, List.of(this.wire.error()));
				body.close();
			}
			case MALFORMED -> {
				write(body, List.of(this.wire.malformed()));
				write(body, this.wire.end(script));
				body.close();
			}
		}
	}

	private static void write(OutputStream body, List<String> frames) throws IOException {
		for (String frame : frames) {
			body.write(frame.getBytes(StandardCharsets.UTF_8));
			body.flush();
		}
	}

	private static void pause(Script script) {
		if (script.pauseMillis() > 0) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(script.pauseMillis()));
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private static final class Cut extends RuntimeException {

		private Cut() {
			super("cut", null, false, false);
		}

	}

}
