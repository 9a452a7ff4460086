// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import dev.callbacks.jdbc.Chain.Head;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The export of a chain's head, to a file or else to the log: whoever changes the
 * database later cannot change it there.
 */
final class HeadExport {

	private static final Logger logger = LoggerFactory.getLogger(HeadExport.class);

	private final RowFactory.Process process;

	private final @Nullable Path file;

	private final long interval;

	private long exported;

	private long due = System.nanoTime();

	HeadExport(RowFactory.Process process, @Nullable Path file, Duration interval) {
		this.process = process;
		this.file = file;
		this.interval = interval.toNanos();
	}

	/**
	 * Exports a head, if there are links since the last one and it is time.
	 */
	void offer(@Nullable Head head) {
		if (System.nanoTime() - this.due >= 0) {
			this.due = System.nanoTime() + this.interval;
			export(head);
		}
	}

	/**
	 * Exports a head, if there are links since the last one.
	 */
	void export(@Nullable Head head) {
		if (head == null || head.links() == this.exported) {
			return;
		}
		this.exported = head.links();
		String line = new ExportedHead(this.process.epoch(), head.links(), HexFormat.of().formatHex(head.code()))
			.line(Instant.now(), this.process.instance());
		if (this.file == null) {
			logger.info("Head of the audit: {}", line);
			return;
		}
		try {
			Files.writeString(this.file, line + System.lineSeparator(), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			logger.error("The head of the audit cannot be exported to {}: {}", this.file, line, ex);
		}
	}

}
