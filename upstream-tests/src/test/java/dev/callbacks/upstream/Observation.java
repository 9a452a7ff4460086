// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallbackHandler;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.langchain4j.LangChain4jCallbacks;

/**
 * What our hooks see of the tests of somebody else, kept for {@link ObservedTests}.
 */
final class Observation implements CallbackHandler, AutoCloseable {

	static final Path REPORT = Path.of("target", "observed.txt");

	private final AtomicInteger starts = new AtomicInteger();

	private final AtomicInteger ends = new AtomicInteger();

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final LangChain4jCallbacks callbacks = new LangChain4jCallbacks(this.manager);

	Observation() {
		this.manager.add(this);
		this.callbacks.install();
	}

	@Override
	public void onEvent(CallbackEvent event) {
		if (event instanceof StartEvent) {
			this.starts.incrementAndGet();
		}
		if (event instanceof TerminalEvent) {
			this.ends.incrementAndGet();
		}
	}

	@Override
	public void close() {
		this.callbacks.uninstall();
		try {
			Files.write(REPORT,
					List.of("begun: " + this.starts, "ended: " + this.ends, "open: " + this.manager.openRuns()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
