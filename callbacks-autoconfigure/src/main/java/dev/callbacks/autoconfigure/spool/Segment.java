// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of records, which begins with the number of its format. Each record has its
 * length, and a checksum of the length and the bytes, so that zeros pass for none.
 * Guarded by its {@link Spool}.
 */
final class Segment implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(Segment.class);

	/** The bytes of the format. */
	static final int HEADER = Long.BYTES;

	/** The bytes that a record takes beside its own. */
	static final int OVERHEAD = 2 * Integer.BYTES;

	private final Path file;

	private final boolean earlier;

	/**
	 * Without a buffer, so that what was added is in the file. It is no channel, which an
	 * interrupt would close.
	 */
	private @Nullable FileOutputStream out;

	private @Nullable DataInputStream in;

	private long size;

	/** The position of the next record to be read. */
	private long position = HEADER;

	private long unread;

	private long unconfirmed;

	private Segment(Path file, boolean earlier, long size) {
		this.file = file;
		this.earlier = earlier;
		this.size = size;
	}

	/**
	 * Creates a file with a first record.
	 */
	static Segment create(Path file, long format, byte[] record) throws IOException {
		Segment segment = new Segment(file, false, 0);
		try {
			PrivateDirectory.open(file).close();
			segment.out = new FileOutputStream(file.toFile());
			segment.write(ByteBuffer.allocate(HEADER + OVERHEAD + record.length).putLong(format), record);
			return segment;
		}
		catch (IOException ex) {
			segment.delete();
			throw ex;
		}
	}

	/**
	 * Opens a file of an earlier process, which is kept aside if it has another format.
	 * @return the file, or {@code null} if it has another format
	 * @throws IOException if the file cannot be read, and stays
	 */
	static @Nullable Segment open(Path file, long format) throws IOException {
		Segment segment = new Segment(file, true, Files.size(file));
		if (segment.size >= HEADER && segment.open(0).readLong() != format) {
			segment.close();
			Path aside = file.resolveSibling(file.getFileName() + ".unknown-" + System.currentTimeMillis());
			Files.move(file, aside);
			logger.error("{}, of a spool, has a format that is not known, and is kept as {}", file, aside);
			return null;
		}
		segment.count();
		return segment;
	}

	private void count() {
		long whole = HEADER;
		long records = 0;
		try {
			while (this.position < this.size) {
				whole += OVERHEAD + next().length;
				records++;
			}
		}
		catch (IOException ex) {
			logger.debug("{}, of a spool, ends with no whole record", this.file, ex);
		}
		if (whole < this.size) {
			logger.warn("{} bytes of {}, of a spool, are no whole records, as after a crash; they are dropped",
					this.size - whole, this.file);
		}
		close();
		this.position = HEADER;
		this.unread = records;
		this.unconfirmed = 0;
	}

	/**
	 * Appends a record. After a failure the file is not written any more.
	 */
	void add(byte[] record) throws IOException {
		write(ByteBuffer.allocate(OVERHEAD + record.length), record);
	}

	private void write(ByteBuffer bytes, byte[] record) throws IOException {
		bytes.putInt(record.length).putInt(checksum(record)).put(record);
		try {
			if (this.out != null) {
				this.out.write(bytes.array());
			}
		}
		catch (IOException ex) {
			finish();
			throw ex;
		}
		this.size += bytes.capacity();
		this.unread++;
	}

	/**
	 * Reads the next record that is whole.
	 * @throws IOException if none can be read any more
	 */
	byte[] next() throws IOException {
		DataInputStream in = (this.in != null) ? this.in : open(this.position);
		while (true) {
			int length = in.readInt();
			int checksum = in.readInt();
			if (length < 0 || length > this.size - this.position - OVERHEAD) {
				throw new EOFException("There is no whole record at " + this.position);
			}
			byte[] record = in.readNBytes(length);
			this.position += OVERHEAD + length;
			if (record.length == length && checksum(record) == checksum) {
				this.unread--;
				this.unconfirmed++;
				return record;
			}
		}
	}

	private DataInputStream open(long position) throws IOException {
		DataInputStream in = new DataInputStream(
				new BufferedInputStream(new FileInputStream(this.file.toFile()), 1 << 16));
		this.in = in;
		in.skipNBytes(position);
		return in;
	}

	private static int checksum(byte[] record) {
		CRC32C checksum = new CRC32C();
		checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(record.length).flip());
		checksum.update(record);
		return (int) checksum.getValue();
	}

	/**
	 * Takes all records as read, since the caller has them.
	 */
	void skip() {
		this.unconfirmed += this.unread;
		this.unread = 0;
		this.position = this.size;
		this.in = close(this.in);
	}

	/**
	 * Gives up the records that are not read.
	 * @return their number
	 */
	long giveUp() {
		long lost = this.unread;
		this.unread = 0;
		close();
		return lost;
	}

	/**
	 * Confirms records that were read.
	 * @return their number, at most the given one
	 */
	long confirm(long max) {
		long count = Math.min(max, this.unconfirmed);
		this.unconfirmed -= count;
		return count;
	}

	/**
	 * Gives up the record that was read last.
	 */
	void reject() {
		this.unconfirmed--;
	}

	boolean hasUnread() {
		return this.unread > 0;
	}

	/**
	 * Returns the number of records that are not confirmed.
	 */
	long records() {
		return this.unread + this.unconfirmed;
	}

	boolean isEarlier() {
		return this.earlier;
	}

	boolean isWritable() {
		return this.out != null;
	}

	long size() {
		return this.size;
	}

	/**
	 * Ends the writing.
	 */
	void finish() {
		this.out = close(this.out);
	}

	/**
	 * Forces what this process has written to the disk.
	 */
	void force() {
		if (!this.earlier && Files.exists(this.file)) {
			try (RandomAccessFile written = new RandomAccessFile(this.file.toFile(), "rw")) {
				written.getFD().sync();
			}
			catch (IOException ex) {
				logger.warn("{}, of a spool, may not survive the end of the machine: {}", this.file, ex.toString());
			}
		}
	}

	void delete() {
		close();
		try {
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			logger.warn("{}, of a spool, is done but cannot be deleted: {}", this.file, ex.toString());
		}
	}

	@Override
	public void close() {
		this.out = close(this.out);
		this.in = close(this.in);
	}

	private static <T extends Closeable> @Nullable T close(@Nullable T file) {
		try {
			if (file != null) {
				file.close();
			}
		}
		catch (IOException ex) {
			logger.debug("A file of a spool cannot be closed", ex);
		}
		return null;
	}

	@Override
	public String toString() {
		return this.file.toString();
	}

}
