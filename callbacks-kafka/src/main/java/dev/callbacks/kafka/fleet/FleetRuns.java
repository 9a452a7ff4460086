// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import dev.callbacks.autoconfigure.remote.RemoteRuns;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.LogRecord;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * The runs of other instances, read from the log. Each reading has a consumer of its own,
 * which belongs to no group, and commits nothing.
 * <p>
 * <b>Thread-safety</b>: any thread may ask; nothing waits.
 *
 * @since 0.1.0
 */
public final class FleetRuns implements RemoteRuns {

	private final RelayOptions options;

	private final Relay relay;

	private final Duration gapTimeout;

	private final FleetCounts counts;

	private final Supplier<Consumer<byte[], byte[]>> consumers;

	private final List<RunsReader> readers = new CopyOnWriteArrayList<>();

	/**
	 * Creates runs, of which none is read.
	 * @param options the options of the relay
	 * @param relay the relay, which tells owners what is wished
	 * @param gapTimeout the time that a record may be missing
	 * @param counts the counts of readers
	 * @param consumers the maker of consumers
	 */
	public FleetRuns(RelayOptions options, Relay relay, Duration gapTimeout, FleetCounts counts,
			Supplier<Consumer<byte[], byte[]>> consumers) {
		this.options = options;
		this.relay = relay;
		this.gapTimeout = gapTimeout;
		this.counts = counts;
		this.consumers = consumers;
	}

	@Override
	public String instance() {
		return this.options.origin().instance();
	}

	@Override
	public boolean hasContent() {
		return this.options.content();
	}

	@Override
	public Reading read(int past, Listener listener) {
		RunsReader reader = new RunsReader(this.options, this.gapTimeout, this.counts, past, listener, this.consumers);
		this.readers.removeIf(RunsReader::isClosed);
		this.readers.add(reader);
		reader.start();
		return reader;
	}

	@Override
	public void stop(UUID run) {
		this.relay.wish(new LogRecord.Control(LogRecord.Action.STOP, run));
	}

	/**
	 * Ends all readings.
	 */
	public void close() {
		this.readers.forEach(RunsReader::close);
	}

}
