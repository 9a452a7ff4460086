// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import dev.callbacks.CallbackHandler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.ContentSink;

/**
 * A handler that appends a line of JSON to a file for each event. Content of the
 * conversation is written only on request, and redacted if there is a redactor.
 * <p>
 * Each line is written as a whole, so a crash cuts off the last line at most, and the
 * next handler on the file terminates it. To rotate the file, open another handler.
 * <p>
 * <b>Thread-safety</b>: any number of runs may use it at once; lines are never mixed.
 * <b>Ordering</b>: lines of one run are in order. <b>Failure</b>: a failing write is a
 * failure of the handler.
 *
 * @since 0.1.0
 */
public final class JsonLinesHandler implements CallbackHandler, ContentSink, Closeable {

	/** A stream, since an interrupt would close a channel for good. */
	private final FileOutputStream file;

	private final boolean content;

	private final RedactedContent redacted = new RedactedContent();

	private JsonLinesHandler(FileOutputStream file, boolean content) {
		this.file = file;
		this.content = content;
	}

	/**
	 * Creates a handler that appends to a file, which is created if it does not exist.
	 * @param path the file
	 * @return the handler
	 * @throws UncheckedIOException if the file cannot be opened
	 */
	public static JsonLinesHandler appendTo(Path path) {
		return open(path, false);
	}

	/**
	 * Creates a handler that appends to a file, with content.
	 * @param path the file
	 * @return the handler
	 * @throws UncheckedIOException if the file cannot be opened
	 */
	public static JsonLinesHandler withContentTo(Path path) {
		return open(path, true);
	}

	private static JsonLinesHandler open(Path path, boolean content) {
		InvalidRequestException.required(path, "The file of a handler");
		try {
			closeCutOffLine(path);
			return new JsonLinesHandler(new FileOutputStream(path.toFile(), true), content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A JsonLinesHandler cannot open the file " + path + " for writing", ex);
		}
	}

	private static void closeCutOffLine(Path path) throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
			if (file.length() > 0) {
				file.seek(file.length() - 1);
				if (file.read() != '\n') {
					file.write('\n');
				}
			}
		}
	}

	@Override
	public void redactBy(ContentRedactor redactor) {
		this.redacted.redactBy(redactor);
	}

	@Override
	public void onEvent(CallbackEvent event) {
		String line = EventJson.of(event, this.redacted.run(event.run()),
				this.content ? this.redacted.of(event) : null);
		byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
		try {
			write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private synchronized void write(byte[] line) throws IOException {
		this.file.write(line);
	}

	/**
	 * Closes the file. Remove the handler first.
	 */
	@Override
	public synchronized void close() throws IOException {
		this.file.close();
	}

}
