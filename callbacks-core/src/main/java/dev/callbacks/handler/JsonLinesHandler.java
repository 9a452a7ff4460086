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
import dev.callbacks.event.CallbackEvent;

/**
 * Appends a line of JSON to a file for each event. Without content, unless it is told to.
 * <p>
 * A line is written by one write of the whole line, so that a crash can cut off the last
 * line only; when the file is opened again, a line that was cut off is closed before the
 * next. To rotate the file, close this handler and open another.
 * <p>
 * <b>Thread-safety</b>: may be in any number of runs at once; lines are whole.
 * <b>Ordering</b>: lines of one run are in order. <b>Failure</b>: a write that fails is a
 * failure of the handler.
 *
 * @since 0.1.0
 */
public final class JsonLinesHandler implements CallbackHandler, Closeable {

	/** Not a channel, which an interrupt of its thread would close for good. */
	private final FileOutputStream file;

	private final boolean content;

	private JsonLinesHandler(FileOutputStream file, boolean content) {
		this.file = file;
		this.content = content;
	}

	/**
	 * A handler that appends to a file, which is made if it is not there.
	 * @param path the file
	 * @return the handler
	 * @throws UncheckedIOException if the file cannot be opened
	 */
	public static JsonLinesHandler appendTo(Path path) {
		return open(path, false);
	}

	/**
	 * A handler that appends to a file, with what users, models and tools say.
	 * @param path the file
	 * @return the handler
	 * @throws UncheckedIOException if the file cannot be opened
	 */
	public static JsonLinesHandler withContentTo(Path path) {
		return open(path, true);
	}

	private static JsonLinesHandler open(Path path, boolean content) {
		try {
			closeCutOffLine(path);
			return new JsonLinesHandler(new FileOutputStream(path.toFile(), true), content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The file " + path + " of a JsonLinesHandler cannot be opened", ex);
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
	public void onEvent(CallbackEvent event) {
		String line = EventJson.of(event, this.content);
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
