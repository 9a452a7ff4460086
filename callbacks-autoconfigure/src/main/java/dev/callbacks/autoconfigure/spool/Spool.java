// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue of records in files, which survives the process. Records are read in
 * their order, and stay until they are confirmed; the next process with the same
 * directory takes over what is left, so records may be seen twice.
 * <p>
 * The records are in several files, of which the oldest is deleted once all of it was
 * confirmed. Each process has a folder of its own in the directory, which other users may
 * not read.
 * <p>
 * <b>Thread-safety</b>: any thread may call it. <b>Failure</b>: a record that cannot be
 * written is refused, one that cannot be read is counted and logged, and neither holds up
 * those that follow.
 *
 * @since 0.1.0
 */
public final class Spool implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(Spool.class);

	/** The way in which records are written, beside what is in them. */
	private static final long FORMAT = 0x43425331L << 32;

	private static final int SEGMENTS = 8;

	/**
	 * The bytes beyond which a file is not written, and so the most that a damage costs.
	 */
	private static final long MAX_SEGMENT = 16 << 20;

	private final SpoolFolder folder;

	private final long format;

	private final long maxSize;

	private final Losses losses;

	/** The files, the oldest first; the last may be written. */
	private final Deque<Segment> segments = new ArrayDeque<>();

	private boolean closed;

	private Spool(SpoolFolder folder, int format, long maxSize, Losses losses) {
		this.folder = folder;
		this.format = FORMAT | Integer.toUnsignedLong(format);
		this.maxSize = maxSize;
		this.losses = losses;
	}

	/**
	 * Opens a spool, with what processes that have ended left in the directory, as far as
	 * there is room.
	 * @param directory the directory, which is created if it does not exist
	 * @param name the name of spools of this kind, of which several may share a directory
	 * @param format the number of the format that the bytes of the records have
	 * @param maxSize the size in bytes that all files may have
	 * @param losses the account of records that are lost
	 * @return the spool
	 * @throws IOException if the directory cannot be written to, or is below that for
	 * temporary files and belongs to another user
	 */
	public static Spool open(Path directory, String name, int format, long maxSize, Losses losses) throws IOException {
		SpoolFolder folder = SpoolFolder.acquire(directory, name);
		Spool spool = new Spool(folder, format, maxSize, losses);
		try {
			for (Path file : folder.files()) {
				spool.adopt(file);
			}
			for (Path other : folder.others()) {
				spool.adoptAll(other);
			}
			spool.deleteDone();
			return spool;
		}
		catch (IOException | RuntimeException ex) {
			spool.close();
			throw ex;
		}
	}

	private void adoptAll(Path path) {
		try (SpoolFolder other = this.folder.tryAcquire(path)) {
			for (Path file : (other != null) ? other.files() : List.<Path>of()) {
				if (size() + Files.size(file) > this.maxSize) {
					return;
				}
				adopt(Files.move(file, this.folder.nextFile(), StandardCopyOption.ATOMIC_MOVE));
			}
		}
		catch (IOException ex) {
			logger.warn("Records that another process left in {} stay there: {}", path, ex.toString());
		}
	}

	private void adopt(Path file) {
		try {
			Segment segment = Segment.open(file, this.format);
			if (segment != null) {
				this.segments.add(segment);
			}
		}
		catch (IOException ex) {
			logger.error("{}, of a spool, cannot be opened, and stays: {}", file, ex.toString());
		}
	}

	/**
	 * Appends a record.
	 * @param record the record
	 * @return whether there was room for it
	 * @throws IOException if it cannot be written
	 */
	public synchronized boolean add(byte[] record) throws IOException {
		if (this.closed) {
			throw new IOException("The spool " + this.folder + " is closed");
		}
		if (size() + Segment.HEADER + Segment.OVERHEAD + record.length > this.maxSize) {
			return false;
		}
		Segment last = this.segments.peekLast();
		if (last != null && last.size() >= Math.min(this.maxSize / SEGMENTS, MAX_SEGMENT)) {
			last.finish();
		}
		if (last != null && last.isWritable()) {
			last.add(record);
		}
		else {
			this.segments.add(Segment.create(this.folder.nextFile(), this.format, record));
		}
		return true;
	}

	/**
	 * Reads the oldest record that was not read.
	 * @param decoder the decoder; a record that it does not take is lost
	 * @param <T> the type of the record
	 * @return the record, or {@code null} if there is none
	 */
	public synchronized <T> @Nullable T next(Decoder<T> decoder) {
		if (this.closed) {
			return null;
		}
		for (Segment segment : this.segments) {
			while (segment.hasUnread()) {
				T record = read(segment, decoder);
				if (record != null) {
					return record;
				}
			}
		}
		deleteDone();
		return null;
	}

	private <T> @Nullable T read(Segment segment, Decoder<T> decoder) {
		byte[] record;
		try {
			record = segment.next();
		}
		catch (IOException ex) {
			lose(segment, segment.giveUp(), ex);
			return null;
		}
		try {
			return decoder.decode(record, segment.isEarlier());
		}
		catch (RuntimeException ex) {
			segment.reject();
			lose(segment, 1, ex);
			return null;
		}
	}

	private void lose(Segment segment, long count, Exception reason) {
		logger.error("{} records of {}, of a spool, cannot be read and are lost: {}", count, segment,
				reason.toString());
		this.losses.add(count, segment.isEarlier());
	}

	/**
	 * Takes all records as read, since the caller has them.
	 */
	public synchronized void skip() {
		this.segments.forEach(Segment::skip);
	}

	/**
	 * Confirms the oldest records that were read. They are deleted once all of their file
	 * are confirmed.
	 * @param count their number
	 */
	public synchronized void confirm(long count) {
		if (!this.closed) {
			long left = count;
			for (Segment segment : this.segments) {
				left -= segment.confirm(left);
			}
			deleteDone();
		}
	}

	private void deleteDone() {
		for (Segment first = this.segments.peek(); first != null && first.records() == 0;) {
			first.delete();
			this.segments.remove();
			first = this.segments.peek();
		}
	}

	/**
	 * Returns whether all records were read.
	 * @return whether there is none to be read
	 */
	public synchronized boolean isRead() {
		return this.segments.stream().noneMatch(Segment::hasUnread);
	}

	/**
	 * Returns the number of records that are not confirmed.
	 * @return the number
	 */
	public synchronized long records() {
		return this.segments.stream().mapToLong(Segment::records).sum();
	}

	/**
	 * Returns the size of all files.
	 * @return the bytes
	 */
	public synchronized long size() {
		return this.segments.stream().mapToLong(Segment::size).sum();
	}

	/**
	 * Closes the files, in which all records stay that are not confirmed.
	 */
	@Override
	public synchronized void close() throws IOException {
		if (!this.closed) {
			this.closed = true;
			this.segments.forEach(Segment::close);
			this.segments.forEach(Segment::force);
			this.folder.close();
		}
	}

	/**
	 * Returns the folder of the files.
	 */
	@Override
	public String toString() {
		return this.folder.toString();
	}

	/**
	 * A decoder of records. It throws any exception for bytes that are no record.
	 *
	 * @param <T> the type of the records
	 */
	@FunctionalInterface
	public interface Decoder<T> {

		/**
		 * Decodes a record.
		 * @param record the bytes
		 * @param earlier whether an earlier process wrote it
		 * @return the record
		 */
		T decode(byte[] record, boolean earlier);

	}

	/**
	 * The account of records that cannot be read.
	 */
	@FunctionalInterface
	public interface Losses {

		/**
		 * Adds records that are lost.
		 * @param count their number
		 * @param earlier whether an earlier process wrote them
		 */
		void add(long count, boolean earlier);

	}

}
