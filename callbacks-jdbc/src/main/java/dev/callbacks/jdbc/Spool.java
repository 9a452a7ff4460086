// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded file of rows in their order, which survives the process. A record that a
 * crash cut off is dropped when the file is opened again. Guarded by its {@link Outbox}.
 */
final class Spool implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(Spool.class);

	/** The first bytes of the file, which tell its format. */
	private static final int FORMAT = 0x43424131;

	private static final int HEADER = Integer.BYTES;

	private final SpoolLock lock;

	private final Path path;

	private final long maxSize;

	/** No channel: an interrupt would close that for good. */
	private RandomAccessFile file;

	/** The position of the oldest row that is left. */
	private long oldest = HEADER;

	private long end = HEADER;

	private long rows;

	private Spool(SpoolLock lock, long maxSize) throws IOException {
		this.lock = lock;
		this.path = lock.path();
		this.maxSize = maxSize;
		this.file = new RandomAccessFile(this.path.toFile(), "rw");
		recover();
	}

	/**
	 * Opens a file of a directory that no other process has open, with the rows that are
	 * left in it and in the files of other processes that have ended.
	 * @param directory the directory, which is created if it does not exist
	 * @param maxSize the size in bytes that the file may have
	 * @return the spool
	 * @throws IOException if the directory cannot be written to
	 */
	static Spool open(Path directory, long maxSize) throws IOException {
		Spool spool = open(SpoolLock.acquire(directory), maxSize);
		try (DirectoryStream<Path> others = Files.newDirectoryStream(directory.toRealPath(), SpoolLock.SPOOLS)) {
			for (Path other : others) {
				spool.adopt(other);
			}
		}
		catch (IOException ex) {
			logger.warn("Rows that other processes left in {} stay there", directory, ex);
		}
		return spool;
	}

	private static Spool open(SpoolLock lock, long maxSize) throws IOException {
		try {
			return new Spool(lock, maxSize);
		}
		catch (IOException | RuntimeException ex) {
			lock.close();
			throw ex;
		}
	}

	/**
	 * Moves the rows of a process that has ended here, if there is room for all. If this
	 * is cut off, they are in two files, and written once all the same.
	 */
	private void adopt(Path left) throws IOException {
		SpoolLock leftLock = SpoolLock.tryAcquire(left);
		if (leftLock == null) {
			return;
		}
		try (Spool other = open(leftLock, this.maxSize)) {
			long size = other.end - HEADER;
			if (this.end + size <= this.maxSize) {
				other.copyTo(this.file, this.end);
				this.end += size;
				this.rows += other.rows;
				other.clear();
			}
		}
	}

	private void recover() throws IOException {
		if (this.file.length() >= HEADER && this.file.readInt() != FORMAT) {
			Path aside = this.path.resolveSibling(this.path.getFileName() + ".unknown-" + System.currentTimeMillis());
			this.file.close();
			Files.move(this.path, aside);
			logger.error("The spool {} has a format that is not known, and is kept as {}", this.path, aside);
			this.file = new RandomAccessFile(this.path.toFile(), "rw");
		}
		this.file.seek(0);
		this.file.writeInt(FORMAT);
		long length = this.file.length();
		try (Records records = new Records(this.path, HEADER)) {
			while (this.end < length && records.next() != null) {
				this.end = records.position();
				this.rows++;
			}
		}
		if (this.end < length) {
			logger.warn("The spool {} ends with {} bytes that are no whole row, as after a crash; they are dropped",
					this.path, length - this.end);
			this.file.setLength(this.end);
		}
	}

	/**
	 * Appends rows, as many as there is room for.
	 * @param added the rows
	 * @return the number of rows that were appended
	 * @throws IOException if none was appended since the file cannot be written
	 */
	int append(List<AuditRow> added) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream data = new DataOutputStream(bytes);
		int count = 0;
		for (AuditRow row : added) {
			byte[] encoded = RowCodec.encode(row);
			if (this.end + bytes.size() + encoded.length + 2 * Integer.BYTES > this.maxSize && !compact()) {
				break;
			}
			data.writeInt(encoded.length);
			data.writeInt(checksum(encoded));
			data.write(encoded);
			count++;
		}
		this.file.seek(this.end);
		this.file.write(bytes.toByteArray());
		this.end += bytes.size();
		this.rows += count;
		return count;
	}

	/**
	 * Copies the file without the rows that are done, if they are half of the file.
	 */
	private boolean compact() throws IOException {
		if (this.oldest - HEADER < this.maxSize / 2) {
			return false;
		}
		Path copy = this.path.resolveSibling(this.path.getFileName() + ".copy");
		try (RandomAccessFile target = new RandomAccessFile(copy.toFile(), "rw")) {
			target.setLength(0);
			target.writeInt(FORMAT);
			copyTo(target, HEADER);
		}
		this.file.close();
		Files.move(copy, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		this.file = new RandomAccessFile(this.path.toFile(), "rw");
		this.end -= this.oldest - HEADER;
		this.oldest = HEADER;
		return true;
	}

	/**
	 * Copies the rows that are left to a position of another file.
	 */
	private void copyTo(RandomAccessFile target, long position) throws IOException {
		byte[] block = new byte[64 * 1024];
		this.file.seek(this.oldest);
		target.seek(position);
		for (long left = this.end - this.oldest; left > 0;) {
			int read = this.file.read(block, 0, (int) Math.min(block.length, left));
			target.write(block, 0, read);
			left -= read;
		}
	}

	/**
	 * Reads the oldest rows.
	 * @param max the largest number of rows
	 * @return the rows
	 * @throws IOException if the file cannot be read
	 */
	List<AuditRow> peek(int max) throws IOException {
		List<AuditRow> oldestRows = new ArrayList<>();
		try (Records records = new Records(this.path, this.oldest)) {
			while (oldestRows.size() < Math.min(max, this.rows)) {
				byte[] record = records.next();
				if (record == null) {
					throw new IOException("The spool " + this.path + " was changed by another process");
				}
				oldestRows.add(RowCodec.decode(record));
			}
		}
		return oldestRows;
	}

	/**
	 * Removes the oldest rows.
	 * @param count their number
	 * @throws IOException if the file cannot be read
	 */
	void remove(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			this.file.seek(this.oldest);
			this.oldest += 2 * Integer.BYTES + this.file.readInt();
		}
		this.rows -= count;
		if (this.rows == 0) {
			clear();
		}
	}

	private void clear() throws IOException {
		this.file.setLength(HEADER);
		this.rows = 0;
		this.oldest = HEADER;
		this.end = HEADER;
	}

	long rows() {
		return this.rows;
	}

	Path path() {
		return this.path;
	}

	private static int checksum(byte[] bytes) {
		CRC32 checksum = new CRC32();
		checksum.update(bytes);
		return (int) checksum.getValue();
	}

	@Override
	public void close() throws IOException {
		try (this.lock) {
			this.file.getFD().sync();
			this.file.close();
		}
	}

	/**
	 * The records of the file from a position on.
	 */
	private static final class Records implements Closeable {

		private final DataInputStream data;

		private long position;

		private Records(Path path, long position) throws IOException {
			this.data = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 64 * 1024));
			this.data.skipNBytes(position);
			this.position = position;
		}

		/**
		 * Returns the next record, or {@code null} if there is no further whole one.
		 */
		private byte @Nullable [] next() throws IOException {
			try {
				int length = this.data.readInt();
				int checksum = this.data.readInt();
				byte[] record = (length >= 0) ? this.data.readNBytes(length) : new byte[0];
				if (record.length != length || checksum(record) != checksum) {
					return null;
				}
				this.position += 2 * Integer.BYTES + length;
				return record;
			}
			catch (EOFException ex) {
				return null;
			}
		}

		private long position() {
			return this.position;
		}

		@Override
		public void close() throws IOException {
			this.data.close();
		}

	}

}
